/// The bytes that wait to be sent, and how long the client may take to accept them.
struct OutputBuffer {
    /// From here on no further request is processed until the client has read its answers.
    private static let highWater = 64 * 1024
    /// An idle connection keeps at most this much storage for its next answer.
    private static let keptCapacity = 4 * 1024

    private var bytes: [UInt8] = []
    /// A long body behind `bytes`, in the array in which it was made. Copying it would hold up all connections of the loop.
    private var body: [UInt8] = []
    /// How many bytes were sent, of `bytes` and `body` together.
    private var start = 0
    /// Whether the socket accepts no more bytes at the moment.
    private(set) var isBlocked = false
    /// How long the client may still take; nil until sending is blocked.
    private var patience: Patience?
    /// Whether the first bytes of the next answer were appended ahead of the rest.
    private var hasBegunAnswer = false
    /// What pays for the answers among the bytes.
    private var payers: [AnswerPayer] = []

    var isEmpty: Bool { count == 0 }

    /// The number of bytes that wait to be sent.
    var count: Int { bytes.count + body.count - start }

    /// Whether the answer to a further request may be added.
    var hasRoom: Bool { start == 0 && count < Self.highWater }

    /// Calls `send` with the next bytes: all of them, or those before a long body.
    func withBytes(_ send: (UnsafeRawBufferPointer) -> Void) {
        if start < bytes.count || body.isEmpty {
            bytes.withUnsafeBytes { send($0.slice(start..<$0.count)) }
        } else {
            body.withUnsafeBytes { send($0.slice(start - bytes.count..<$0.count)) }
        }
    }

    /// - Returns: The number of bytes of the answer.
    @discardableResult
    mutating func append(
        _ response: Response,
        isHead: Bool,
        persistence: ResponseSerializer.Persistence,
        date: [UInt8]
    ) -> Int {
        joinBody()
        let before = count
        let isBodyApart = response.body.count >= Self.highWater && response.status.allowsContent && !isHead
        ResponseSerializer.append(
            response,
            to: &bytes,
            isBegun: hasBegunAnswer,
            isBodyApart: isBodyApart,
            isHead: isHead,
            persistence: persistence,
            date: date
        )
        let ahead = hasBegunAnswer ? ResponseSerializer.beginning.utf8CodeUnitCount : 0
        hasBegunAnswer = false
        if let payer = response.payer { payers.append(payer) }
        if isBodyApart { body = response.body }
        return count - before + ahead
    }

    /// Makes room for bytes behind a long body. The machine makes no answer while such a body waits (`hasRoom`), so this only keeps the
    /// order right if it ever does.
    private mutating func joinBody() {
        guard !body.isEmpty else { return }
        bytes.append(contentsOf: body)
        body = []
    }

    /// Appends the bytes that the next answer begins with, whatever it will be.
    mutating func beginAnswer() {
        if hasBegunAnswer { return }
        hasBegunAnswer = true
        joinBody()
        bytes.append(ResponseSerializer.beginning)
    }

    mutating func appendContinue() {
        joinBody()
        ResponseSerializer.appendContinue(to: &bytes)
    }

    /// Removes the first `count` bytes, which were sent.
    mutating func sent(_ count: Int, at tick: Tick) {
        precondition(0...self.count ~= count, "more bytes sent than there are")
        start += count
        patience?.progressed(by: count, at: tick.now)
        guard isEmpty else { return }
        patience = nil
        payers = []
        start = 0
        body = []
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    }

    mutating func blocked(at tick: Tick, _ timeouts: ConnectionTimeouts) {
        isBlocked = true
        if patience == nil { patience = Patience(limit: timeouts.write, rate: timeouts.writeRate, at: tick.now) }
    }

    /// When the client must have accepted some bytes; nil unless sending is blocked.
    var deadline: Tick.Instant? { patience?.deadline }

    /// Whether the client reads its answers too slowly by more than `tolerance`.
    func isStrained(beyond tolerance: Duration, at now: Tick.Instant) -> Bool {
        patience?.isStrained(beyond: tolerance, at: now) ?? false
    }

    mutating func unblocked() {
        isBlocked = false
    }
}
