/// Why the server refuses a request by itself. The application writes the text of the answer.
public enum RequestRejection: Error, Hashable, Sendable {
    case malformed(MalformedRequest)
    /// The client closed its side before the request was complete.
    case incomplete
    case requestLineTooLong(limit: Int)
    case headTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case bodyTooLarge(limit: Int)
    case headTimeout(Duration)
    case bodyTimeout(Duration)
    /// An `Expect` other than `100-continue`.
    case unknownExpectation
    /// An absolute target with a scheme that this connection cannot serve.
    case misdirected
    case unsupportedTransferCoding
    case unsupportedMethod(HTTPMethod)
    case unsupportedVersion
    /// All workers are busy and their queue is full.
    case overloaded(retryAfter: Duration)
    /// All connections have requests, and no place became free in time.
    case tooManyConnections
    /// The server stops before the request can be finished.
    case shuttingDown

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
        case .overloaded, .tooManyConnections, .shuttingDown: .serviceUnavailable
        }
    }

    /// When the client should try again; nil if that would not help.
    public var retryAfter: Duration? {
        switch self {
        case .overloaded(let retryAfter): retryAfter
        // A place becomes free at any moment, and another process may serve already.
        case .tooManyConnections, .shuttingDown: .seconds(1)
        case .malformed, .incomplete, .requestLineTooLong, .headTooLarge, .tooManyFields, .bodyTooLarge, .headTimeout,
            .bodyTimeout, .unknownExpectation, .misdirected, .unsupportedTransferCoding, .unsupportedMethod,
            .unsupportedVersion:
            nil
        }
    }
}

/// The rule of RFC 9110 or RFC 9112 that a request breaks.
public enum MalformedRequest: Hashable, Sendable, CaseIterable {
    /// RFC 9112 §2.2.
    case lineEnding
    /// RFC 9112 §3.
    case requestLine
    /// RFC 9112 §3.2.
    case target
    /// RFC 9112 §2.3.
    case version
    /// RFC 9112 §3.2.
    case host
    /// RFC 9112 §2.2, §5.2.
    case foldedLine
    /// RFC 9112 §5.1.
    case fieldName
    /// RFC 9112 §5.1.
    case spaceBeforeColon
    /// RFC 9110 §5.5.
    case fieldValue
    /// RFC 9112 §6.3.
    case contentLength
    /// RFC 9112 §6.1, §6.3.
    case transferEncoding
    /// RFC 9112 §6.1.
    case ambiguousLength
    /// RFC 9112 §7.1.
    case chunkSize
    /// RFC 9112 §7.1.1.
    case chunkExtension
    /// RFC 9112 §7.1.
    case chunkData
}

extension MalformedRequest: CustomStringConvertible {
    /// One clause for the client that says what is right. The name of a case never reaches a client.
    public var description: String {
        switch self {
        case .lineEnding:
            "every line must end with CR LF, and CR or LF must not occur elsewhere"
        case .requestLine:
            "the request line must be a method, a target and a version with one space between them"
        case .target:
            "the request target must be an absolute path or an http URI in the form that the method requires"
        case .version:
            "the version must be written HTTP/1.1 or HTTP/1.0"
        case .host:
            "exactly one Host field must be present, with a host name or address and an optional port"
        case .foldedLine:
            "a header line must not begin with a blank, because continued field lines are obsolete"
        case .fieldName:
            "a header line must begin with a field name of letters, digits or hyphens and a colon"
        case .spaceBeforeColon:
            "a field name must be followed directly by a colon, without a blank"
        case .fieldValue:
            "a field value must not contain control characters other than a tab"
        case .contentLength:
            "Content-Length must occur once and consist of decimal digits only"
        case .transferEncoding:
            "Transfer-Encoding must end with chunked, name it once, and occur in HTTP/1.1 only"
        case .ambiguousLength:
            "Content-Length and Transfer-Encoding must not occur together"
        case .chunkSize:
            "a chunk size must be 1 to 16 hexadecimal digits and less than 2^60"
        case .chunkExtension:
            "a chunk extension must have the form ;name or ;name=value, and extensions must be short"
        case .chunkData:
            "the data of a chunk must have the announced size and end with CR LF"
        }
    }
}
