import LawFitting
import SequenceEntropy

/// A law in the store: everything that is needed to predict, to search, to show it, and to fit it again.
struct LawRecord: Codable, Sendable {
    /// The dataset that the request named, if any.
    struct Dataset: Codable, Sendable, Equatable {
        let id: String
        /// The number of distinct items: the vocabulary of the embedding table.
        let items: Int
        /// The number of interactions: the tokens of one training epoch.
        let tokens: Int
    }

    let dataset: Dataset?
    /// The confidence level of the parameters' intervals.
    let level: Double
    /// The requested form, as it was requested.
    let form: String
    /// In canonical order, with all their metrics, requested or not.
    let experiments: [Run]
    /// The law of each metric.
    let metrics: [String: FittedLaw]
    /// How each measured metric is treated. One that is absent is a share to maximise.
    let treatments: [String: MetricTreatment]
    /// The version of the model that answered first, if a later one has replaced its answer.
    let refittedFrom: Int?

    init(_ request: LawRequest, metrics: [String: FittedLaw], refittedFrom: Int? = nil) {
        dataset = request.dataset
        level = request.level
        form = request.form
        experiments = request.experiments
        self.metrics = metrics
        treatments = request.treatments
        self.refittedFrom = refittedFrom
    }

    /// The request that the law answers.
    var request: LawRequest {
        LawRequest(
            dataset: dataset,
            level: level,
            form: form,
            experiments: experiments,
            metrics: metrics.keys.sorted(),
            treatments: treatments
        )
    }

    /// The ranges of layers, dim and D′ over the measurements of all fitted metrics.
    var domain: LawDomain { Self.domain(of: experiments, metrics: metrics.keys) }

    /// The ranges over the experiments that have one of the metrics.
    static func domain(of experiments: [Run], metrics: some Sequence<String>) -> LawDomain {
        let metrics = Set(metrics)
        return LawDomain(experiments.filter { !metrics.isDisjoint(with: $0.values.keys) }.map(\.configuration))
    }
}

extension LawRecord.Dataset {
    init(id: String, _ summary: EntropySummary) {
        self.init(id: id, items: summary.items, tokens: summary.tokens)
    }
}

/// A dataset in the store: the parameters and results of its measurement, never its sequences.
struct DatasetRecord: Codable, Sendable {
    let m: Int
    let r: Double
    let maxLength: Int?
    let short: ShortPolicy
    /// Sorted by name.
    let measures: [Measure]
    let summary: EntropySummary
}

extension LawRecord {
    /// The version of the model that this service fits. A change of the model that changes answers raises it: a stored law of an
    /// earlier version is then fitted again when it is first used.
    static let modelVersion = 7
}

extension DatasetRecord {
    /// The version of the measures. A change of their definition raises it.
    static let modelVersion = 1
}
