public import TableReading

/// How one file of a log was read.
public struct FileReading: Sendable {
    public let planning: TablePlanning
    /// Neighbouring interactions of a user with equal times, in order of time.
    public let ties: Int
    /// Rows that were left out because of a fault.
    public let skipped: Int
    /// The keys without a role that the first records do not have, as far as they are listed.
    public let lateKeys: [String]
}

/// What a whole log shows about how far its order can be relied on.
public struct LogReport: Sendable, Hashable {
    /// Neighbouring interactions of a user that have times.
    public internal(set) var pairs = 0
    /// How many of them have equal times.
    public internal(set) var ties = 0
    /// The label that sequences seem to be filled up with at their beginning or their end; nil if there is none.
    public internal(set) var padding: String?
    /// Whether most lists begin with the same user's list before, so that repeated items are counted.
    public internal(set) var repeatsHistories = false

    /// Whether more than a tenth of neighbouring interactions of a user have equal times.
    public var hasTiedTimes: Bool { 10 * ties > pairs }
}

/// Counts the sequences that begin, or end, with a repeated label and do not have it elsewhere.
struct RepeatedEnds: Sendable {
    private var sequences = 0
    private var beginnings = FrequentLabels()
    private var ends = FrequentLabels()

    mutating func add(_ sequence: UserSequence) {
        sequences += 1
        let items = sequence.items
        guard items.count > 1, let first = items.first, let last = items.last else { return }
        // An item that is bought twice comes again later; what fills up a sequence does not.
        if items[1] == first, !items.drop(while: { $0 == first }).contains(first) { beginnings.add(first) }
        if items[items.count - 2] == last, !items.prefix(while: { $0 != last }).isEmpty,
            items.drop(while: { $0 != last }).allSatisfy({ $0 == last })
        {
            ends.add(last)
        }
    }

    /// The label with which at least half of the sequences begin twice, or else end. One end can be a coincidence.
    var padding: UInt32? {
        beginnings.most(ofAtLeast: (sequences + 1) / 2) ?? ends.most(ofAtLeast: max(2, (sequences + 1) / 2))
    }
}

/// Counts labels, as far as one with half of all may be among them.
///
/// Only such a label matters, so a summary of fixed size is enough: each time that one label more than it holds is
/// counted, every count is made smaller by one (Misra and Gries, Finding repeated elements, 1982). A count is then too small by a
/// thousandth of the sequences at most, and exact for logs with at most 1,000 such labels.
private struct FrequentLabels: Sendable {
    private static let mostLabels = 1_000

    private var counts: [UInt32: Int] = [:]
    /// By how much every count may be too small.
    private var removed = 0

    mutating func add(_ label: UInt32) {
        counts[label, default: 0] += 1
        guard counts.count > Self.mostLabels else { return }
        removed += 1
        counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
    }

    /// The most frequent label; nil if it occurs less often.
    func most(ofAtLeast least: Int) -> UInt32? {
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value + removed >= least
        else {
            return nil
        }
        return most.key
    }
}
