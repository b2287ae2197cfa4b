import LawFitting
import PredictionStore

/// A stored law, decoded once.
final class LoadedLaw: Sendable {
    let document: Document
    let record: LawRecord
    let domain: MeasuredDomain
    /// In the order of their names.
    let metrics: [(name: String, law: FittedLaw)]

    /// Whether a prediction is done in microseconds, so that an event loop may do it.
    let isLight: Bool

    var id: String { document.id }

    /// - Throws: 500 where the document was written in a shape that this version cannot read.
    convenience init(stored document: Document) throws(Problem) {
        self.init(document, try RecordCoding.decode(LawRecord.self, from: document))
    }

    /// - Parameter record: what the document holds; a document's content never changes, only its names do.
    init(_ document: Document, _ record: LawRecord) {
        self.document = document
        self.record = record
        domain = record.domain
        metrics = record.metrics.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        // A Gaussian process looks at each pair of its configurations.
        let size = record.experiments.count
        isLight = metrics.count * size * size <= 100_000
    }
}

/// Where a law was measured.
struct MeasuredDomain: Sendable, Equatable {
    let layers: ClosedRange<Int>
    let dim: ClosedRange<Int>
    /// `nil` where the experiments do not say which data they are about.
    let dPrime: ClosedRange<Double>?

    /// - Parameter experiments: at least one; an empty list, which no stored law has, gives 1…1.
    init(_ experiments: [LawRecord.Experiment]) {
        layers = Self.range(experiments.map(\.layers)) ?? 1...1
        dim = Self.range(experiments.map(\.dim)) ?? 1...1
        dPrime = Self.range(experiments.compactMap(\.dPrime))
    }

    /// Whether a D′ must be named to predict: the law spans several.
    var spansDPrime: Bool { dPrime.map { $0.lowerBound < $0.upperBound } ?? false }

    private static func range<Value: Comparable>(_ values: [Value]) -> ClosedRange<Value>? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }
}
