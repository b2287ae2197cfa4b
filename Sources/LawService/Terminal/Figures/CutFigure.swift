/// A metric along one axis, with its interval and the measured points on this line.
struct CutFigure {
    enum Axis: String {
        case layers, dim
    }

    struct Point {
        let x: Double
        let y: Double
    }

    let title: String
    let metric: String
    let axis: Axis
    /// The size along the other axis.
    let fixed: Int
    let dPrime: Double?
    let level: Double
    /// Ascending.
    let x: [Double]
    let value: [Double]
    let low: [Double]
    let high: [Double]
    let measured: [Point]
    /// The configuration that the figure is about.
    let mark: Point?

    private static let mostSizes = 120

    /// - Parameters:
    ///   - fixed: the size along the other axis; `nil` for the measured one that is nearest to the optimum.
    ///   - mark: the size along the axis to mark.
    init(_ law: FigureLaw, along axis: Axis, fixed: Int? = nil, mark: Int? = nil, _ fetch: Fetch) throws {
        let measuredSizes = Set(law.experiments.map { axis == .layers ? $0.dim : $0.layers })
        let optimum = axis == .layers ? law.optimum.dim : law.optimum.layers
        let nearest = measuredSizes.min { abs(Double($0) - optimum) < abs(Double($1) - optimum) }
        let fixed = fixed ?? nearest ?? 1
        var range = Sizes.widened(axis == .layers ? law.layers : law.dim)
        if let mark, mark >= 1 { range = min(range.lowerBound, mark)...max(range.upperBound, mark) }
        let sizes = Sizes.geometric(range, most: Self.mostSizes)
        let (along, other) = (axis.rawValue, axis == .layers ? "dim" : "layers")
        let answer = try AnswerValue(
            reading: fetch(["surface"], law.query.merging([along: Sizes.text(sizes), other: String(fixed)]) { $1 }),
            AnswerKind.surface.members
        )
        func row(_ key: String) -> [Double] {
            let rows = answer[key].elements
            return axis == .layers ? rows.compactMap { $0[0].number } : rows.first?.elements.compactMap(\.number) ?? []
        }
        let (value, low, high) = (row("value"), row("low"), row("high"))
        let count = min(sizes.count, value.count, low.count, high.count)
        title = law.title
        metric = law.metric
        self.axis = axis
        self.fixed = fixed
        dPrime = answer["dPrime"].number
        level = answer["level"].number ?? 0.95
        x = sizes.prefix(count).map(Double.init)
        (self.value, self.low, self.high) = (
            Array(value.prefix(count)), Array(low.prefix(count)), Array(high.prefix(count))
        )
        measured = law.experiments(at: answer["dPrime"].number).compactMap { experiment in
            guard (axis == .layers ? experiment.dim : experiment.layers) == fixed else { return nil }
            return Point(x: Double(axis == .layers ? experiment.layers : experiment.dim), y: experiment.value)
        }
        let marked = mark.flatMap { mark in sizes.firstIndex { $0 == mark } }
        self.mark = marked.flatMap { $0 < count ? Point(x: Double(sizes[$0]), y: value[$0]) : nil }
    }

    /// The values to show: the curve and the points, and as much of the band as leaves the curve readable.
    var range: ClosedRange<Double>? {
        let shown = value + measured.map(\.y)
        guard let least = shown.min(), let most = shown.max(), !x.isEmpty else { return nil }
        let widths = zip(low, high).map { $1 - $0 }.sorted()
        let margin = max(0.6 * widths[widths.count / 2], 0.05 * (most - least))
        let (bottom, top) = (max(least - margin, low.min() ?? least), min(most + margin, high.max() ?? most))
        return bottom < top ? bottom...top : least - 1...most + 1
    }
}
