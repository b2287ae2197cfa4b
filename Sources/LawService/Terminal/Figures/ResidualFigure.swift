/// Measured values against predicted ones.
struct ResidualFigure {
    struct Point {
        let layers: Int
        let dim: Int
        let predicted: Double
        let measured: Double
    }

    let title: String
    let metric: String
    let points: [Point]

    /// The service answers at most this many points at a time.
    private static let mostPoints = 10_000

    init(_ law: FigureLaw, _ fetch: Fetch) throws {
        var points: [Point] = []
        let groups = Dictionary(grouping: law.experiments, by: \.dPrime).sorted { ($0.key ?? 0) < ($1.key ?? 0) }
        for (dPrime, experiments) in groups {
            var query = law.query
            query["dataset"] = nil
            query["dPrime"] = groups.count > 1 ? dPrime.map { "\($0)" } : query["dPrime"]
            let dims = Set(experiments.map(\.dim)).sorted()
            let all = Set(experiments.map(\.layers)).sorted()
            let step = max(1, Self.mostPoints / max(1, dims.count))
            for begin in stride(from: 0, to: all.count, by: step) {
                let layers = Array(all[begin..<min(begin + step, all.count)])
                query["layers"] = Sizes.text(layers)
                query["dim"] = Sizes.text(dims)
                let answer = try AnswerValue(reading: fetch(["surface"], query), AnswerKind.surface.members)
                let value = answer["value"].elements.map { $0.elements.map(\.number) }
                for run in experiments {
                    guard let row = layers.firstIndex(of: run.layers), let column = dims.firstIndex(of: run.dim),
                        value.indices.contains(row), value[row].indices.contains(column),
                        let predicted = value[row][column]
                    else { continue }
                    points.append(Point(layers: run.layers, dim: run.dim, predicted: predicted, measured: run.value))
                }
            }
        }
        title = law.title
        metric = law.metric
        self.points = points
    }
}
