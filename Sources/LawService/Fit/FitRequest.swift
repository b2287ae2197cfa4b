import LawFitting

/// One experiment of a request, checked on its own.
struct ExperimentRow: Sendable {
    /// Where it stands in the body: `/experiments/3` or `line 5`.
    let place: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// An id or a name, and where it stands.
    let dataset: (reference: String, place: String)?
    /// Value by metric.
    let values: [String: Double]
}

/// What `POST /fit` asks for, whatever the body's format.
struct FitRequest: Sendable {
    /// The keys beside the experiments: of the JSON body, and query parameters for CSV.
    static let names = ["name", "replaceName", "dataset", "dPrime", "metrics", "form", "level"]
    /// More rows than this are refused: the leave-one-out search grows with them.
    static let largestCount = 10_000
    /// More metrics than this are refused: each is fitted by itself.
    static let largestMetricCount = 64

    var name: String?
    var replaceName = false
    /// An id or name of a stored dataset, whose D′ the experiments without their own have.
    var dataset: String?
    /// D′ of the experiments without their own; excludes `dataset`.
    var dPrime: Double?
    /// `nil` for every metric that the experiments have.
    var metrics: [String]?
    var options = FitOptions()
    var experiments: [ExperimentRow] = []
    /// Which keys stood in the body; the others came with the query.
    var bodyKeys: Set<String> = []

    /// Where a key was given.
    func place(of key: String) -> String { bodyKeys.contains(key) ? "/\(key)" : "?\(key)" }

    init() {}
}
