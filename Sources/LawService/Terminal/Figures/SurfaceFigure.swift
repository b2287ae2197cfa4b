/// A metric over layers and dim, with the measured configurations and the optimum.
struct SurfaceFigure {
    let title: String
    let metric: String
    let form: String
    let dPrime: Double?
    let layers: [Double]
    let dim: [Double]
    /// Rows by layers.
    let value: [[Double]]
    /// Each configuration once, with the mean of its runs.
    let measured: [FigureLaw.Experiment]
    let best: FrontierFigure.Point?
    /// By layers, the range of dim that may be as good as the best.
    let confidence: [(layers: Double, dim: ClosedRange<Double>)]
    let confidenceLevel: Double?

    private static let mostLayers = 48
    private static let mostDims = 64

    init(_ law: FigureLaw, _ fetch: Fetch) throws {
        let layers = Sizes.geometric(Sizes.widened(law.layers), most: Self.mostLayers)
        let dim = Sizes.geometric(Sizes.widened(law.dim), most: Self.mostDims)
        let answer = try AnswerValue(
            reading: fetch(
                ["surface"],
                law.query.merging(["layers": Sizes.text(layers), "dim": Sizes.text(dim)]) { $1 }
            ),
            AnswerKind.surface.members
        )
        let rows = answer["value"].elements.map { $0.elements.compactMap(\.number) }
        let optimal = try fetch(["optimal"], law.query)
        let optimum = try AnswerValue(reading: optimal, AnswerKind.optimum.members)
        title = law.title
        metric = law.metric
        form = law.form
        dPrime = answer["dPrime"].number
        // A row of another length would be no surface.
        let isComplete = rows.count == layers.count && rows.allSatisfy { $0.count == dim.count }
        self.layers = isComplete ? layers.map(Double.init) : []
        self.dim = isComplete ? dim.map(Double.init) : []
        value = isComplete ? rows : []
        measured = Self.means(law.experiments(at: answer["dPrime"].number))
        best = try FrontierFigure(title: nil, optimal: optimal).best
        confidence = optimum["confidence"]["byLayers"].elements.compactMap { row in
            guard let layers = row["layers"].number, let low = row["dim"][0].number, let high = row["dim"][1].number,
                low <= high
            else { return nil }
            return (layers, low...high)
        }
        confidenceLevel = optimum["confidence"]["level"].number
    }

    private static func means(_ experiments: [FigureLaw.Experiment]) -> [FigureLaw.Experiment] {
        Dictionary(grouping: experiments) { [$0.layers, $0.dim] }.values.map { runs in
            FigureLaw.Experiment(
                layers: runs[0].layers,
                dim: runs[0].dim,
                dPrime: runs[0].dPrime,
                value: runs.reduce(0) { $0 + $1.value } / Double(runs.count)
            )
        }
        .sorted { ($0.layers, $0.dim) < ($1.layers, $1.dim) }
    }
}
