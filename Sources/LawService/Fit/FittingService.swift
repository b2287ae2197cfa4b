import Foundation
import HTTPMessage
import LawFitting
import PredictionStore

/// Fits laws to experiment grids and stores them.
struct FittingService: Sendable {
    let store: any DocumentStore
    let laws: LawCache
    let datasets: DatasetLookup
    let bodyLimit: Int

    /// Metrics times the cube of the configurations, up to which a fit takes a minute at most.
    private static let largestWork = 6.4e10

    /// `POST /fit`.
    func fit(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // The bytes say whether they are compressed.
        try ContentCoding.requireGzipOrIdentity(request.head)
        let contentType = try MediaType.field(request.head)
        let query = request.query
        return .collect(limit: bodyLimit) { body throws(Problem) in
            let outcome = try fit(FitRequest(body: body, contentType: contentType, query: query))
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
    func fit(_ request: FitRequest) throws(Problem) -> Outcome {
        let grid = try ExperimentGrid(request, datasets: datasets)
        let id = LawIdentity.id(
            experiments: grid.experiments,
            metrics: grid.metrics,
            dataset: grid.dataset?.id,
            options: request.options
        )
        do {
            // A stored law is not fitted again; saving it adds the name.
            if let document = try store.document(.law, id) {
                let summary = try document.entry.summary ?? RecordCoding.encode(LawSummary(content: document.content))
                _ = try save(id, document.content, summary, request)
                return Outcome(answer: FitAnswer(try laws.law(id), request), isNew: false)
            }
            let record = try fitted(grid, options: request.options)
            let content = try RecordCoding.encode(record)
            let saved = try save(id, content, RecordCoding.encode(LawSummary(record)), request)
            // Decoding the document would factorise every Gaussian process again.
            let law = LoadedLaw(saved.entry, record, contentBytes: content.count)
            laws.insert(law)
            return Outcome(answer: FitAnswer(law, request), isNew: saved.isNew)
        } catch let problem as Problem {
            throw problem
        } catch let error as StoreError {
            throw Problem(error, kind: .law, namePlace: request.place(of: "name"))
        } catch {
            throw Problem(.internalFault, "the law cannot be stored")
        }
    }

    private func save(
        _ id: String,
        _ content: Data,
        _ summary: Data,
        _ request: FitRequest
    ) throws(StoreError) -> SaveOutcome {
        let draft = DocumentDraft(
            id: id,
            kind: .law,
            createdAt: Date(),
            content: content,
            summary: summary,
            modelVersion: LawRecord.modelVersion
        )
        let saved = try store.save(draft, name: request.name, replaceName: request.replaceName)
        laws.forgetReferences()
        return saved
    }

    private func fitted(_ grid: ExperimentGrid, options: FitOptions) throws(Problem) -> LawRecord {
        var laws: [String: FittedLaw] = [:]
        var faults = FaultList()
        let imputation = MetricImputation(RunSet(grid.experiments))
        let size = Double(min(grid.experiments.count, LawForm.gaussianProcessLimit))
        guard Double(grid.metrics.count) * size * size * size <= Self.largestWork else {
            throw Problem(
                .notFittable,
                """
                \(grid.metrics.count) metrics of \(grid.experiments.count) experiments are too much for one fit; name fewer \
                `metrics` at a time
                """
            )
        }
        for metric in grid.metrics {
            do {
                let observations = try imputation.completedMeasurements(of: metric)
                laws[metric] = try FittedLaw(fitting: observations, options: options)
            } catch let error as FitError {
                faults.append("/experiments", "\(metric): \(error.message)")
            } catch {
                faults.append("/experiments", "\(metric): the values cannot be fitted")
            }
        }
        try faults.check(.notFittable)
        return LawRecord(
            dataset: grid.dataset,
            level: options.level,
            experiments: grid.experiments,
            metrics: laws
        )
    }
}
