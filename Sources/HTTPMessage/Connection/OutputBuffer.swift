/// The bytes that wait to be sent, and how long the client may take to accept them.
struct OutputBuffer {
    /// From here on no further request is processed until the client has read its answers.
    private static let highWater = 64 * 1024
    /// `ConnectionTimeouts.piece` is the longest time for this many bytes.
    private static let pieceBytes = 64 * 1024
    /// An idle connection keeps at most this much storage for its next answer.
    private static let keptCapacity = 4 * 1024

    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether the socket accepts no more bytes at the moment.
    private(set) var isBlocked = false
    /// When the client must have accepted some bytes; nil unless sending is blocked.
    private(set) var deadline: Tick.Instant?
    /// When the client must have accepted `pieceBytes`.
    private var pieceEnd: Tick.Instant?
    private var pieceBytesSent = 0

    var isEmpty: Bool { start == bytes.count }

    /// Whether the answer to a further request may be added.
    var hasRoom: Bool { start == 0 && bytes.count < Self.highWater }

    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { body($0.slice(start..<$0.count)) }
    }

    mutating func append(
        _ response: Response,
        isHead: Bool,
        persistence: ResponseSerializer.Persistence,
        date: [UInt8]
    ) {
        ResponseSerializer.append(response, to: &bytes, isHead: isHead, persistence: persistence, date: date)
    }

    mutating func appendContinue() {
        ResponseSerializer.appendContinue(to: &bytes)
    }

    /// Removes the first `count` bytes, which were sent.
    mutating func sent(_ count: Int) {
        precondition(count >= 0 && count <= bytes.count - start, "more bytes sent than there are")
        start += count
        deadline = nil
        pieceBytesSent += count
        if pieceBytesSent >= Self.pieceBytes || isEmpty { pieceEnd = nil }
        guard isEmpty else { return }
        start = 0
        if bytes.capacity > Self.keptCapacity { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    }

    mutating func blocked(at tick: Tick, _ timeouts: ConnectionTimeouts) {
        isBlocked = true
        if pieceEnd == nil {
            pieceEnd = tick.now + timeouts.piece
            pieceBytesSent = 0
        }
        if deadline == nil { deadline = pieceEnd.map { min($0, tick.now + timeouts.write) } }
    }

    mutating func unblocked() {
        isBlocked = false
    }
}
