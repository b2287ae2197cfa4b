/// The best configuration under a budget, and the alternatives to it.
public struct Optimum: Hashable, Sendable {
    /// A configuration with its prediction and cost.
    public struct Choice: Hashable, Sendable {
        public let layers: Int
        public let dim: Int
        public let prediction: Prediction
        public let parameters: Int
    }

    /// A configuration that is better than every cheaper one.
    public struct FrontierPoint: Hashable, Sendable {
        public let layers: Int
        public let dim: Int
        /// The expected value in the metric's own unit.
        public let value: Double
        public let parameters: Int
    }

    /// The extent of the confidence set along an axis.
    public struct Extent: Hashable, Sendable {
        public let low: Int
        public let high: Int
        /// Whether the set reaches the upper edge of the search space or the end of the reach, so that it may continue beyond.
        public let isOpenAbove: Bool
    }

    /// The configurations that may be at least as good as the best.
    public struct Confidence: Hashable, Sendable {
        /// The range of dim for one number of layers.
        public struct Row: Hashable, Sendable {
            public let layers: Int
            public let dim: ClosedRange<Int>
        }

        public let level: Double
        public let layers: Extent
        public let dim: Extent
        /// By layers, ascending.
        public let byLayers: [Row]
    }

    /// The configuration with the best expected value within the budgets and the reach; of equal ones the cheapest.
    public let best: Choice
    /// The configuration with the fewest parameters that loses at most the tolerance.
    public let cheapest: Choice
    /// The surface's best point within the ranges of the search space and the reach, without regard to the budgets.
    public let continuous: ContinuousOptimum
    public let confidence: Confidence
    /// The Pareto set of value against parameters, cheapest first.
    public let frontier: [FrontierPoint]
    /// How far from the hull of the measured configurations the search went, in octaves; `nil` for any distance.
    public let reach: Double?
    /// Whether a configuration beyond the reach has a better expected value.
    public let isLimitedByReach: Bool
    /// Whether `best` is a measured configuration because the design is confounded and the bound of the better expectation was worse.
    public let isMeasured: Bool
    /// The gain of more parameters than those of `best`.
    public let next: MarginalGain
}

/// Why a search has no answer.
public enum OptimumError: Error, Hashable, Sendable {
    /// No configuration within reach fits the budgets. These would suffice; none is named if every count exceeds `Int`.
    case nothingFeasible([BudgetNeed])
    /// A configuration fits the budgets, but lies farther than `reach` from the measured ones. Within reach, these budgets would suffice.
    case nothingFeasibleWithinReach([BudgetNeed], reach: Double)
    /// Every configuration of the space is farther than `reach` from the measured ones; the nearest is `octaves` away.
    case nothingWithinReach(octaves: Double, reach: Double)
    /// The tolerance is a share, in [0, 1].
    case toleranceOutOfRange(Double)
    /// The law does not predict there.
    case prediction(PredictionError)
}
