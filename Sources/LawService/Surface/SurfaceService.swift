import HTTPMessage
import LawFitting

/// Predicts a whole grid of configurations, for plots.
struct SurfaceService: Sendable {
    let laws: LawCache
    let datasets: DatasetLookup

    /// `GET /surface`.
    func surface(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may contain a million sizes, so even parsing the query is long work.
        let query = request.query
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(SurfaceQuery(query))) }
    }

    private func answer(_ query: SurfaceQuery) throws(Problem) -> SurfaceAnswer {
        let law = try laws.law(query.scope.law, place: "?law")
        let dPrime = try query.scope.dPrime(for: law, datasets: datasets)
        let metric = try query.scope.oneMetric(of: law)
        var rows: [[Prediction]] = []
        do throws(PredictionError) {
            for layers in query.layers {
                var row: [Prediction] = []
                for dim in query.dim {
                    row.append(
                        try metric.law.predict(
                            layers: Double(layers),
                            dim: Double(dim),
                            dPrime: dPrime,
                            level: query.level
                        )
                    )
                }
                rows.append(row)
            }
        } catch {
            throw Problem(error)
        }
        return SurfaceAnswer(
            law: law.id,
            metric: metric.name,
            dPrime: dPrime,
            level: query.level,
            layers: query.layers,
            dim: query.dim,
            value: rows.map { $0.map(\.value) },
            low: rows.map { $0.map(\.low) },
            high: rows.map { $0.map(\.high) }
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
            reader.fault(
                "?layers",
                "and `dim` together have more than \(Self.largestCount) points; use a step, such as 16..512:16"
            )
        }
        try reader.check()
    }
}

/// The answer of `GET /surface`: predictions over a grid, rows by layer.
struct SurfaceAnswer: Encodable, Sendable {
    let law: String
    let metric: String
    @OrNull var dPrime: Double?
    let level: Double
    let layers: [Int]
    let dim: [Int]
    let value: [[Double]]
    let low: [[Double]]
    let high: [[Double]]
}
