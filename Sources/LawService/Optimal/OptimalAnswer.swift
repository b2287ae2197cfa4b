/// The answer of `GET /optimal`.
struct OptimalAnswer: Encodable, Sendable {
    let law: String
    let metric: String
    /// `maximise` or `minimise`.
    let goal: String
    @OrNull var dPrime: Double?
    /// For a dataset that was not fitted.
    @OrNull var newDataset: NewDatasetAnswer?
    /// The level of the prediction intervals.
    let level: Double
    let architecture: String
    /// The size of the vocabulary whose embedding table is counted; 0 counts none.
    let items: Int
    @OrNull var maxParameters: Int?
    @OrNull var maxTrainingFlops: Double?
    /// The training tokens of that budget.
    @OrNull var tokens: Double?
    @OrNull var maxEmbeddingBytes: Double?
    /// How far from the measured configurations the search went, in octaves; `null` for any distance.
    @OrNull var reach: Double?
    /// The best predicted value that the budgets and the reach allow.
    let best: Choice
    /// The fewest parameters within the tolerance of the best.
    let cheapest: Choice
    /// A share of the metric's measured range.
    let tolerance: Double
    /// The best configuration mean less the worst.
    let measuredRange: Double
    /// The peak of the fitted curve in real numbers, regardless of the budget.
    let continuous: OptimumAnswer
    /// The gain from ten percent more parameters than the best configuration has.
    let nextTenPercent: Gain
    /// The configurations that may be at least as good as the best.
    let confidence: Confidence
    /// The Pareto set of value against parameters, sorted by parameters.
    let frontier: [Point]
    let warnings: [Warning]

    struct Choice: Encodable, Sendable {
        let layers: Int
        let dim: Int
        /// The distance from the convex hull of the measured configurations.
        let octaves: Double
        let value: Double
        let low: Double
        let high: Double
        let parameters: Int
    }

    struct Gain: Encodable, Sendable {
        let layers: Int
        let dim: Int
        let parameters: Int
        /// How much better the predicted value is than that of the best; 0 if no larger model that was searched is better.
        let gain: Double
        let standardError: Double
        /// Whether a size that was not searched may gain more, because the search ended at its reach or at the end of its range.
        let limited: Bool
    }

    struct Confidence: Encodable, Sendable {
        let level: Double
        /// [least, most]
        let layers: [Int]
        let dim: [Int]
        /// Whether the set reaches the upper end of the searched range: the best may lie beyond the grid.
        let openEnded: OpenEnded
        /// By layers, the range of dim.
        let byLayers: [Row]

        struct Row: Encodable, Sendable {
            let layers: Int
            /// [least, most]
            let dim: [Int]
        }
    }

    struct OpenEnded: Encodable, Sendable {
        let layers: Bool
        let dim: Bool
    }

    struct Point: Encodable, Sendable {
        let layers: Int
        let dim: Int
        let value: Double
        let parameters: Int
    }
}
