import ResourceMetering
import TableReading
import TemporaryStorage

/// Collects each user's interactions and orders them by time.
///
/// If users come one after another, a user's sequence is complete when the next user begins. It is then delivered at
/// once, and memory is that of the longest sequence. But only the end of the log reveals whether a user reappears. So
/// every run of a user is also kept, in memory up to a bound and in a temporary file beyond it. If a user does
/// reappear, all sequences delivered so far are withdrawn. At the end the runs are put together, as many users at a
/// time as memory holds. A run never crosses from one file to the next.
struct UserGrouping: Sendable {
    /// Memory for runs while they will probably not be needed.
    private static let streamingBytes = 4 << 20
    /// Memory for runs once they are needed. To keep more would gain nothing: parts are copied to a temporary file anyway, and threads write the
    /// runs while others read the log.
    private static let keptBytes = 32 << 20
    /// From so much memory on, other threads write runs to the temporary file.
    private static let writingBytes = 32 << 20

    var users = Vocabulary()
    let memory: Int
    let partBytes: Int
    /// Whether sequences are delivered before the end of the log.
    private(set) var isStreaming = true
    /// Whether the sequences delivered so far must be withdrawn.
    var mustRestart = false
    private(set) var failure: SpillFile.Failure?
    /// Neighbouring interactions of a user in each file, complete when the last user is delivered.
    var neighbours = [NeighbourCount()]

    /// The simplest form in which the times of all runs can be compared.
    private(set) var timeForm = TimeForm.none
    /// The unit of the first times that are whole numbers.
    private var unit: TimeUnit?
    private var currentUser: UInt32?
    /// The user of the last run so far.
    private var lastUser: UInt32?
    /// The current run, in the order of the log until it ends. Without times it is the open sequence instead, as long as
    /// sequences are delivered at once.
    private var items: [UInt32] = []
    /// The `LabelCode` of each item.
    private var codes: [UInt32] = []
    private var times = RunTimes()
    private var openList = OpenList()
    private var scratch = Scratch()
    private var order: [Int] = []
    private var encodedTimes: [UInt32] = []
    /// All runs that have ended: user, length, items, and the times as `RunTimesCoding` writes them. Either all runs have
    /// times or none has.
    ///
    /// If a write in the background fails, the next call that adds or reads runs throws the failure. If every user came in one
    /// piece, nobody reads the runs, and the failure does not matter.
    private(set) var runs: SpilledWords

    enum TimeForm: Sendable, Comparable {
        case none
        /// Whole numbers of one unit.
        case counts
        case keys
        /// Times and second times.
        case pairs

        /// What an interaction takes while it is ordered.
        var itemBytes: Int {
            switch self {
            case .none: UserBatch<NoTime>.itemBytes
            case .counts: UserBatch<Int64>.itemBytes
            case .keys: UserBatch<TimeKey>.itemBytes
            case .pairs: UserBatch<TimeKeyPair>.itemBytes
            }
        }
    }

    /// Runs on the way to `runs`.
    private struct Scratch: Sendable {
        var users: [UInt32] = []
        var words: [UInt32] = []

        var bytes: Int { 4 * (users.capacity + words.capacity) }

        mutating func removeAll() {
            users.removeAll(keepingCapacity: true)
            words.removeAll(keepingCapacity: true)
        }
    }

    private struct OpenList: Sendable {
        var items: [UInt32] = []
        var codes: [UInt32] = []
    }

    /// - Parameters:
    ///   - memory: Bytes for putting runs together.
    ///   - partBytes: Bytes of the users who are put together at a time. More would leave the caches, which costs more than to
    ///     write two parts.
    ///   - threads: Threads that may write the runs to a temporary file.
    init(memory: Int, partBytes: Int = 4 << 20, threads: (any SpareThreads)? = nil) {
        self.memory = memory
        self.partBytes = partBytes
        // Where memory is short, there is none for runs on their way to the file.
        let writers = memory >= Self.writingBytes ? threads : nil
        runs = SpilledWords(residentBytes: min(Self.streamingBytes, memory / 4), threads: writers)
    }

    /// How the runs are read back, once the first one with times has been kept.
    var runForm: LoggedRun.Form { LoggedRun.Form(isTimed: timeForm != .none, unit: unit ?? .seconds) }

    /// Whether any run has begun.
    var isUsed: Bool { lastUser != nil }

    var fileCount: Int { neighbours.count }

    /// Memory in bytes.
    var bytes: Int {
        users.bytes + runs.bytes + (items.capacity + codes.capacity) * 4 + times.bytes
            + (openList.items.capacity + openList.codes.capacity + encodedTimes.capacity) * 4 + order.capacity * 8
            + scratch.bytes
    }

    /// Writes the runs that have ended to the temporary file.
    mutating func spill() {
        guard failure == nil else { return }
        do throws(SpillFile.Failure) {
            try runs.spillAll()
        } catch {
            failure = error
        }
    }

    /// Adds items given as integer labels below 2^31, all with a time or all without one.
    mutating func add(
        user: UInt32,
        items integers: UnsafeBufferPointer<UInt32>,
        times counts: UnsafeBufferPointer<Int64> = UnsafeBufferPointer(start: nil, count: 0),
        unit: TimeUnit = .seconds,
        of vocabulary: inout Vocabulary,
        into sequences: inout PendingSequences
    ) {
        if user != currentUser { beginRun(of: user, into: &sequences) }
        // The run that begins may be that of a user who reappears.
        if isStreaming, counts.isEmpty { return sequences.append(integers, of: &vocabulary) }
        vocabulary.append(integers, indices: &items, codes: &codes)
        if !counts.isEmpty { times.append(counts, unit: unit) }
    }

    /// Adds interactions given by integer labels below 2^31, all with a time or all without one, once all users come at the end.
    ///
    /// A log in no order has as many runs as interactions, so this is its fast path. Runs are kept as they are.
    mutating func addRuns(
        users userLabels: UnsafeBufferPointer<UInt32>,
        items itemLabels: UnsafeBufferPointer<UInt32>,
        times: UnsafeBufferPointer<Int64>,
        unit: TimeUnit,
        of vocabulary: inout Vocabulary,
        into sequences: inout PendingSequences
    ) {
        precondition(!isStreaming, "users that are delivered at once are added one by one")
        if currentUser != nil { finish(into: &sequences) }
        guard failure == nil else { return }
        if !times.isEmpty { timeForm = max(timeForm, form(of: unit)) }
        users.append(userLabels, indices: &scratch.users, codes: &codes)
        vocabulary.append(itemLabels, indices: &items, codes: &codes)
        LoggedRun.write(
            users: scratch.users,
            items: items,
            times: times,
            unit: unit,
            file: fileCount - 1,
            form: runForm,
            to: &scratch.words
        )
        lastUser = lastUser ?? scratch.users.first
        do throws(SpillFile.Failure) {
            try scratch.words.withUnsafeBufferPointer { (words) throws(SpillFile.Failure) in try runs.append(words) }
        } catch {
            failure = error
        }
        scratch.removeAll()
        items.removeAll(keepingCapacity: true)
        codes.removeAll(keepingCapacity: true)
    }

    /// Adds an interaction.
    mutating func add(
        user: UInt32,
        item: UInt32,
        code: UInt32,
        time: TimeKey?,
        secondTime: TimeKey?,
        into sequences: inout PendingSequences
    ) {
        if user != currentUser { beginRun(of: user, into: &sequences) }
        if isStreaming, time == nil { return sequences.append(item, code: code) }
        items.append(item)
        codes.append(code)
        if let time { times.append(time, second: secondTime) }
    }

    /// Adds the open sequence, all of whose items have one time.
    mutating func addOpenSequence(
        user: UInt32,
        time: TimeKey,
        secondTime: TimeKey?,
        of sequences: inout PendingSequences
    ) {
        // The run that ends here is appended where the open sequence is now.
        var list = OpenList()
        swap(&list, &openList)
        let added = sequences.moveOpenSequence(to: &list.items, &list.codes)
        if user != currentUser { beginRun(of: user, into: &sequences) }
        items.append(contentsOf: list.items)
        codes.append(contentsOf: list.codes)
        list.items.removeAll(keepingCapacity: true)
        list.codes.removeAll(keepingCapacity: true)
        swap(&list, &openList)
        for _ in 0..<added { times.append(time, second: secondTime) }
        neighbours[fileCount - 1].withinLists += max(0, added - 1)
    }

    private mutating func beginRun(of user: UInt32, into sequences: inout PendingSequences) {
        endRun(into: &sequences)
        // Users have indices in order of first appearance, so no higher index means that the user reappears.
        if let lastUser, user <= lastUser { stopStreaming(&sequences) }
        lastUser = max(lastUser ?? user, user)
        currentUser = user
    }

    /// Ends the last run of a file; another file follows.
    mutating func beginFile(into sequences: inout PendingSequences) {
        finish(into: &sequences)
        neighbours.append(NeighbourCount())
    }

    /// Ends the last run.
    mutating func finish(into sequences: inout PendingSequences) {
        endRun(into: &sequences)
        currentUser = nil
    }

    private mutating func endRun(into sequences: inout PendingSequences) {
        guard let user = currentUser, failure == nil else { return }
        do throws(SpillFile.Failure) {
            if isStreaming, items.isEmpty {
                try sequences.withOpenItems { (items) throws(SpillFile.Failure) in try keepRun(of: user, items) }
                sequences.endSequence()
            } else {
                try endOwnRun(of: user, into: &sequences)
            }
        } catch {
            failure = error
        }
    }

    /// Ends a run that is in `items`.
    private mutating func endOwnRun(
        of user: UInt32,
        into sequences: inout PendingSequences
    ) throws(SpillFile.Failure) {
        if !times.isEmpty { endTimes() }
        if isStreaming { sequences.append(items, codes: codes) }
        var ended: [UInt32] = []
        swap(&ended, &items)
        defer {
            ended.removeAll(keepingCapacity: true)
            swap(&ended, &items)
            codes.removeAll(keepingCapacity: true)
            times.removeAll()
        }
        try ended.withUnsafeBufferPointer { (items) throws(SpillFile.Failure) in try keepRun(of: user, items) }
    }

    private mutating func endTimes() {
        timeForm = max(timeForm, form(of: times))
        if times.isOutOfOrder {
            times.sort(&order)
            items = order.map { items[$0] }
            codes = order.map { codes[$0] }
        }
        if isStreaming {
            neighbours[fileCount - 1].pairs += times.count - 1
            neighbours[fileCount - 1].ties += times.ties
        }
    }

    private mutating func form(of times: RunTimes) -> TimeForm {
        if times.keys.isEmpty { return form(of: times.unit) }
        return times.secondKeys.isEmpty ? .keys : .pairs
    }

    private mutating func form(of unit: TimeUnit) -> TimeForm {
        if self.unit == nil { self.unit = unit }
        return self.unit == unit ? .counts : .keys
    }

    private mutating func keepRun(
        of user: UInt32,
        _ items: UnsafeBufferPointer<UInt32>
    ) throws(SpillFile.Failure) {
        precondition(items.count < Int(UInt32.max), "a run's length has 32 bits")
        // A run without items has no times, although others have.
        if !times.isEmpty || !encodedTimes.isEmpty {
            RunTimesCoding.write(times, file: fileCount - 1, to: &encodedTimes)
        }
        try encodedTimes.withUnsafeBufferPointer { (times) throws(SpillFile.Failure) in
            try runs.append((user, UInt32(items.count)), items, times)
        }
    }

    /// Withdraws the sequences delivered so far, unless that is done already. All users come at the end.
    mutating func stopStreaming(_ sequences: inout PendingSequences) {
        guard isStreaming else { return }
        isStreaming = false
        runs.residentBytes = min(Self.keptBytes, memory / 4)
        // Each pair is counted again when the user is delivered.
        for index in neighbours.indices { neighbours[index].forgetPairs() }
        guard isUsed else { return }
        mustRestart = true
        sequences.removeAll()
    }
}

/// Neighbouring interactions of a user, in order of time, and those of equal time.
struct NeighbourCount: Sendable, Hashable {
    var pairs = 0
    var ties = 0
    /// Neighbours in one list, whose order is that of the list.
    var withinLists = 0

    mutating func forgetPairs() { (pairs, ties) = (0, 0) }

    mutating func add(_ other: NeighbourCount) {
        pairs += other.pairs
        ties += other.ties
        withinLists += other.withinLists
    }

    /// Without the neighbours in one list.
    var isolated: NeighbourCount { NeighbourCount(pairs: pairs - withinLists, ties: ties - withinLists) }
}
