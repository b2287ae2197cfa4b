import Foundation
import HTTPMessage
import LawFitting
import PredictionStore

/// Fits laws to experiment grids and stores them.
struct FittingService: Sendable {
    let store: any DocumentStore
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds
    let bodyLimit: Int
    let figures: ServiceMetrics

    /// `POST /fit`.
    func fit(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // The bytes say whether they are compressed.
        try ContentCoding.requireGzipOrIdentity(request.head)
        let contentType = try MediaType.field(request.head)
        let query = request.query()
        return .collect(limit: bodyLimit, bounds) { body, work throws(Problem) in
            let request = try FitRequest(
                body: body,
                contentType: contentType,
                query: query,
                textLimit: bodyLimit,
                work: work
            )
            let outcome = try fit(request, work)
            var response = JSONAnswer.response(outcome.isNew ? .created : .ok, outcome.answer)
            if let location = HTTPFieldValue("/laws/\(outcome.answer.law.law)") {
                response.fields.append(.location, location)
            }
            return response
        }
    }

    /// The result of a fit.
    struct Outcome {
        let answer: FitAnswer
        let isNew: Bool
    }

    /// Fits and stores a law, or finds the stored law of the same content.
    ///
    /// - Throws: 400 if the experiments contradict each other, 404 for an unknown dataset, 409 for a taken name, 422 if no
    ///   form can be fitted.
    func fit(_ request: FitRequest, _ work: RequestWork) throws(Problem) -> Outcome {
        let fit = try LawRequest(request, datasets: datasets)
        let id = LawIdentity.id(fit)
        do {
            // A stored law is not fitted again, unless it is of an earlier model; saving it adds the name.
            if let document = try store.document(.law, id) {
                let summary = try document.entry.summary ?? RecordCoding.encode(LawSummary(content: document.content))
                let draft = DocumentDraft(document, summary: summary)
                _ = try save(draft, request)
                return Outcome(answer: FitAnswer(try laws.law(id, work), request), isNew: false)
            }
            let metrics = try fit.fitted(work)
            for law in metrics.values {
                figures.countFit(form: law.form.rawValue, termination: law.termination.reason.rawValue)
            }
            // Nothing is stored for a client who has gone.
            try work.check()
            let record = LawRecord(fit, metrics: metrics)
            let content = try RecordCoding.encode(record)
            let draft = DocumentDraft(
                id: id,
                kind: .law,
                createdAt: Date(),
                content: content,
                summary: try RecordCoding.encode(LawSummary(record)),
                modelVersion: LawRecord.modelVersion
            )
            let saved = try save(draft, request)
            // Another process may have stored it meanwhile, even one of another version.
            guard saved.isNew else { return Outcome(answer: FitAnswer(try laws.law(id, work), request), isNew: false) }
            // Decoding the document would factorise every covariance matrix again.
            let law = LoadedLaw(saved.entry, record, contentBytes: content.count)
            laws.insert(law)
            return Outcome(answer: FitAnswer(law, request), isNew: true)
        } catch let problem as Problem {
            throw problem
        } catch let error as StoreError {
            throw Problem(error, kind: .law, namePlace: request.place(of: "name"))
        } catch {
            throw Problem(.internalFault, "the law cannot be stored")
        }
    }

    private func save(_ draft: DocumentDraft, _ request: FitRequest) throws(StoreError) -> SaveOutcome {
        let saved = try store.save(draft, name: request.name, replaceName: request.replaceName)
        laws.forgetReferences()
        return saved
    }
}
