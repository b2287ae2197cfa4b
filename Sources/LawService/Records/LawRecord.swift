import LawFitting
import SequenceEntropy

/// A law in the store: everything that is needed to predict, to search and to show it.
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
    /// In canonical order, with all their metrics, requested or not.
    let experiments: [Run]
    /// The law of each metric.
    let metrics: [String: FittedLaw]

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

extension LawRecord {
    /// The observations to which a metric's law was fitted: its measurements, and values imputed from the other metrics.
    func observations(of metric: String) throws(Problem) -> ObservationSet {
        do {
            return try MetricImputation(RunSet(experiments)).completedMeasurements(of: metric)
        } catch {
            throw Problem(.internalFault, "the law's experiments cannot be read; fit them again")
        }
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
    /// The version of the model that this service fits. A change of the model that changes answers raises it.
    static let modelVersion = 1
}

extension DatasetRecord {
    /// The version of the measures. A change of their definition raises it.
    static let modelVersion = 1
}
