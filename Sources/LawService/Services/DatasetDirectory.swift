import PredictionStore
import SequenceEntropy

/// Finds stored datasets by id or name. Calls block on the store.
struct DatasetDirectory: Sendable {
    let store: any DocumentStore

    struct Found: Sendable {
        let document: Document
        let record: DatasetRecord
    }

    func find(_ reference: String) throws(Problem) -> Found? {
        let document: Document?
        do {
            document = try store.document(.dataset, reference)
        } catch {
            throw Problem(error, kind: .dataset)
        }
        return try document.map { (document) throws(Problem) in
            Found(document: document, record: try StoredRecord.decode(DatasetRecord.self, from: document))
        }
    }

    /// D′ of a stored dataset.
    ///
    /// - Throws: 404 where there is none of that id or name, 422 where its D′ does not exist.
    func dPrime(_ reference: String, place: String) throws(Problem) -> Double? {
        var lookups = DatasetLookups(self)
        let dPrime = try lookups.dPrime(reference, at: place)
        try lookups.check()
        return dPrime
    }
}
