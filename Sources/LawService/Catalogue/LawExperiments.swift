import LawFitting
import TableReading

/// The answer of `GET /laws/{id}/experiments`: the runs of a law, and how it was asked for. Without `law` and `dPrimes` it is a body of
/// `POST /fit`, which answers with the same law.
struct LawExperiments: Encodable, Sendable {
    let law: String
    /// The metrics of the law, sorted.
    let metrics: [String]
    /// The goal of each metric whose name does not say it.
    let goals: [String: LawGoal]
    let form: String
    let level: Double
    /// The id of the dataset that the request named, if any.
    let dataset: String?
    /// Every D′ that the runs name, ascending.
    let dPrimes: [Double]
    let experiments: [Row]

    /// One run: `layers`, `dim`, `dPrime` if it is known, each measured metric by its name, and what it is weighted by: the metrics' standard
    /// errors (`HR@10_se`) and the number of test `users`.
    struct Row: Encodable, Sendable {
        let run: Run

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }

            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(run.configuration.layers, forKey: Key(stringValue: "layers"))
            try container.encode(run.configuration.dim, forKey: Key(stringValue: "dim"))
            try container.encodeIfPresent(run.configuration.dPrime, forKey: Key(stringValue: "dPrime"))
            for (metric, value) in run.values { try container.encode(value, forKey: Key(stringValue: metric)) }
            for (metric, error) in run.standardErrors {
                try container.encode(error, forKey: Key(stringValue: metric + "_se"))
            }
            try container.encodeIfPresent(run.users, forKey: Key(stringValue: "users"))
        }
    }

    init(_ law: LoadedLaw) {
        self.law = law.id
        metrics = law.metrics.map(\.name)
        goals = law.metrics.reduce(into: [:]) { goals, metric in
            let own = metric.law.goal
            if MetricTraits(name: metric.name)?.goal.rawValue != own.rawValue { goals[metric.name] = own }
        }
        form = law.record.form
        level = law.record.level
        dataset = law.record.dataset?.id
        dPrimes = Set(law.record.experiments.compactMap(\.configuration.dPrime)).sorted()
        experiments = law.record.experiments.map(Row.init)
    }
}
