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
    let domain: DomainAnswer
    /// By metric.
    let metrics: [String: Metric]
    /// Remarks on the law as a whole.
    let warnings: [Warning]

    struct Metric: Encodable, Sendable {
        let form: String
        /// `maximise` or `minimise`.
        let goal: String
        /// The scale on which the metric is fitted, and whose values the parameters concern: `share`, `likelihood`, `inverse`,
        /// `logarithm` or `identity`.
        let scale: String
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
        /// For `kriging` and `blend`, which have no AICc.
        @OrNull var lnEvidence: Double?
        /// The best configuration mean less the worst.
        let measuredRange: Double
        let candidates: [CandidateScores]
        let optimum: OptimumAnswer
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

    /// A form, with its figures or the reason why it has none.
    struct CandidateScores: Encodable, Sendable {
        let form: String
        /// The number of estimated parameters.
        @OrNull var parameters: Int?
        @OrNull var r2: Double?
        @OrNull var adjustedR2: Double?
        @OrNull var rmse: Double?
        @OrNull var looR2: Double?
        @OrNull var looRmse: Double?
        @OrNull var aicc: Double?
        /// The logarithm of the evidence, for `kriging` and `blend`.
        @OrNull var lnEvidence: Double?
        /// How many independent points of the posterior the integration over hyper-parameters is worth.
        @OrNull var effectiveSampleSize: Double?
        let forward: Forward
        /// Why the form could not be fitted.
        @OrNull var unavailable: String?
    }

    /// The error of the largest level of an axis, predicted from the rest.
    struct Forward: Encodable, Sendable {
        @OrNull var layers: Double?
        @OrNull var dim: Double?
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

    /// - Parameters:
    ///   - name: the name in the request; `nil` for the law's oldest name.
    ///   - warnings: those of the request.
    init(_ law: LoadedLaw, name: String?, warnings: [Warning] = []) {
        self.law = law.id
        names = law.entry.names
        self.name = name ?? law.entry.names.first
        createdAt = ISO8601.text(law.entry.createdAt)
        dataset = law.record.dataset?.id
        experiments = law.record.experiments.count
        level = law.record.level
        domain = DomainAnswer(law.domain)
        metrics = Dictionary(uniqueKeysWithValues: law.metrics.map { ($0.name, Metric($0)) })
        self.warnings = Warning.law(law.record) + warnings
    }
}
