import TemporaryStorage

/// Collects each user's interactions and orders them by time.
///
/// If users come one after another, a user's sequence is complete when the next user begins. It is then delivered at
/// once, and memory is that of the longest sequence. But only the end of the log reveals whether a user reappears. So
/// every run of a user is also kept, in memory up to a bound and in a temporary file beyond it. If a user does
/// reappear, all sequences delivered so far are withdrawn. At the end the runs are put together, as many users at a
/// time as memory holds.
struct UserGrouping: Sendable {
    /// Memory for runs while they will probably not be needed.
    private static let streamingBytes = 4 << 20

    private(set) var users = Vocabulary()
    let memory: Int
    /// Whether sequences are delivered before the end of the log.
    private(set) var isStreaming: Bool
    /// Whether the sequences delivered so far must be withdrawn.
    var mustRestart = false
    private(set) var failure: SpillFile.Failure?

    /// How the log writes its times; nil before the first interaction.
    private var notation: Timestamp.Notation?
    private var currentUser: UInt32?
    /// The current run, in the order of the log until it ends.
    private var items: [UInt32] = []
    /// The `LabelCode` of each item.
    private var codes: [UInt32] = []
    private var timestamps: [Timestamp] = []
    private var order: [Int] = []
    private var encodedTimestamps: [UInt32] = []
    /// All runs that have ended: user, length, items, and the timestamps as `TimestampCoding` writes them.
    private(set) var runs: SpilledWords

    /// - Parameters:
    ///   - memory: Bytes for putting runs together.
    ///   - isStreaming: Whether sequences may be delivered before the end of the log.
    init(memory: Int, isStreaming: Bool) {
        self.memory = memory
        self.isStreaming = isStreaming
        runs = SpilledWords(residentBytes: isStreaming ? min(Self.streamingBytes, memory / 4) : memory / 4)
    }

    var isTimed: Bool { notation == .number || notation == .date }

    /// Memory in bytes.
    var bytes: Int {
        users.bytes + runs.bytes + (items.capacity + codes.capacity) * 4 + timestamps.capacity
            * MemoryLayout<Timestamp>.stride
    }

    mutating func withUsers<Value>(_ body: (inout Vocabulary) -> Value) -> Value { body(&users) }

    /// Whether an interaction writes its time as those before it do.
    mutating func agrees(_ notation: Timestamp.Notation) -> Bool {
        if self.notation == nil { self.notation = notation }
        return self.notation == notation
    }

    mutating func add(
        user: UInt32,
        item: UInt32,
        code: UInt32,
        timestamp: Timestamp?,
        into sequences: inout PendingSequences
    ) {
        if user != currentUser { beginRun(of: user, into: &sequences) }
        items.append(item)
        codes.append(code)
        if let timestamp { timestamps.append(timestamp) }
    }

    /// Adds items given as integer labels below 2^31, all with a time or all without one.
    mutating func add(
        user: UInt32,
        items integers: UnsafeBufferPointer<UInt32>,
        times: UnsafeBufferPointer<Int64> = UnsafeBufferPointer(start: nil, count: 0),
        of vocabulary: inout Vocabulary,
        into sequences: inout PendingSequences
    ) {
        if user != currentUser { beginRun(of: user, into: &sequences) }
        vocabulary.append(integers, indices: &items, codes: &codes)
        for time in times { timestamps.append(Timestamp(time)) }
    }

    private mutating func beginRun(of user: UInt32, into sequences: inout PendingSequences) {
        endRun(into: &sequences)
        // Users have indices in order of first appearance, so a lower index means that the user reappears.
        if isStreaming, let currentUser, user < currentUser { stopStreaming() }
        currentUser = user
    }

    /// Ends the last run.
    mutating func finish(into sequences: inout PendingSequences) {
        endRun(into: &sequences)
        currentUser = nil
    }

    private mutating func endRun(into sequences: inout PendingSequences) {
        guard let user = currentUser, failure == nil else { return }
        if timestamps.count > 1 { sortRun() }
        if isStreaming { sequences.append(items, codes: codes) }
        do throws(SpillFile.Failure) {
            try keepRun(of: user)
        } catch {
            failure = error
        }
        items.removeAll(keepingCapacity: true)
        codes.removeAll(keepingCapacity: true)
        timestamps.removeAll(keepingCapacity: true)
    }

    private mutating func sortRun() {
        guard isOutOfOrder else { return }
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: timestamps.indices)
        // Interactions at the same time stay in the order of the log.
        order.sort { (timestamps[$0], $0) < (timestamps[$1], $1) }
        items = order.map { items[$0] }
        codes = order.map { codes[$0] }
        timestamps = order.map { timestamps[$0] }
    }

    private var isOutOfOrder: Bool {
        timestamps.withUnsafeBufferPointer { timestamps in
            (1..<timestamps.count).contains { timestamps[$0] < timestamps[$0 - 1] }
        }
    }

    private mutating func keepRun(of user: UInt32) throws(SpillFile.Failure) {
        precondition(items.count < Int(UInt32.max), "a run's length has 32 bits")
        timestamps.withUnsafeBufferPointer { TimestampCoding.write($0, to: &encodedTimestamps) }
        try items.withUnsafeBufferPointer { (items) throws(SpillFile.Failure) in
            try encodedTimestamps.withUnsafeBufferPointer { (timestamps) throws(SpillFile.Failure) in
                try runs.append((user, UInt32(items.count)), items, timestamps)
            }
        }
    }

    private mutating func stopStreaming() {
        isStreaming = false
        mustRestart = true
        runs.residentBytes = memory / 4
    }
}
