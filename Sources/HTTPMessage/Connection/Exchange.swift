/// The state of the current request, from its complete head to the end of its body.
struct Exchange {
    let isHead: Bool
    let version: HTTPVersion
    /// Whether the connection may serve another request afterwards.
    var isPersistent: Bool
    /// Whether the client still waits for `100 Continue`. Then it may never send its body.
    var awaitsContinue: Bool
    var body: BodyReader
    var receiver: (any BodyReceiver)?
    /// The permission to collect large batches of the body.
    var grant: UploadBudget.Grant?
    /// Whether the workers have accepted the first work item of this request.
    var isAdmitted = false
    /// Deadline for the current batch of body bytes.
    private var batchEnd: Tick.Instant?

    init(isHead: Bool, version: HTTPVersion, isPersistent: Bool, awaitsContinue: Bool, body: BodyReader) {
        self.isHead = isHead
        self.version = version
        self.isPersistent = isPersistent
        self.awaitsContinue = awaitsContinue
        self.body = body
    }

    mutating func startBatch(at tick: Tick, _ timeouts: ConnectionTimeouts) {
        batchEnd = tick.now + timeouts.piece
    }

    /// When the next byte of the body must arrive, if the latest arrived now.
    func bodyDeadline(at tick: Tick, _ timeouts: ConnectionTimeouts) -> Tick.Instant {
        let next = tick.now + timeouts.body
        return batchEnd.map { min($0, next) } ?? next
    }
}
