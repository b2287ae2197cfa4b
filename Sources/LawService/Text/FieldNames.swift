import HTTPMessage

/// Fields of specifications beside HTTP.
extension HTTPFieldName {
    static let vary = field("Vary")
    /// <https://fetch.spec.whatwg.org/#http-cors-protocol>
    static let origin = field("Origin")
    static let allowOrigin = field("Access-Control-Allow-Origin")
    static let allowMethods = field("Access-Control-Allow-Methods")
    static let allowHeaders = field("Access-Control-Allow-Headers")
    static let maxAge = field("Access-Control-Max-Age")
    static let exposeHeaders = field("Access-Control-Expose-Headers")
    static let requestMethod = field("Access-Control-Request-Method")
    /// <https://www.w3.org/TR/fetch-metadata/>
    static let fetchSite = field("Sec-Fetch-Site")
    static let fetchMode = field("Sec-Fetch-Mode")
    /// <https://www.w3.org/TR/server-timing/>
    static let serverTiming = field("Server-Timing")
    static let requestID = field("X-Request-Id")
    /// <https://www.w3.org/TR/trace-context/>
    static let traceparent = field("traceparent")

    /// - Precondition: the literal is a token.
    private static func field(_ name: StaticString) -> HTTPFieldName {
        guard let field = HTTPFieldName("\(name)") else { preconditionFailure("not a field name: \(name)") }
        return field
    }
}
