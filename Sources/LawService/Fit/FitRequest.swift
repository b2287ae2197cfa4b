import LawFitting

/// One valid experiment of a request.
struct ExperimentRow: Sendable {
    /// Its place in the body: `/experiments/3` or `line 5`.
    let place: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// An id or a name, and its place.
    let dataset: (reference: String, place: String)?
    /// The values by metric.
    let values: [String: Double]
}

/// The request of `POST /fit`, from a body of any format.
struct FitRequest: Sendable {
    /// The keys beside the experiments, in a JSON body or in the query.
    static let names = ["name", "replaceName", "dataset", "dPrime", "metrics", "form", "level"]
    /// The most experiments of one fit, because the time of the leave-one-out search grows with them.
    static let largestCount = 10_000
    /// The most metrics of one fit, because each one is fitted separately.
    static let largestMetricCount = 64

    var name: String?
    var replaceName = false
    /// The id or name of a stored dataset. Its D′ is that of experiments without their own.
    var dataset: String?
    /// The D′ of experiments without their own. Excludes `dataset`.
    var dPrime: Double?
    /// `nil` for all metrics of the experiments.
    var metrics: [String]?
    var options = FitOptions()
    var experiments: [ExperimentRow] = []
    /// The keys that the body contained. The others came from the query.
    var bodyKeys: Set<String> = []

    /// The place of a key in the request.
    func place(of key: String) -> String { bodyKeys.contains(key) ? "/\(key)" : "?\(key)" }

    init() {}
}
