/// The answer to «which configuration next, under this budget?».
public struct Optimum: Hashable, Sendable {
    /// A configuration with its prediction and cost.
    public struct Choice: Hashable, Sendable {
        public let layers: Int
        public let dim: Int
        public let prediction: Prediction
        public let parameters: Int
    }

    /// A configuration that no cheaper one equals.
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
        /// Whether the set reaches the edge of the search space, so that it may go on beyond.
        public let isOpenBelow: Bool
        public let isOpenAbove: Bool
    }

    /// The configurations not significantly worse than the best, as their bounding ranges.
    public struct Confidence: Hashable, Sendable {
        public let level: Double
        public let layers: Extent
        public let dim: Extent
    }

    /// The highest predicted value within the budget; of equal ones the cheapest.
    public let best: Choice
    /// The fewest parameters whose predicted value is at least (1 − tolerance) times the best.
    public let cheapest: Choice
    /// The surface's highest point within the ranges of the search space, whatever it costs.
    public let continuous: ContinuousOptimum
    public let confidence: Confidence
    /// The Pareto set of value against parameters, cheapest first.
    public let frontier: [FrontierPoint]
}

/// Why a search has no answer.
public enum OptimumError: Error, Hashable, Sendable {
    /// No configuration fits the budget; the cheapest of the space needs this many parameters, `nil` where every count
    /// exceeds `Int`.
    case nothingFeasible(smallestBudget: Int?)
    /// The tolerance is relative, in [0, 1].
    case toleranceOutOfRange(Double)
    /// The law does not predict there.
    case prediction(PredictionError)
}
