import HTTPMessage
import LawFitting

/// Specifications of plots, which Vega and Vega-Lite draw.
struct PlotService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds

    /// The points of a surface and of the runs, their text, and what Foundation's encoder needs beside it.
    private static let bytesOfSurface = 4 << 20
    private static let bytesPerRun = 2_048

    /// `GET /laws/{id}/plot`.
    func law(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        let (query, reference) = (request.query(), request.reference)
        return .answer(on: .heavy, bounds) { work throws(Problem) in
            JSONAnswer.response(.ok, try specification(LawPlotQuery(query), reference, work))
        }
    }

    private func specification(_ query: LawPlotQuery, _ reference: String, _ work: RequestWork) throws(Problem)
        -> PlotValue
    {
        let law = try laws.law(reference, work)
        let metric = try query.scope.oneMetric(of: law)
        try work.hold(
            Self.bytesOfSurface + law.record.experiments.count * Self.bytesPerRun,
            for: .answering,
            remedy: "fit fewer experiments"
        )
        let plot = LawPlot(
            law: law,
            metric: metric.name,
            fitted: metric.law,
            dPrime: try dPrime(query, law),
            dataset: try query.scope.dataset(for: law, datasets: datasets),
            query: query,
            work: work
        )
        switch query.view {
        case .surface: return try plot.surfaceSpecification()
        case .layers: return try plot.cutSpecification(.layers)
        case .dim: return try plot.cutSpecification(.dim)
        case .residuals: return try plot.residualSpecification()
        case .frontier: return try plot.frontierSpecification()
        }
    }

    /// The D′ of the plot. Residuals are those of all runs, each at its own D′.
    private func dPrime(_ query: LawPlotQuery, _ law: LoadedLaw) throws(Problem) -> Double? {
        if query.view == .residuals, case .unnamed = query.scope.data { return nil }
        return try query.scope.dPrime(for: law, datasets: datasets)
    }
}
