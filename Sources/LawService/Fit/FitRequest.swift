import LawFitting
import TableReading

/// One valid experiment of a request.
struct RequestedRun: Sendable {
    /// Its place in the body: `/experiments/3` or `line 5, column 1`.
    let place: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// An id or a name, and its place.
    let dataset: (reference: String, place: String)?
    /// The values by metric.
    let values: [String: Double]
    /// The standard errors by metric, of the values that have one.
    let standardErrors: [String: Double]
    /// The number of test users, if it is known.
    let users: Double?
}

/// The request of `POST /fit`, from a table of any format.
struct FitRequest: Sendable {
    /// The parameters of the fit, in the query or beside the experiments of a JSON body.
    static let parameterNames = ["name", "replaceName", "dataset", "dPrime", "metrics", "goals", "form", "level"]
    /// Those and the parameters of reading.
    static let names = parameterNames + ReadingOptions.names
    /// The most experiments of one fit, because the time of the leave-one-out search grows with them.
    static let largestCount = 10_000
    /// The most metrics of one fit, because each one is fitted separately.
    static let largestMetricCount = 64
    /// The most bytes of text unless the caller says otherwise, because a small gzip stream can hold a very long one.
    static let largestText = 64 << 20

    var name: String?
    var replaceName = false
    /// The id or name of a stored dataset. Its D′ is that of experiments without their own.
    var dataset: String?
    /// The D′ of experiments without their own. Excludes `dataset`.
    var dPrime: Double?
    /// The metrics that the request names; `nil` for those that the table has.
    var metrics: [String]?
    var goals: [String: MetricGoal] = [:]
    /// `auto`, or the name of a form.
    var form = LawRequest.auto
    /// The confidence level of the parameters' intervals.
    var level = 0.95
    var experiments: [RequestedRun] = []
    /// The metrics of the table.
    var metricColumns: [MetricColumn] = []
    /// The metrics to fit, by the key of the answer.
    var fittedMetrics: [String] = []
    /// How each measured metric is fitted and judged.
    var treatments: [String: MetricTreatment] = [:]
    /// How the experiments were read.
    var read: ReadAnswer?
    /// Remarks on the table as a whole.
    var warnings: [Warning] = []
    /// The keys that the body contained. The others came from the query.
    var bodyKeys: Set<String> = []

    /// The place of a key in the request.
    func place(of key: String) -> String { bodyKeys.contains(key) ? "/\(key)" : "?\(key)" }

    init() {}
}
