import HTTPMessage
import LawFitting
import ResourceMetering

/// Predicts a whole grid of configurations, for plots.
struct SurfaceService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup
    let bounds: ProcessBounds

    /// `GET /surface`.
    func surface(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may contain a million sizes, so even parsing the query is long work.
        let query = request.query()
        return .answer(on: .heavy, bounds) { work throws(Problem) in
            JSONAnswer.response(body: try answer(SurfaceQuery(query), work).bytes)
        }
    }

    /// A prediction, its three numbers in the answer, and their text.
    private static let bytesPerPoint = 256

    private func answer(_ query: SurfaceQuery, _ work: RequestWork) throws(Problem) -> SurfaceAnswer {
        let law = try laws.law(query.scope.law, place: query.scope.place("law"), work)
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        let points = query.layers.count * query.dim.count
        try work.hold(
            points * Self.bytesPerPoint + metric.law.bytes(ofSizes: points, threads: bounds.pool.threads),
            for: .answering,
            remedy: "request fewer points"
        )
        let rows: [[Prediction]]
        do {
            rows = try metric.law.surface(
                layers: query.layers,
                dim: query.dim,
                dPrime: dPrime,
                level: query.level,
                threads: bounds.pool,
                meter: work.meter
            )
        } catch {
            throw work.problem(lawFitting: error)
        }
        let coverage = metric.law.coverage(layers: 1, dim: 1, dPrime: dPrime)
        return SurfaceAnswer(
            law: law.id,
            metric: metric.name,
            goal: metric.law.goal.rawValue,
            dPrime: dPrime,
            newDataset: coverage.newDataset.map(NewDatasetAnswer.init),
            level: query.level,
            layers: query.layers,
            dim: query.dim,
            rows: rows,
            warnings: metric.doubts
                + Warning.farBeyond(
                    layers: query.layers,
                    dim: query.dim,
                    dPrime: dPrime,
                    from: law,
                    "A part of the surface"
                ) + Warning.dataset(coverage, metric)
                + (rows.contains { $0.contains(where: \.isClamped) }
                    ? [.clamped("The prediction of some configurations", [metric])] : [])
        )
    }
}

/// The query of `GET /surface`.
struct SurfaceQuery: Sendable {
    static let names = ["layers", "dim"] + LawSelector.names + ["level"]
    /// The most points of one answer.
    static let largestCount = 10_000

    let layers: [Int]
    let dim: [Int]
    let scope: LawSelector
    let level: Double

    /// - Throws: 400 with every fault of the query.
    init(_ query: QueryParameters) throws(Problem) {
        var reader = ParameterReader(query)
        for name in ["layers", "dim"] where reader.text(name) == nil { reader.fault("?\(name)", "is missing") }
        layers = reader.axis("layers") ?? []
        dim = reader.axis("dim") ?? []
        scope = LawSelector(&reader)
        level = reader.number("level", .level) ?? 0.95
        if !layers.isEmpty, !dim.isEmpty, layers.count > Self.largestCount / dim.count {
            reader.conflict(
                "?layers",
                "has more than \(Self.largestCount) points together with `dim`; use a step, such as 16..512:16"
            )
        }
        try reader.check()
    }
}
