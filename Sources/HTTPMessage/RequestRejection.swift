/// Why the server refuses a request by itself. The application writes the answer's text.
public enum RequestRejection: Error, Hashable, Sendable {
    case malformed(MalformedRequest)
    /// The client closed its side before the request was whole.
    case incomplete
    case requestLineTooLong(limit: Int)
    case headTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case bodyTooLarge(limit: Int)
    case headTimeout(Duration)
    case bodyTimeout(Duration)
    /// An `Expect` other than `100-continue`.
    case unknownExpectation
    /// An absolute target of a scheme that this connection cannot serve.
    case misdirected
    case unsupportedTransferCoding
    case unsupportedMethod(HTTPMethod)
    case unsupportedVersion
    /// Every worker is busy and the queue before them is full.
    case overloaded(retryAfter: Duration)

    public var status: HTTPStatus {
        switch self {
        case .malformed, .incomplete: .badRequest
        case .requestLineTooLong: .uriTooLong
        case .headTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .headTimeout, .bodyTimeout: .requestTimeout
        case .unknownExpectation: .expectationFailed
        case .misdirected: .misdirectedRequest
        case .unsupportedTransferCoding, .unsupportedMethod: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        case .overloaded: .serviceUnavailable
        }
    }
}
