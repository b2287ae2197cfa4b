/// A straight line from one metric to another of the same runs, such as NDCG from HR: target ≈ α + β·sibling.
///
/// On the published grids a line has about half the error of a law, as both metrics share what is peculiar to a run. With s² the
/// variance of a value read off the line (its own uncertainty included) and σ² that of a measurement about the law, a read
/// value deviates from the law by σ² + s² at most, so it counts as ω = σ²/(σ² + s²) of a measurement. σ² is taken as β²
/// times the sibling's own noise: where the line explains little, β is small and so is ω.
struct MetricRegression {
    /// Runs with both metrics that a line needs: its two parameters and two degrees of freedom.
    static let pairsNeeded = 4
    /// The level at which the slope must differ from 0. Several siblings are tried and chance must not pass for a relation.
    private static let level = 0.99
    /// What counts for less than this of a measurement is left out: it would widen the design and say nothing.
    private static let leastWeight = 0.1

    let sibling: String
    /// s at the middle of the pairs, without the line's own uncertainty.
    let deviation: Double
    /// The sibling's mean by configuration.
    private let means: [Configuration: Double]
    private let count: Double
    private let meanX: Double
    private let meanY: Double
    private let slope: Double
    /// Σ(x − x̄)².
    private let spread: Double
    /// σ².
    private let noise: Double

    /// The line of one dataset's runs; `nil` where there are too few, or they show no relation.
    init?(of target: String, by sibling: String, in set: RunSet, dPrime: Double?) {
        let own = set.runs(dPrime: dPrime)
        let pairs = own.compactMap { run -> (x: Double, y: Double)? in
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
        guard let noise = set.noise.variance(of: sibling, dPrime: dPrime, in: own) else { return nil }
        self.sibling = sibling
        means = Dictionary(grouping: own, by: \.configuration).compactMapValues { runs in
            let values = runs.compactMap { $0.values[sibling] }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        self.count = count
        (self.meanX, self.meanY, self.slope, self.spread) = (meanX, meanY, slope, spread)
        self.noise = slope * slope * noise
        deviation = variance.squareRoot()
    }

    /// What the line says at a configuration that has the sibling; `nil` elsewhere.
    func inferred(_ configuration: Configuration) -> ObservationSet.Inferred? {
        guard let x = means[configuration] else { return nil }
        let away = x - meanX
        let variance = deviation * deviation * (1 + 1 / count + away * away / spread)
        let weight = noise / (noise + variance)
        let value = meanY + slope * away
        // Where the line leaves what a metric can be, it does not hold.
        guard weight >= Self.leastWeight, value >= 0, value <= 1 else { return nil }
        return ObservationSet.Inferred(
            configuration: configuration,
            value: value,
            weight: weight,
            sibling: sibling
        )
    }
}
