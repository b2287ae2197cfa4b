/// Student's t of one law at its own level and the usual ones, so that a prediction need not search for it.
struct StudentTQuantiles: Hashable, Codable, Sendable {
    /// The law's own, then 50, 80, 90, 95, 99 %; the rest is unused.
    private let levels: SIMD8<Double>
    private let quantiles: SIMD8<Double>
    private let degreesOfFreedom: Double

    init(level: Double, degreesOfFreedom: Int) {
        // Levels lie above 0, so the unused places are never found.
        let levels = SIMD8<Double>(level, 0.5, 0.8, 0.9, 0.95, 0.99, -1, -1)
        var quantiles = SIMD8<Double>()
        for index in 0..<6 {
            quantiles[index] = StudentT.quantile(level: levels[index], degreesOfFreedom: Double(degreesOfFreedom))
        }
        self.levels = levels
        self.quantiles = quantiles
        self.degreesOfFreedom = Double(degreesOfFreedom)
    }

    /// At the law's own level.
    var own: Double { quantiles[0] }

    /// Two-sided, for a level strictly between 0 and 1. Some 1 µs for an unusual one.
    func quantile(_ level: Double) -> Double {
        for index in 0..<6 where levels[index] == level { return quantiles[index] }
        return StudentT.quantile(level: level, degreesOfFreedom: degreesOfFreedom)
    }
}
