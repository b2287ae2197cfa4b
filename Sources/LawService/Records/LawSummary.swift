import Foundation
import LawFitting
import PredictionStore

/// The values of a law in `GET /laws`. The store keeps them beside the document, so that a list decodes no law.
struct LawSummary: Encodable, Sendable {
    @OrNull var dataset: String?
    let experiments: Int
    let domain: DomainAnswer
    let metrics: [String: Metric]

    struct Metric: Encodable, Sendable {
        let form: String
        let goal: String
        @OrNull var r2: Double?
        @OrNull var looRmse: Double?
        let optimum: OptimumAnswer
    }

    init(_ record: LawRecord) {
        dataset = record.dataset?.id
        experiments = record.experiments.count
        domain = DomainAnswer(record.domain)
        metrics = record.metrics.mapValues { law in
            Metric(
                form: law.form.rawValue,
                goal: law.goal.rawValue,
                r2: law.scores.r2,
                looRmse: law.scores.looRmse,
                optimum: OptimumAnswer(law.optimum)
            )
        }
    }

    /// The summary of a law that an older version stored without one. It decodes neither the models nor their matrices.
    init(content: Data) throws {
        let law = try JSONDecoder().decode(StoredLaw.self, from: content)
        dataset = law.dataset?.id
        experiments = law.experiments.count
        domain = DomainAnswer(LawRecord.domain(of: law.experiments, metrics: law.metrics.keys))
        metrics = law.metrics.mapValues { metric in
            Metric(
                form: metric.form.rawValue,
                goal: (metric.goal ?? .maximise).rawValue,
                r2: metric.scores.r2,
                looRmse: metric.scores.looRmse,
                optimum: OptimumAnswer(metric.optimum)
            )
        }
    }

    /// The part of a `LawRecord` that a summary shows.
    private struct StoredLaw: Decodable {
        let dataset: LawRecord.Dataset?
        let experiments: [Run]
        let metrics: [String: Metric]

        struct Metric: Decodable {
            let form: LawForm
            let goal: LawGoal?
            let scores: FitScores
            let optimum: ContinuousOptimum
        }
    }
}
