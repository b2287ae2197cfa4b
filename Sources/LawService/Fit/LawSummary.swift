import LawFitting
import PredictionStore

/// One line of `GET /laws`.
struct LawSummary: Encodable, Sendable {
    let law: String
    @OrNull var name: String?
    let names: [String]
    let createdAt: String
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

    init(_ law: LoadedLaw) {
        self.law = law.id
        name = law.document.names.first
        names = law.document.names
        createdAt = ISO8601.text(law.document.createdAt)
        dataset = law.record.dataset?.id
        experiments = law.record.experiments.count
        domain = LawAnswer.Domain(law.domain)
        metrics = law.record.metrics.mapValues { law in
            Metric(
                form: law.form.rawValue,
                r2: law.scores.r2,
                looRmse: law.scores.looRmse,
                optimum: LawAnswer.Optimum(law.optimum)
            )
        }
    }
}

/// `GET /laws`, newest first.
struct LawList: Encodable, Sendable {
    let laws: [LawSummary]
    /// The `after` of the next page; `null` on the last.
    @OrNull var next: String?
}
