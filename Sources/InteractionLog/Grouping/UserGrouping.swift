import TemporaryStorage

/// Puts interactions together by user and orders each user's by time.
///
/// While users come one after another, each user's sequence is complete when the next one begins, so it is handed on at
/// once and memory is that of the longest sequence. Whether a user comes back later only the end of the log shows. So
/// every run of a user is kept too, in memory up to a bound and in a temporary file beyond; if a user does come back,
/// what was handed on is withdrawn, and all runs are put together at the end, as many users at a time as memory holds.
struct UserGrouping: Sendable {
    /// What runs take in memory as long as they are likely not to be needed.
    private static let streamingBytes = 4 << 20

    private(set) var users = Vocabulary()
    let memory: Int
    /// Whether sequences are handed on before the end.
    private(set) var isStreaming: Bool
    /// Whether what was handed on has to be withdrawn.
    var mustRestart = false
    private(set) var failure: SpillFile.Failure?

    /// How the interactions' times are written; nil before the first.
    private var notation: Timestamp.Notation?
    private var present: UInt32?
    /// The present run, in the order of the log until it ends.
    private var items: [UInt32] = []
    private var entries: [UInt32] = []
    private var timestamps: [Timestamp] = []
    private var order: [Int] = []
    private var words: [UInt32] = []
    /// All runs that ended: user, length, items, and the timestamps as `TimestampCoding` writes them.
    private(set) var runs: SpilledWords

    /// - Parameters:
    ///   - memory: Bytes that putting runs together may take.
    ///   - isStreaming: Whether sequences may be handed on before the end.
    init(memory: Int, isStreaming: Bool) {
        self.memory = memory
        self.isStreaming = isStreaming
        runs = SpilledWords(residentBytes: isStreaming ? min(Self.streamingBytes, memory / 4) : memory / 4)
    }

    var isTimed: Bool { notation == .number || notation == .date }

    /// Memory in bytes.
    var bytes: Int {
        users.bytes + runs.bytes + (items.capacity + entries.capacity) * 4 + timestamps.capacity
            * MemoryLayout<Timestamp>.stride
    }

    mutating func withUsers<Value>(_ body: (inout Vocabulary) -> Value) -> Value { body(&users) }

    /// Whether an interaction's time is written as those before it.
    mutating func agrees(_ notation: Timestamp.Notation) -> Bool {
        if self.notation == nil { self.notation = notation }
        return self.notation == notation
    }

    mutating func add(
        user: UInt32,
        item: UInt32,
        entry: UInt32,
        timestamp: Timestamp?,
        into sequences: inout SequenceBuffer
    ) {
        if user != present { beginRun(of: user, into: &sequences) }
        items.append(item)
        entries.append(entry)
        if let timestamp { timestamps.append(timestamp) }
    }

    /// Adds items given as integer labels, with or without times.
    mutating func add(
        user: UInt32,
        items integers: UnsafeBufferPointer<UInt32>,
        times: UnsafeBufferPointer<Int64> = UnsafeBufferPointer(start: nil, count: 0),
        of table: inout Vocabulary,
        into sequences: inout SequenceBuffer
    ) {
        if user != present { beginRun(of: user, into: &sequences) }
        table.append(integers, to: &items, entries: &entries)
        for time in times { timestamps.append(Timestamp(time)) }
    }

    private mutating func beginRun(of user: UInt32, into sequences: inout SequenceBuffer) {
        endRun(into: &sequences)
        // Numbers are given in order of appearance, so a user with a lower one was there before.
        if isStreaming, let present, user < present { stopStreaming() }
        present = user
    }

    /// Ends the last run.
    mutating func finish(into sequences: inout SequenceBuffer) {
        endRun(into: &sequences)
        present = nil
    }

    private mutating func endRun(into sequences: inout SequenceBuffer) {
        guard let user = present, failure == nil else { return }
        if timestamps.count > 1 { sortRun() }
        if isStreaming { items.withUnsafeBufferPointer { sequences.append($0, entries: entries) } }
        do throws(SpillFile.Failure) {
            try keepRun(of: user)
        } catch {
            failure = error
        }
        items.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        timestamps.removeAll(keepingCapacity: true)
    }

    private mutating func sortRun() {
        guard isOutOfOrder else { return }
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: timestamps.indices)
        // Ties stay in the order of the log.
        order.sort { (timestamps[$0], $0) < (timestamps[$1], $1) }
        items = order.map { items[$0] }
        entries = order.map { entries[$0] }
        timestamps = order.map { timestamps[$0] }
    }

    private var isOutOfOrder: Bool {
        timestamps.withUnsafeBufferPointer { timestamps in
            (1..<timestamps.count).contains { timestamps[$0] < timestamps[$0 - 1] }
        }
    }

    private mutating func keepRun(of user: UInt32) throws(SpillFile.Failure) {
        timestamps.withUnsafeBufferPointer { TimestampCoding.write($0, to: &words) }
        let outcome = items.withUnsafeBufferPointer { items in
            words.withUnsafeBufferPointer { words in
                Result { () throws(SpillFile.Failure) in
                    try runs.append((user, UInt32(items.count)), items, words)
                }
            }
        }
        try outcome.get()
    }

    private mutating func stopStreaming() {
        isStreaming = false
        mustRestart = true
        runs.residentBytes = memory / 4
    }
}
