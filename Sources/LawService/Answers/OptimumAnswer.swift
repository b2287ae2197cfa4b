import LawFitting

/// The best point of a fitted curve, in real numbers.
struct OptimumAnswer: Encodable, Sendable {
    let layers: Double
    let dim: Double
    /// The D′ of the value; `null` if the law does not depend on D′.
    @OrNull var dPrime: Double?
    let value: Double
    /// Whether the point lies inside the searched range, not on its edge.
    let interior: Bool

    init(_ optimum: ContinuousOptimum) {
        layers = optimum.layers
        dim = optimum.dim
        dPrime = optimum.dPrime
        value = optimum.value
        interior = optimum.interior
    }
}
