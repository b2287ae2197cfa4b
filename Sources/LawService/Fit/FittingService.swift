import Foundation
import HTTPMessage
import LawFitting
import PredictionStore

/// Fits laws to experiment grids and stores them.
struct FittingService: Sendable {
    let store: any DocumentStore
    let directory: LawCache
    let datasets: DatasetLookup
    let bodyLimit: Int

    /// A Gaussian process takes no more configurations than this.
    private static let largestProcess = 2_000
    /// Metrics times the cube of the configurations, up to which a fit takes a minute at most.
    private static let largestWork = 6.4e10

    /// `POST /fit`.
    func fit(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        try ContentCoding.requireIdentity(request.head)
        let type = MediaType(try MediaType.field(request.head))
        let query = request.query
        return .collect(limit: bodyLimit) { body throws(Problem) in
            let outcome = try fit(FitRequest(body: body, type: type, query: query))
            var response = JSONAnswer.response(outcome.isNew ? .created : .ok, outcome.answer)
            if let location = HTTPFieldValue("/laws/\(outcome.answer.law)") {
                response.fields.append(.location, location)
            }
            return response
        }
    }

    /// What fitting came to.
    struct Outcome {
        let answer: LawAnswer
        let isNew: Bool
    }

    /// Fits and stores, or finds the law where the same content was fitted before.
    ///
    /// - Throws: 400 where the experiments contradict each other, 404 for an unknown dataset, 409 for a taken name, 422
    ///   where no form can be fitted.
    func fit(_ request: FitRequest) throws(Problem) -> Outcome {
        let grid = try ExperimentGrid(request, datasets: datasets)
        let id = LawIdentity.id(
            experiments: grid.experiments,
            metrics: grid.metrics,
            dataset: grid.dataset?.id,
            options: request.options
        )
        do {
            // A law that is stored already is not fitted again; saving it adds the name.
            let content = try store.document(.law, id)?.content ?? encodedFit(grid, options: request.options)
            let draft = DocumentDraft(id: id, kind: .law, createdAt: Date(), content: content)
            let saved = try store.save(draft, name: request.name, replaceName: request.replaceName)
            directory.forget()
            let law = try LoadedLaw(stored: saved.document)
            return Outcome(answer: LawAnswer(law, name: request.name), isNew: saved.isNew)
        } catch let problem as Problem {
            throw problem
        } catch let error as StoreError {
            throw Problem(error, kind: .law, namePlace: request.place(of: "name"))
        } catch {
            throw Problem(.internalFault, "the law cannot be stored")
        }
    }

    private func encodedFit(_ grid: ExperimentGrid, options: FitOptions) throws(Problem) -> Data {
        var laws: [String: FittedLaw] = [:]
        var faults = FaultList()
        let runs = try grid.experiments.runs()
        let size = Double(min(grid.experiments.count, Self.largestProcess))
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
                laws[metric] = try LawFitting.fit(runs.completedMeasurements(of: metric), options: options)
            } catch let error as FitError {
                faults.append("/experiments", "\(metric): \(error.words)")
            } catch {
                faults.append("/experiments", "\(metric): the values cannot be fitted")
            }
        }
        try faults.check(.notFittable)
        return try RecordCoding.encode(
            LawRecord(
                dataset: grid.dataset,
                level: options.level,
                experiments: grid.experiments,
                metrics: laws
            )
        )
    }
}
