import ResourceMetering
import TableReading
import TemporaryStorage

/// The interactions of some users, put together from their runs by a counting sort, and ordered by time user by user.
struct UserBatch<Time: RunTime> {
    private struct Entry: BitwiseCopyable {
        var time: Time
        var item: UInt32
        /// The place among the user's interactions in the log.
        var place: UInt32
    }

    private var entries: [Entry]
    /// The file of each entry in the order of the log; empty if there is one file.
    private var files: [UInt16]
    /// -1 for a user without any run.
    private let lengths: ArraySlice<Int>

    static var itemBytes: Int { MemoryLayout<Entry>.stride }

    /// The most interactions that are put in order by insertion.
    private static var insertedItems: Int { 24 }
    /// Units of work for putting one interaction in order of time. Long users cost twice as much.
    private static var sortedUnits: Int { 40 }

    /// - Parameters:
    ///   - runs: May also hold runs of other users.
    ///   - lengths: How many interactions each user has, by user.
    init(
        _ runs: SpilledWords,
        _ form: LoggedRun.Form,
        _ lengths: ArraySlice<Int>,
        hasFiles: Bool,
        _ meter: WorkMeter
    ) throws(SpillFile.Failure) {
        self.lengths = lengths
        var next = 0
        // Where each user's next run goes.
        var places = lengths.map { length in
            defer { next += max(length, 0) }
            return next
        }
        var files = [UInt16](repeating: 0, count: hasFiles ? next : 0)
        var entries = [Entry](repeating: Entry(time: .least, item: 0, place: 0), count: next)
        let users = lengths.indices
        try entries.withUnsafeMutableBufferPointer { (entries) throws(SpillFile.Failure) in
            try places.withUnsafeMutableBufferPointer { (places) throws(SpillFile.Failure) in
                try LoggedRun.forEach(in: runs, form, meter) { run in
                    guard users.contains(run.user) else { return }
                    let place = places[run.user - users.lowerBound]
                    places[run.user - users.lowerBound] = place + run.items.count
                    for (offset, item) in run.items.enumerated() { entries[place + offset].item = item }
                    guard !run.codedTimes.isEmpty else { return }
                    Time.forEach(in: run.codedTimes, count: run.items.count) { entries[place + $0].time = $1 }
                    guard hasFiles else { return }
                    let file = RunTimesCoding.file(of: run.codedTimes)
                    for offset in run.items.indices { files[place + offset] = file }
                }
            }
        }
        self.entries = entries
        self.files = files
    }

    /// The users, each in order of time, unless the meter stops.
    consuming func ordered(_ meter: WorkMeter, files fileCount: Int) -> OrderedUsers {
        var users = OrderedUsers(neighbours: [NeighbourCount](repeating: NeighbourCount(), count: fileCount))
        users.items.reserveCapacity(entries.count)
        var begin = 0
        var tally = WorkTally(meter)
        entries.withUnsafeMutableBufferPointer { entries in
            for length in lengths where length >= 0 {
                if meter.isStopped { return }
                let user = UnsafeMutableBufferPointer(rebasing: entries[begin..<begin + length])
                if Time.isTime {
                    tally.spend(length * (length > Self.insertedItems ? 2 : 1) * Self.sortedUnits)
                    Self.order(user)
                    Self.count(user, files: files[files.isEmpty ? 0..<0 : begin..<begin + length], &users.neighbours)
                }
                for entry in user { users.items.append(entry.item) }
                begin += length
            }
        }
        tally.report()
        return users
    }

    private static func order(_ entries: UnsafeMutableBufferPointer<Entry>) {
        for place in entries.indices { entries[place].place = UInt32(truncatingIfNeeded: place) }
        guard entries.count > insertedItems else {
            for end in entries.indices.dropFirst() {
                let entry = entries[end]
                var place = end
                while place > 0, entry.time < entries[place - 1].time {
                    entries[place] = entries[place - 1]
                    place -= 1
                }
                entries[place] = entry
            }
            return
        }
        let isOrdered = entries.indices.dropFirst().allSatisfy { !(entries[$0].time < entries[$0 - 1].time) }
        if isOrdered { return }
        var entries = entries
        entries.sort { $0.time == $1.time ? $0.place < $1.place : $0.time < $1.time }
    }

    private static func count(
        _ entries: UnsafeMutableBufferPointer<Entry>,
        files: ArraySlice<UInt16>,
        _ neighbours: inout [NeighbourCount]
    ) {
        if files.isEmpty {
            var ties = 0
            for place in entries.indices.dropFirst() where entries[place].time == entries[place - 1].time { ties += 1 }
            neighbours[0].pairs += max(0, entries.count - 1)
            neighbours[0].ties += ties
            return
        }
        for place in entries.indices.dropFirst() {
            let file = Int(files[files.startIndex + Int(entries[place].place)])
            neighbours[file].pairs += 1
            if entries[place].time == entries[place - 1].time { neighbours[file].ties += 1 }
        }
    }
}

/// What orders the interactions of a user in a log.
protocol RunTime: Comparable, BitwiseCopyable {
    static var isTime: Bool { get }
    static var least: Self { get }

    /// Calls `body` with the offset and the time of each interaction of a run.
    static func forEach(in words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, Self) -> Void)
}

/// For interactions that stay in the order of the log.
struct NoTime: RunTime {
    static let isTime = false
    static let least = NoTime()

    static func < (first: NoTime, second: NoTime) -> Bool { false }

    static func forEach(in words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, NoTime) -> Void) {}
}

/// Whole numbers of one unit.
extension Int64: RunTime {
    static let isTime = true
    static let least = Int64.min

    static func forEach(in words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, Int64) -> Void) {
        RunTimesCoding.forEachCount(words, count: count, body)
    }
}

extension TimeKey: RunTime {
    static let isTime = true
    static let least = TimeKey(seconds: 0)

    static func forEach(in words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, TimeKey) -> Void) {
        RunTimesCoding.forEachKey(words, count: count, body)
    }
}

/// A time, and a second one that orders interactions with equal first times.
struct TimeKeyPair: RunTime {
    var first: TimeKey
    var second: TimeKey

    static let isTime = true
    static let least = TimeKeyPair(first: .least, second: .least)

    static func < (one: TimeKeyPair, other: TimeKeyPair) -> Bool {
        one.first == other.first ? one.second < other.second : one.first < other.first
    }

    static func forEach(in words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, TimeKeyPair) -> Void) {
        RunTimesCoding.forEachPair(words, count: count, body)
    }
}
