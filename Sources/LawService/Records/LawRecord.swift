import LawFitting
import SequenceEntropy

/// What the store keeps of a law: everything that predicting, searching and showing it need.
struct LawRecord: Codable, Sendable {
    /// The dataset that the request named, where it named one.
    struct Dataset: Codable, Sendable, Equatable {
        let id: String
        /// Distinct items: the vocabulary of the embedding table.
        let items: Int
        /// Interactions: the tokens of one pass of training.
        let tokens: Int
    }

    /// One measured configuration.
    struct Experiment: Codable, Sendable {
        let layers: Int
        let dim: Int
        let dPrime: Double?
        /// Value by metric, those that were not asked for included.
        let values: [String: Double]
    }

    let dataset: Dataset?
    /// The confidence level of the parameters' intervals.
    let level: Double
    /// In canonical order.
    let experiments: [Experiment]
    /// The law of each metric.
    let metrics: [String: FittedLaw]

    /// The ranges of layers, dim and D′ over the measurements of all fitted metrics.
    var domain: MeasuredDomain {
        MeasuredDomain(experiments.filter { $0.values.keys.contains { metrics[$0] != nil } })
    }
}

extension LawRecord.Dataset {
    init(id: String, _ summary: EntropySummary) {
        self.init(id: id, items: summary.items, tokens: summary.tokens)
    }
}

extension [LawRecord.Experiment] {
    /// The experiments with all their metrics.
    func runs() throws(Problem) -> RunSet {
        var runs: [Run] = []
        for experiment in self {
            do {
                runs.append(
                    try Run(
                        layers: experiment.layers,
                        dim: experiment.dim,
                        dPrime: experiment.dPrime,
                        values: experiment.values
                    )
                )
            } catch {
                throw Problem(.internalFault, "the law's experiments cannot be read; fit them again")
            }
        }
        return RunSet(runs)
    }
}

extension LawRecord {
    /// What a stored law rests on: its measurements, and what the other metrics said where it has none.
    func observations(of metric: String) throws(Problem) -> ObservationSet {
        do {
            return try experiments.runs().completedMeasurements(of: metric)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.internalFault, "the law's experiments cannot be read; fit them again")
        }
    }
}

/// What the store keeps of a dataset: how it was measured and what came out, never its sequences.
struct DatasetRecord: Codable, Sendable {
    let m: Int
    let r: Double
    let maxLength: Int?
    let short: ShortPolicy
    /// In the order of their names.
    let measures: [Measure]
    let summary: EntropySummary
}
