import Foundation
import LawFitting
import PredictionStore

/// Everything that decides a law: the experiments and the options of the fit. The same request always has the same id.
struct LawRequest: Sendable {
    /// The dataset that the request named, if any.
    let dataset: LawRecord.Dataset?
    /// The confidence level of the parameters' intervals.
    let level: Double
    /// `auto`, or the name of a form as it was requested.
    let form: String
    /// In canonical order, with all their metrics, requested or not.
    let experiments: [Run]
    /// The metrics to fit, sorted.
    let metrics: [String]
    /// How each measured metric is treated. One that is absent is a share to maximise.
    let treatments: [String: MetricTreatment]

    static let auto = "auto"

    func options(for metric: String) -> FitOptions {
        FitOptions(
            form: LawForm.named(form).map { .named($0.form) } ?? .auto,
            goal: treatment(of: metric).goal,
            level: level
        )
    }

    /// Whether another form is fitted in place of the requested one, which no longer exists.
    var isFormReplaced: Bool { LawForm.named(form)?.isReplaced ?? false }

    func treatment(of metric: String) -> MetricTreatment { treatments[metric] ?? .standard }
}

/// How a metric is fitted and judged.
struct MetricTreatment: Codable, Hashable, Sendable {
    let goal: LawGoal
    /// The scale on which it is fitted.
    let scale: MetricScale

    /// That of every law that was stored before there were others.
    static let standard = MetricTreatment(goal: .maximise, scale: .share)
}

extension LawRequest {
    /// The request of a stored law, of any version. Nothing is read of its model, whose shape may be unknown.
    ///
    /// - Throws: 500 if not even the experiments can be read.
    init(stored document: Document) throws(Problem) {
        let stored = try RecordCoding.decode(StoredRequest.self, from: document)
        let forms = Set(stored.metrics.values.map(\.form)).sorted()
        func request(form: String) -> LawRequest {
            LawRequest(
                dataset: stored.dataset,
                level: stored.level,
                form: form,
                experiments: stored.experiments,
                metrics: stored.metrics.keys.sorted(),
                treatments: stored.treatments ?? [:]
            )
        }
        // The first version did not store the requested form. But the id depends on it, so it can be found.
        let candidates = [stored.form].compactMap { $0 } + [Self.auto] + forms
        let found = candidates.lazy.map(request).first { LawIdentity.id($0) == document.id }
        self = found ?? request(form: stored.form ?? Self.auto)
    }

    /// The part of a stored law that is no model.
    private struct StoredRequest: Decodable {
        struct Metric: Decodable {
            let form: String
        }

        let dataset: LawRecord.Dataset?
        let level: Double
        let form: String?
        let experiments: [Run]
        let metrics: [String: Metric]
        let treatments: [String: MetricTreatment]?
    }
}
