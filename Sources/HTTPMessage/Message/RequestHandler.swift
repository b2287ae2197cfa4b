/// The application behind a server.
public protocol RequestHandler: Sendable {
    /// Decides from a request's head how the request is answered.
    ///
    /// An event loop calls this, and all its other connections wait meanwhile. So it must not block, and it must not
    /// compute for more than some tens of microseconds.
    func plan(for head: RequestHead) -> RequestPlan

    /// The answer to a request that the server refuses by itself. An event loop calls this, as it calls `plan`.
    ///
    /// The server adds the framing and, to a 503, `Retry-After`.
    func response(to rejection: RequestRejection) -> Response
}

/// How a request is answered.
public enum RequestPlan {
    /// At once, on the event loop. A body is read and discarded, up to `RequestLimits.discardedBodyBytes`.
    case respond(Response)
    /// By a worker, which gives the body to the receiver. If the request has no body, the worker calls `finish` only. A
    /// body of more than `bodyLimit` bytes is answered 413.
    case receive(bodyLimit: Int, any BodyReceiver)
}

/// Reads the body of one request and makes the answer.
///
/// Workers call a receiver, never an event loop, and never two workers at the same time. If the connection ends early,
/// the receiver is released without a further call.
public protocol BodyReceiver: AnyObject {
    /// Whether the work blocks for milliseconds at most, as a lookup in a store does. Such work has workers of its own,
    /// so it never waits for heavy work. The default is false.
    var isBrief: Bool { get }

    /// Reads the next bytes of the body. They are valid during the call only.
    ///
    /// - Returns: An answer that does not need the rest of the body, or nil to continue.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Response?

    /// Makes the answer after the whole body.
    func finish() -> Response
}

extension BodyReceiver {
    public var isBrief: Bool { false }
}
