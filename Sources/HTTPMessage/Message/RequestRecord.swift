/// What became of one request, for logs and metrics.
public struct RequestRecord: Sendable {
    /// Nil if the head was refused.
    public var head: RequestHead?
    /// The status of the answer; nil if the request was cut off without an answer.
    public var status: HTTPStatus?
    /// That of the answer; nil if the request was cut off.
    public var note: (any AnswerNote)?
    /// The bytes of head and body that were received until the answer was made, framing included.
    public var receivedBytes: Int
    /// The bytes of the answer, head and body.
    public var sentBytes: Int
    /// The time from the first byte of the head to the answer. The time in which the client reads the answer is not
    /// included.
    public var duration: Duration
    /// How long the work of the request waited for workers, all its batches together. Nil if no worker has begun it.
    public var queueWait: Duration?

    public init(
        head: RequestHead?,
        status: HTTPStatus?,
        note: (any AnswerNote)? = nil,
        receivedBytes: Int,
        sentBytes: Int,
        duration: Duration,
        queueWait: Duration?
    ) {
        self.head = head
        self.status = status
        self.note = note
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.duration = duration
        self.queueWait = queueWait
    }
}
