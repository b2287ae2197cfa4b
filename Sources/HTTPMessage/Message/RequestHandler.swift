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

    /// The answer to a request that the server refuses, where the head may be known, so that the answer can refer to it. The default ignores the
    /// head.
    ///
    /// - Parameter head: nil if the head was refused.
    func response(to rejection: RequestRejection, head: RequestHead?) -> Response

    /// Whether the request asks only if the service is alive. Such requests are answered on the further places, too,
    /// while all connections are taken. An event loop calls this. The default is false.
    func isHealthCheck(_ head: RequestHead) -> Bool

    /// Reports that a request has ended: its answer is on its way to the client, or the request was cut off.
    ///
    /// An event loop calls this once for each request that was answered, and for each request with a complete head that
    /// was not. So it must not block. The default does nothing.
    func didAnswer(_ record: RequestRecord)
}

extension RequestHandler {
    public func response(to rejection: RequestRejection, head: RequestHead?) -> Response { response(to: rejection) }

    public func isHealthCheck(_ head: RequestHead) -> Bool { false }

    public func didAnswer(_ record: RequestRecord) {}
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
/// Workers call `receive` and `finish`, never two workers at the same time. An event loop calls `cancel`, possibly at the
/// same time as a worker calls another method. After `cancel` no further method is called, and the receiver is released.
public protocol BodyReceiver: AnyObject {
    /// Which workers call the receiver. The default is `.heavy`. It changes only in `mayFinish`.
    var lane: WorkLane { get }

    /// Reads the next bytes of the body. They are valid during the call only.
    ///
    /// - Returns: An answer that does not need the rest of the body, or nil to continue.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Response?

    /// Whether `finish` belongs on the workers of the current lane. A worker asks after the whole body.
    ///
    /// A receiver that finds its answer to be work for another lane sets `lane` and returns false. The workers of that lane then
    /// continue, unless their queue is full. The default is true.
    func mayFinish() -> Bool

    /// Makes the answer after the whole body.
    func finish() -> Response

    /// Ends the work early, because nobody waits for its result any more. The default does nothing.
    ///
    /// An event loop calls this, at most once. It must not block. If a worker is in `receive` or `finish` at that moment,
    /// that call should return soon; its result is dropped.
    ///
    /// - Parameter isDraining: true if the server stops; false if the client has departed or its request was refused.
    func cancel(isDraining: Bool)
}

extension BodyReceiver {
    public var lane: WorkLane { .heavy }

    public func mayFinish() -> Bool { true }

    public func cancel(isDraining: Bool) {}
}
