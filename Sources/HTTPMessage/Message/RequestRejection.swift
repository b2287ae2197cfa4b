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

/// The rule of RFC 9110 or RFC 9112 that a request broke.
public enum MalformedRequest: Hashable, Sendable {
    /// A line that does not end in CR LF, or a CR elsewhere (RFC 9112 §2.2).
    case lineEnding
    /// Not `method SP target SP version` (RFC 9112 §3).
    case requestLine
    /// A target in none of the four forms, or not in the form that the method needs (RFC 9112 §3.2).
    case target
    /// Not `HTTP/` digit `.` digit (RFC 9112 §2.3).
    case version
    /// No `Host` in HTTP/1.1, more than one, or not a host with an optional port (RFC 9112 §3.2).
    case host
    /// A line that begins with a blank (RFC 9112 §2.2, §5.2).
    case foldedLine
    /// A field name that is not a token (RFC 9112 §5.1).
    case fieldName
    /// A blank between a field name and its colon (RFC 9112 §5.1).
    case spaceBeforeColon
    /// A control byte in a field value (RFC 9110 §5.5).
    case fieldValue
    /// A `Content-Length` that is not one run of digits, or a second one (RFC 9112 §6.3).
    case contentLength
    /// `Transfer-Encoding` whose last coding is not one plain `chunked`, or in HTTP/1.0 (RFC 9112 §6.1, §6.3).
    case transferEncoding
    /// Both `Content-Length` and `Transfer-Encoding` (RFC 9112 §6.1).
    case ambiguousLength
    /// A chunk size that is not hexadecimal digits, or beyond 64 bits (RFC 9112 §7.1).
    case chunkSize
    /// A chunk extension outside its grammar, or too many of them (RFC 9112 §7.1.1).
    case chunkExtension
    /// Chunk data not followed by CR LF (RFC 9112 §7.1).
    case chunkData
}
