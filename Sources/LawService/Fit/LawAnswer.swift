import LawFitting
import PredictionStore

/// A law, as `POST /fit` and `GET /laws/{id}` show it.
struct LawAnswer: Encodable, Sendable {
    let law: String
    @OrNull var name: String?
    /// Every name, oldest first.
    let names: [String]
    let createdAt: String
    /// The id of the dataset that the request named.
    @OrNull var dataset: String?
    /// The number of experiments in the request.
    let experiments: Int
    let level: Double
    let domain: Domain
    /// By metric.
    let metrics: [String: Metric]

    /// The measured ranges, each as [low, high].
    struct Domain: Encodable, Sendable {
        let layers: [Int]
        let dim: [Int]
        @OrNull var dPrime: [Double]?

        init(_ domain: LawDomain) {
            layers = [domain.layers.integers.lowerBound, domain.layers.integers.upperBound]
            dim = [domain.dim.integers.lowerBound, domain.dim.integers.upperBound]
            dPrime = domain.dPrime.map { [$0.low, $0.high] }
        }
    }

    struct Metric: Encodable, Sendable {
        let form: String
        /// `maximise` or `minimise`.
        let goal: String
        /// The number of measurements of this metric, including replicates.
        let experiments: Int
        /// The number of configurations whose missing value was estimated from another metric of the same runs.
        let inferred: Int
        let parameters: [String: Parameter]
        @OrNull var r2: Double?
        @OrNull var adjustedR2: Double?
        let rmse: Double
        @OrNull var looR2: Double?
        @OrNull var looRmse: Double?
        @OrNull var aicc: Double?
        let candidates: [CandidateScores]
        let optimum: Optimum
        let termination: Search
        let dPrimeCheck: DPrimeCheck
        let warnings: [Warning]
    }

    struct Parameter: Encodable, Sendable {
        @OrNull var value: Double?
        @OrNull var standardError: Double?
        @OrNull var low: Double?
        @OrNull var high: Double?
        /// Why a value is `null`.
        @OrNull var unavailable: String?
    }

    struct CandidateScores: Encodable, Sendable {
        let form: String
        /// The number of estimated parameters.
        let parameters: Int
        @OrNull var r2: Double?
        @OrNull var adjustedR2: Double?
        let rmse: Double
        @OrNull var looR2: Double?
        @OrNull var looRmse: Double?
        @OrNull var aicc: Double?
    }

    /// The highest point of the fitted curve, in real numbers.
    struct Optimum: Encodable, Sendable {
        let layers: Double
        let dim: Double
        let value: Double
        /// Whether the point lies inside the searched range, not on its edge.
        let interior: Bool
    }

    /// Whether the metric rises with ln D′, as the Performance Law claims: a line through the levels of the datasets.
    struct DPrimeCheck: Encodable, Sendable {
        /// Sorted by D′; empty if there is no check.
        let levels: [Level]
        /// The change of the metric per unit of ln D′.
        @OrNull var slope: Double?
        @OrNull var low: Double?
        @OrNull var high: Double?
        @OrNull var correlation: Double?
        /// Two-sided, against no effect of D′.
        @OrNull var pValue: Double?
        /// Whether the slope's interval lies above 0.
        @OrNull var supported: Bool?
        /// Why a value is `null`.
        @OrNull var unavailable: String?
    }

    /// The prediction of one dataset's own law in the middle of the configurations that all datasets share.
    struct Level: Encodable, Sendable {
        let dPrime: Double
        let value: Double
        let standardError: Double
    }

    /// How the parameters were found.
    struct Search: Encodable, Sendable {
        let reason: String
        let iterations: Int
        let starts: Int
        let startsReachingBest: Int
    }

    /// - Parameter name: the name in the request; `nil` for the law's oldest name.
    init(_ law: LoadedLaw, name: String?) {
        self.law = law.id
        names = law.entry.names
        self.name = name ?? law.entry.names.first
        createdAt = ISO8601.text(law.entry.createdAt)
        dataset = law.record.dataset?.id
        experiments = law.record.experiments.count
        level = law.record.level
        domain = Domain(law.domain)
        metrics = law.record.metrics.mapValues(Metric.init)
    }
}
