/// Fisher's F distribution.
enum FisherF {
    /// P(F > f) for `numerator` and `denominator` degrees of freedom, which need not be integers.
    static func upperTail(_ f: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard f > 0 else { return 1 }
        let product = numerator * f
        guard product.isFinite else { return 0 }
        return StudentT.regularisedBeta(
            denominator / (denominator + product),
            complement: product / (denominator + product),
            a: denominator / 2,
            b: numerator / 2
        )
    }
}
