import SequenceEntropy

/// The datasets that one request names, each looked up once. What is not there is told together, at the end.
struct DatasetLookups {
    private let datasets: DatasetDirectory
    private var found: [String: DatasetDirectory.Found] = [:]
    private var looked: Set<String> = []
    private var unknown = FaultList()
    private var undefined = FaultList()

    init(_ datasets: DatasetDirectory) {
        self.datasets = datasets
    }

    /// The dataset; `nil` is remembered as a fault.
    mutating func find(_ reference: String, at place: String) throws(Problem) -> DatasetDirectory.Found? {
        if looked.insert(reference).inserted {
            found[reference] = try datasets.find(reference)
            if found[reference] == nil {
                unknown.append(
                    place,
                    "there is no dataset `\(reference)`; POST /apen stores one, GET /datasets lists them"
                )
            }
        }
        return found[reference]
    }

    /// Its D′; `nil` is remembered as a fault.
    mutating func dPrime(_ reference: String, at place: String) throws(Problem) -> Double? {
        let isFirst = !looked.contains(reference) || undefined.isEmpty
        guard let dataset = try find(reference, at: place) else { return nil }
        if let dPrime = dataset.record.summary.dPrime, dPrime > 0 { return dPrime }
        if isFirst { undefined.append(place, "dataset `\(reference)` has no D′, because its mean ApEn is 0") }
        return nil
    }

    /// - Throws: 404 with every unknown dataset, else 422 with every one that has no D′.
    func check() throws(Problem) {
        try unknown.check(.notFound)
        try undefined.check(.undefinedResult)
    }
}
