import PredictionStore
import SequenceEntropy

/// Finds stored datasets by id or name. Calls block on the store.
struct DatasetLookup: Sendable {
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
            Found(document: document, record: try RecordCoding.decode(DatasetRecord.self, from: document))
        }
    }

    /// D′ of a stored dataset.
    ///
    /// - Throws: 404 if no dataset has that id or name; 422 if its D′ is undefined.
    func dPrime(_ reference: String, place: String) throws(Problem) -> Double? {
        var lookups = DatasetLookups(self)
        let dPrime = try lookups.dPrime(reference, at: place)
        try lookups.check()
        return dPrime
    }
}

/// Looks up the datasets that one request names, each one once, and collects those that are missing.
struct DatasetLookups {
    private let datasets: DatasetLookup
    private var found: [String: DatasetLookup.Found] = [:]
    private var looked: Set<String> = []
    private var unknown = FaultList()
    private var undefined = FaultList()

    init(_ datasets: DatasetLookup) {
        self.datasets = datasets
    }

    /// The dataset. A missing one is a fault.
    mutating func find(_ reference: String, at place: String) throws(Problem) -> DatasetLookup.Found? {
        if looked.insert(reference).inserted {
            found[reference] = try datasets.find(reference)
            if found[reference] == nil {
                unknown.append(
                    place,
                    "there is no dataset `\(reference)`"
                        + (place.hasPrefix("?")
                            ? "" : " (`columns=dataset:-` passes over a column with the name of the data alone)")
                        + "; `POST /apen` stores one, `GET /datasets` lists them"
                )
            }
        }
        return found[reference]
    }

    /// The D′ of a dataset. A missing one is a fault.
    mutating func dPrime(_ reference: String, at place: String) throws(Problem) -> Double? {
        let isFirst = !looked.contains(reference) || undefined.isEmpty
        guard let dataset = try find(reference, at: place) else { return nil }
        if let dPrime = dataset.record.summary.dPrime, dPrime > 0 { return dPrime }
        if isFirst {
            let reason = dataset.record.summary.apEn == nil ? "none of its users has an ApEn" : "its mean ApEn is 0"
            undefined.append(place, "dataset `\(reference)` has no D′, because \(reason)")
        }
        return nil
    }

    /// - Throws: 404 with every unknown dataset, else 422 with every dataset without D′.
    func check() throws(Problem) {
        try unknown.check(.notFound)
        try undefined.check(.undefinedResult)
    }
}
