import LawFitting
import PredictionStore
import Synchronization

/// A stored law, decoded once. Entries of one law with different names share the decoded content.
final class LoadedLaw: Sendable {
    /// When the cache last used a law, as a count of uses.
    final class UseStamp: Sendable {
        let count = Atomic<UInt64>(0)

        func isBefore(_ other: UseStamp) -> Bool {
            count.load(ordering: .relaxed) < other.count.load(ordering: .relaxed)
        }
    }

    /// A prediction on an event loop may evaluate at most this many pairs of configurations, which takes some microseconds.
    private static let mostPairsOnLoop = 100_000

    let entry: DocumentEntry
    let record: LawRecord
    let domain: LawDomain
    /// Sorted by metric.
    let metrics: [(name: String, law: FittedLaw)]

    /// Whether a prediction takes microseconds, so that an event loop may make it.
    let isLight: Bool

    /// The memory that the law holds, in bytes, estimated from above.
    let bytes: Int

    let lastUse: UseStamp

    var id: String { entry.id }

    /// - Throws: 500 if this version cannot read the document's shape.
    convenience init(stored document: Document) throws(Problem) {
        self.init(
            document.entry,
            try RecordCoding.decode(LawRecord.self, from: document),
            contentBytes: document.content.count
        )
    }

    /// - Parameters:
    ///   - record: the document's content. It never changes; only the names do.
    ///   - contentBytes: the size of the content as stored.
    init(_ entry: DocumentEntry, _ record: LawRecord, contentBytes: Int) {
        self.entry = entry
        self.record = record
        domain = record.domain
        metrics = record.metrics.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        // A Gaussian process evaluates each pair of its configurations, and a blend keeps two triangular matrices of them.
        let pairs = record.experiments.count * record.experiments.count
        isLight = metrics.count * pairs <= Self.mostPairsOnLoop
        bytes = 4_096 + 2 * contentBytes + metrics.count * pairs * MemoryLayout<Double>.size
        lastUse = UseStamp()
    }

    /// The same content under the names that the store has now.
    init(_ entry: DocumentEntry, sameContentAs law: LoadedLaw) {
        self.entry = entry
        record = law.record
        domain = law.domain
        metrics = law.metrics
        isLight = law.isLight
        bytes = law.bytes
        lastUse = law.lastUse
    }
}
