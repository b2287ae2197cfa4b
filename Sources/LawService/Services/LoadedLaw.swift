import LawFitting
import PredictionStore

/// A stored law, decoded once.
final class LoadedLaw: Sendable {
    let document: Document
    let record: LawRecord
    let domain: MeasuredDomain
    /// In the order of their names.
    let metrics: [(name: String, law: FittedLaw)]

    var id: String { document.id }

    /// - Throws: 500 where the document was written in a shape that this version cannot read.
    init(stored document: Document) throws(Problem) {
        self.document = document
        record = try StoredRecord.decode(LawRecord.self, from: document)
        domain = record.domain
        metrics = record.metrics.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
