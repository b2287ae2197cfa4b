import HTTPMessage

extension Problem {
    /// The answer to a request that the HTTP server refuses by itself.
    init(_ rejection: RequestRejection) {
        switch rejection {
        case .malformed(let fault):
            self.init(.badRequest, "the request is not valid HTTP/1.1: \(fault)")
        case .incomplete:
            self.init(.badRequest, "the connection was closed before the request was complete")
        case .requestLineTooLong(let limit):
            self.init(.targetTooLong, "the request line may have at most \(limit) bytes")
        case .headTooLarge(let limit):
            self.init(.headTooLarge, "the request line and the header fields may have at most \(limit) bytes together")
        case .tooManyFields(let limit):
            self.init(.headTooLarge, "a request may have at most \(limit) header fields")
        case .bodyTooLarge(let limit):
            self.init(.bodyTooLarge, "the body of this request may have at most \(limit) bytes")
        case .headTimeout(let timeout):
            self.init(.requestTimeout, "the request's head did not arrive within \(timeout)")
        case .bodyTimeout(let timeout):
            self.init(
                .requestTimeout,
                "the request's body made no progress for \(timeout), or came with less than 1 KiB per second"
            )
        case .unknownExpectation:
            self.init(.expectationFailed, "the only supported expectation is 100-continue")
        case .misdirected:
            self.init(.misdirected, "the scheme of the request target is not served here; use http")
        case .unsupportedTransferCoding:
            self.init(.notImplemented, "the only supported transfer coding is chunked")
        case .unsupportedMethod(let method):
            self.init(.notImplemented, "the method \(method) is not implemented")
        case .unsupportedVersion:
            self.init(.versionNotSupported, "only HTTP/1.0 and HTTP/1.1 are supported")
        case .tooManyConnections:
            self.init(.overloaded, "all connections are busy; try again in a second")
        case .shuttingDown:
            self.init(.overloaded, "the service is stopping and cannot finish the request; try again")
        case .overloaded(let retryAfter):
            self.init(
                .overloaded,
                "all workers are busy and the queue is full; try again after \(retryAfter.components.seconds) s"
            )
        }
    }
}
