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
    /// The label that sequences seem to be filled up with at their beginning; nil if there is none.
    public internal(set) var padding: String?
    /// Whether most lists begin with the same user's list before, so that repeated items are counted.
    public internal(set) var repeatsHistories = false

    /// Whether more than a tenth of neighbouring interactions of a user have equal times.
    public var hasTiedTimes: Bool { 10 * ties > pairs }
}

/// Counts the sequences that begin with a repeated label and do not have it again.
///
/// Only a label with which half of them begin matters, so a summary of fixed size is enough: each time that one label more than it holds is
/// counted, every count is made smaller by one (Misra and Gries, Finding repeated elements, 1982). A count is then too small by a
/// thousandth of the sequences at most, and exact for logs with at most 1,000 such labels.
struct RepeatedOpenings: Sendable {
    private static let mostLabels = 1_000

    private var sequences = 0
    private var counts: [UInt32: Int] = [:]
    /// By how much every count may be too small.
    private var removed = 0

    mutating func add(_ sequence: UserSequence) {
        sequences += 1
        guard sequence.count > 1, let first = sequence.items.first, sequence.items[1] == first else { return }
        // An item that is bought twice comes again later; what fills up a sequence does not.
        guard !sequence.items.drop(while: { $0 == first }).contains(first) else { return }
        counts[first, default: 0] += 1
        guard counts.count > Self.mostLabels else { return }
        removed += 1
        counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
    }

    /// The label with which at least half of the sequences begin twice.
    var padding: UInt32? {
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            2 * (most.value + removed) >= sequences
        else {
            return nil
        }
        return most.key
    }
}
