import Foundation
import LawFitting
import PredictionStore

/// The values of a law in `GET /laws`. The store keeps them beside the document, so that a list decodes no law.
struct LawSummary: Encodable, Sendable {
    @OrNull var dataset: String?
    let experiments: Int
    let domain: LawAnswer.Domain
    let metrics: [String: Metric]

    struct Metric: Encodable, Sendable {
        let form: String
        @OrNull var r2: Double?
        @OrNull var looRmse: Double?
        let optimum: LawAnswer.Optimum
    }

    init(_ record: LawRecord) {
        dataset = record.dataset?.id
        experiments = record.experiments.count
        domain = LawAnswer.Domain(record.domain)
        metrics = record.metrics.mapValues { law in
            Metric(
                form: law.form.rawValue,
                r2: law.scores.r2,
                looRmse: law.scores.looRmse,
                optimum: LawAnswer.Optimum(law.optimum)
            )
        }
    }

    /// The summary of a law that an older version stored without one. It decodes neither the models nor their matrices.
    init(content: Data) throws {
        let law = try JSONDecoder().decode(StoredLaw.self, from: content)
        dataset = law.dataset?.id
        experiments = law.experiments.count
        domain = LawAnswer.Domain(LawRecord.domain(of: law.experiments, metrics: law.metrics.keys))
        metrics = law.metrics.mapValues { metric in
            Metric(
                form: metric.form.rawValue,
                r2: metric.scores.r2,
                looRmse: metric.scores.looRmse,
                optimum: LawAnswer.Optimum(metric.optimum)
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
            let scores: FitScores
            let optimum: ContinuousOptimum
        }
    }
}
