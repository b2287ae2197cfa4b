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

    /// D′ of a stored dataset; 404 where there is none of that id or name, 422 where its D′ does not exist.
    func dPrime(_ reference: String, place: String) throws(Problem) -> Double {
        guard let found = try find(reference) else {
            throw Problem(
                .notFound,
                "there is no dataset `\(reference)`; POST /apen stores one, GET /datasets lists them",
                errors: [ProblemPlace(pointer: place, detail: "names no stored dataset")]
            )
        }
        guard let dPrime = found.record.summary.dPrime, dPrime > 0 else {
            throw Problem(
                .undefinedResult,
                "dataset `\(reference)` has no D′, because its mean ApEn is 0",
                errors: [ProblemPlace(pointer: place, detail: "names a dataset without D′")]
            )
        }
        return dPrime
    }
}
