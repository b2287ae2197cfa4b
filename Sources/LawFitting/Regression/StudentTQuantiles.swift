/// Student's t quantiles of one law, computed in advance for its own level and the usual ones.
struct StudentTQuantiles: Hashable, Codable, Sendable {
    /// The law's own level, then 50, 80, 90, 95 and 99 %. Two lanes are unused.
    private let levels: SIMD8<Double>
    private let quantiles: SIMD8<Double>
    let degreesOfFreedom: Double

    init(level: Double, degreesOfFreedom: Int) {
        // A level is above 0, so no search finds the unused lanes.
        let levels = SIMD8<Double>(level, 0.5, 0.8, 0.9, 0.95, 0.99, -1, -1)
        var quantiles = SIMD8<Double>()
        for index in 0..<6 {
            quantiles[index] = StudentT.quantile(level: levels[index], degreesOfFreedom: Double(degreesOfFreedom))
        }
        self.levels = levels
        self.quantiles = quantiles
        self.degreesOfFreedom = Double(degreesOfFreedom)
    }

    /// The quantile at the law's own level.
    var own: Double { quantiles[0] }

    /// The two-sided quantile at a level strictly between 0 and 1. An unusual level takes about 1 µs.
    func quantile(_ level: Double) -> Double {
        for index in 0..<6 where levels[index] == level { return quantiles[index] }
        return StudentT.quantile(level: level, degreesOfFreedom: degreesOfFreedom)
    }
}
