/// The state of the current request, from its complete head to the end of its body.
struct Exchange {
    let head: RequestHead
    /// When the first byte of the head arrived.
    let began: Tick.Instant
    /// Whether the connection may serve another request afterwards.
    var isPersistent: Bool
    /// Whether the client still waits for `100 Continue`. Then it may never send its body.
    var awaitsContinue: Bool
    var body: BodyReader
    /// Makes the answer. Nil while a work item has it.
    var receiver: (any BodyReceiver)?
    /// The lane of the receiver; nil if the request has none.
    var lane: WorkLane?
    /// The bytes of the request so far, framing included.
    var receivedBytes: Int
    /// How long finished work items have waited for workers.
    private(set) var queueWait: Duration?
    /// The permission to collect large batches of the body.
    var grant: UploadBudget.Grant?
    /// Whether the workers have accepted the first work item of this request.
    var isAdmitted = false
    /// When the body must have made progress.
    var patience: Patience

    var isHead: Bool { head.method == .head }

    init(
        head: RequestHead,
        began: Tick.Instant,
        receivedBytes: Int,
        isPersistent: Bool,
        awaitsContinue: Bool,
        body: BodyReader,
        patience: Patience
    ) {
        self.head = head
        self.began = began
        self.receivedBytes = receivedBytes
        self.isPersistent = isPersistent
        self.awaitsContinue = awaitsContinue
        self.body = body
        self.patience = patience
    }

    /// Gives the receiver away.
    ///
    /// A method, because `exchange?.receiver = nil` in a noncopyable type never releases the old receiver (Swift 6.3).
    mutating func takeReceiver() -> (any BodyReceiver)? {
        let taken = receiver
        receiver = nil
        return taken
    }

    mutating func add(queueWait wait: Duration?) {
        if let wait { queueWait = (queueWait ?? .zero) + wait }
    }
}
