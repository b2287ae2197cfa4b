import PredictionStore

/// A law as `POST /fit` and `GET /laws/{id}` show it.
struct LawAnswer: Encodable, Sendable {
    let law: String
    @OrNull var name: String?
    /// Every name, oldest first.
    let names: [String]
    let createdAt: String
    /// The id of the dataset that the fit named.
    @OrNull var dataset: String?
    /// How many were posted.
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

        init(_ domain: MeasuredDomain) {
            layers = [domain.layers.lowerBound, domain.layers.upperBound]
            dim = [domain.dim.lowerBound, domain.dim.upperBound]
            dPrime = domain.dPrime.map { [$0.lowerBound, $0.upperBound] }
        }
    }

    struct Metric: Encodable, Sendable {
        let form: String
        /// Measurements of this metric, replicates counted.
        let experiments: Int
        /// Configurations that lack this metric, and whose value another metric of the same runs suggested.
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
        /// Why a figure is `null`.
        @OrNull var unavailable: String?
    }

    struct CandidateScores: Encodable, Sendable {
        let form: String
        /// How many numbers were estimated.
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
        /// Whether it lies inside the searched range rather than on its edge.
        let interior: Bool
    }

    /// Whether the metric rises with ln D′, as the Performance Law claims: each dataset's own fitted level against it.
    struct DPrimeCheck: Encodable, Sendable {
        /// By D′, ascending; empty where there is no check.
        let levels: [Level]
        /// Of the metric, by unit of ln D′.
        @OrNull var slope: Double?
        @OrNull var low: Double?
        @OrNull var high: Double?
        @OrNull var correlation: Double?
        /// Two-sided, against no effect of D′.
        @OrNull var pValue: Double?
        /// Whether the slope's interval lies above 0.
        @OrNull var supported: Bool?
        /// Why a figure is `null`.
        @OrNull var unavailable: String?
    }

    /// What one dataset's own law expects in the middle of the configurations that all datasets share.
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

    /// - Parameter name: the one just given; else the law's oldest.
    init(_ law: LoadedLaw, name: String?) {
        self.law = law.id
        names = law.document.names
        self.name = name ?? law.document.names.first
        createdAt = ISO8601.text(law.document.createdAt)
        dataset = law.record.dataset?.id
        experiments = law.record.experiments.count
        level = law.record.level
        domain = Domain(law.domain)
        metrics = law.record.metrics.mapValues(Metric.init)
    }
}
