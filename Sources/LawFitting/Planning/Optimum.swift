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
        /// The expected value, clamped to [0, 1].
        public let value: Double
        public let parameters: Int
    }

    /// The extent of the confidence set along an axis.
    public struct Extent: Hashable, Sendable {
        public let low: Int
        public let high: Int
        /// Whether the set reaches the upper edge of the search space, so that it may continue beyond.
        public let isOpenAbove: Bool
    }

    /// The bounding ranges of the configurations that are not significantly worse than the best.
    public struct Confidence: Hashable, Sendable {
        public let level: Double
        public let layers: Extent
        public let dim: Extent
    }

    /// The configuration with the highest predicted value within the budget; of equal ones the cheapest.
    public let best: Choice
    /// The configuration with the fewest parameters and a predicted value of at least (1 − tolerance) times the best.
    public let cheapest: Choice
    /// The surface's highest point within the ranges of the search space, without regard to the budget.
    public let continuous: ContinuousOptimum
    public let confidence: Confidence
    /// The Pareto set of value against parameters, cheapest first.
    public let frontier: [FrontierPoint]
}

/// Why a search has no answer.
public enum OptimumError: Error, Hashable, Sendable {
    /// No configuration fits the budget. The cheapest one of the space needs `smallestBudget` parameters, which is `nil` if
    /// every count exceeds `Int`.
    case nothingFeasible(smallestBudget: Int?)
    /// The tolerance is relative, in [0, 1].
    case toleranceOutOfRange(Double)
    /// The law does not predict there.
    case prediction(PredictionError)
}
