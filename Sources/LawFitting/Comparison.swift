/// How one law fares among several: where its optimum lies, what it promises and how much room is left to grow.
public struct ComparedLaw: Hashable, Sendable {
    /// The decay term of one axis in the Performance Law, w·(ln x + p/x^e): the gain of growing fades with x^−e.
    public struct DecayTerm: Hashable, Sendable {
        public let axis: Axis
        /// w1 or w2 of the `performance-law` fit.
        public let weight: Double
        /// w3 or w4.
        public let exponent: Double
        /// 2^(−1/w), where the term has its peak; `nil` where the term has none above 1 (w ≥ 0).
        public let turningPoint: Double?
    }

    /// The position in the input.
    public let index: Int
    /// 1 for the law that is best most often.
    public let rank: Int
    public let optimum: ContinuousOptimum
    /// The interval of a new measurement at the optimum.
    public let low: Double
    public let high: Double
    /// The standard error of the optimum's value.
    public let standardError: Double
    /// In how many of the joint draws this law's value at its optimum was the highest.
    public let probabilityOfBeingBest: Double
    /// What lies beyond the measured ranges: the optimum's value less the surface's highest within them, at least 0.
    public let roomToGrow: Double
    /// Of layers and dim, where the law is (or contains) a `performance-law`.
    public let decayTerms: [DecayTerm]
}
