import HTTPMessage
import LawFitting

/// Answers what a whole grid of configurations would reach, for plots.
struct SurfaceService: Sendable {
    let directory: LawDirectory
    let datasets: DatasetDirectory

    /// `GET /surface`.
    func surface(_ request: RoutedRequest) throws(Problem) -> RequestPlan {
        // A range may name a million sizes, so even reading the query is work.
        let query = request.query
        return .work { () throws(Problem) in JSONAnswer.response(.ok, try answer(SurfaceQuery(query))) }
    }

    private func answer(_ query: SurfaceQuery) throws(Problem) -> SurfaceAnswer {
        let law = try directory.law(query.scope.law, place: "?law")
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
