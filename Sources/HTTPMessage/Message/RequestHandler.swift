/// The application behind a server.
public protocol RequestHandler: Sendable {
    /// What to do with a request, decided from its head. Called on an event loop, where every microsecond delays all
    /// its other connections: it must neither block nor compute for more than some tens of them.
    func plan(for head: RequestHead) -> RequestPlan

    /// The answer to a request that the server refuses by itself, on an event loop like `plan`. The server adds framing
    /// and, to a 503, `Retry-After`.
    func response(to rejection: RequestRejection) -> Response
}

/// What the application decides from a request's head.
public enum RequestPlan {
    /// A light answer. A body, if any, is read and dropped, within a bound.
    case respond(Response)
    /// The body goes to the receiver on a worker. A request without one goes there too if its answer is heavy work: only
    /// `finish` is called then. More than `bodyLimit` bytes are answered 413.
    case receive(bodyLimit: Int, any BodyReceiver)
}

/// Takes one request's body and makes its answer. Called by one worker job at a time, never concurrently and never on
/// an event loop. A receiver whose connection ends early is released without a further call.
public protocol BodyReceiver: AnyObject {
    /// Whether it blocks for milliseconds at most, as a look into a store does: it then has workers that no heavy work
    /// ever holds up. False unless a receiver says otherwise.
    var isBrief: Bool { get }

    /// The next bytes of the body, valid during the call only.
    ///
    /// - Returns: An answer that does not need the rest of the body, or nil to go on.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Response?

    /// The answer, after the whole body.
    func finish() -> Response
}

extension BodyReceiver {
    public var isBrief: Bool { false }
}
