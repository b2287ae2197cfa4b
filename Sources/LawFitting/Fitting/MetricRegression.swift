/// A straight line from one metric to another of the same runs, such as from HR to NDCG: target ≈ α + β·sibling.
///
/// On the published grids such a line has about half the error of a law, because both metrics share the peculiarities of a run.
/// Let s² be the variance of a value read off the line (the line's own uncertainty included) and σ² that of a measurement about
/// the law. The deviation of such a value from the law has a variance of at most σ² + s², so it counts as ω = σ²/(σ² + s²) of a
/// measurement. σ² is β² times the noise of the sibling: if the line explains little, β is small and so is ω.
struct MetricRegression {
    /// The number of runs with both metrics that a line needs: its two parameters and two degrees of freedom.
    static let pairsNeeded = 4
    /// The level at which the slope must differ from 0. Several siblings are tried, so chance must not pass for a relation.
    private static let level = 0.99
    /// A value of less weight is left out: it would add a row to the design and almost no information.
    private static let leastWeight = 0.1

    let sibling: String
    /// s in the middle of the pairs, without the line's own uncertainty.
    let deviation: Double
    /// The sibling's mean by configuration.
    private let means: [Configuration: Double]
    private let count: Double
    private let meanX: Double
    private let meanY: Double
    private let slope: Double
    /// Σ(x − x̄)².
    private let spread: Double

    /// - Parameter runs: those of one dataset, in canonical order.
    /// - Returns: `nil` if there are too few runs, or the metrics show no relation.
    init?(of target: String, by sibling: String, in runs: [Run]) {
        let pairs = runs.compactMap { run -> (x: Double, y: Double)? in
            guard let x = run.values[sibling], let y = run.values[target] else { return nil }
            return (x, y)
        }
        guard pairs.count >= Self.pairsNeeded else { return nil }
        let count = Double(pairs.count)
        let (meanX, meanY) = (pairs.reduce(0) { $0 + $1.x } / count, pairs.reduce(0) { $0 + $1.y } / count)
        let spread = pairs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        guard spread > 0 else { return nil }
        let slope = pairs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
        let squares = pairs.reduce(0) { sum, pair in
            let residual = pair.y - meanY - slope * (pair.x - meanX)
            return sum + residual * residual
        }
        let variance = squares / (count - 2)
        let significant = StudentT.quantile(level: Self.level, degreesOfFreedom: count - 2)
        guard slope * slope * spread > significant * significant * variance else { return nil }
        self.sibling = sibling
        means = Dictionary(grouping: runs, by: \.configuration).compactMapValues { runs in
            let values = runs.compactMap { $0.values[sibling] }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        self.count = count
        (self.meanX, self.meanY, self.slope, self.spread) = (meanX, meanY, slope, spread)
        deviation = variance.squareRoot()
    }

    /// The value read off the line at a configuration.
    ///
    /// - Parameter siblingNoise: the variance of a measurement of the sibling about a smooth surface.
    /// - Returns: `nil` if the configuration lacks the sibling, or the value would mean little or nothing.
    func inferred(_ configuration: Configuration, siblingNoise: Double) -> ObservationSet.Inferred? {
        guard let x = means[configuration] else { return nil }
        let away = x - meanX
        let variance = deviation * deviation * (1 + 1 / count + away * away / spread)
        let noise = slope * slope * siblingNoise
        let weight = noise / (noise + variance)
        let value = meanY + slope * away
        guard weight >= Self.leastWeight else { return nil }
        return ObservationSet.Inferred(configuration: configuration, value: value, weight: weight, sibling: sibling)
    }
}
