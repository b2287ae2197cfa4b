/// One of several compared laws: its optimum, its rank, and its room to grow.
public struct ComparedLaw: Hashable, Sendable {
    /// The term of one axis in the Performance Law, `weight`·(ln x + 1/(2e·x^e)), where e is `exponent`. Its gain per unit of ln x is
    /// `weight`·(1 − x^(−e)/2).
    public struct DecayTerm: Hashable, Sendable {
        public let axis: Axis
        /// −w1·w3 or −w2·w4 of the `performance-law` fit, in units of the fitted scale.
        public let weight: Double
        /// w3 or w4.
        public let exponent: Double
        /// 2^(−1/e), the peak of the term; `nil` if it has none above 1 (e ≥ 0).
        public let turningPoint: Double?
    }

    /// The law's index in the input.
    public let index: Int
    /// 1 for the law that is most probably the best.
    public let rank: Int
    public let optimum: ContinuousOptimum
    /// The interval of a new measurement at the optimum, in the metric's own unit.
    public let low: Double
    public let high: Double
    /// Whether the value or an end of the interval was clamped to what the metric can be.
    public let isClamped: Bool
    /// The standard error of the optimum's value.
    public let standardError: Double
    /// The probability that this law's optimum is the best, without the noise of a run. It ranks.
    public let probabilityOfBeingBest: Double
    /// The probability that one new run at this law's optimum beats one new run at each of the others.
    public let probabilityOfBestRun: Double
    /// How much better the optimum is than the best within the measured ranges, at least 0.
    public let roomToGrow: Double
    /// The terms of layers and dim; empty if the law neither is nor contains a `performance-law`.
    public let decayTerms: [DecayTerm]
}

/// Why laws cannot be compared.
public enum ComparisonError: Error, Hashable, Sendable {
    /// One law maximises the metric and another minimises it.
    case goalsDiffer
    /// A law does not predict there.
    case prediction(PredictionError)
}
