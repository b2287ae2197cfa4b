/// The answer of `GET /optimal`.
struct OptimalAnswer: Encodable, Sendable {
    let law: String
    let metric: String
    @OrNull var dPrime: Double?
    let architecture: String
    /// The size of the vocabulary whose embedding table is counted; 0 counts none.
    let items: Int
    @OrNull var maxParameters: Int?
    /// The highest predicted value that the budget allows.
    let best: Choice
    /// The fewest parameters within the tolerance of the best.
    let cheapest: Choice
    let tolerance: Double
    /// The peak of the fitted curve in real numbers, regardless of the budget.
    let continuous: LawAnswer.Optimum
    /// The gain from ten percent more parameters than the best configuration has.
    let nextTenPercent: Gain
    /// The configurations that are not significantly worse than the best.
    let confidence: Confidence
    /// The Pareto set of value against parameters, sorted by parameters.
    let frontier: [Point]
    let warnings: [Warning]

    struct Choice: Encodable, Sendable {
        let layers: Int
        let dim: Int
        let value: Double
        let low: Double
        let high: Double
        let parameters: Int
    }

    struct Gain: Encodable, Sendable {
        let layers: Int
        let dim: Int
        let parameters: Int
        /// The predicted value minus that of the best; 0 if a larger model is not better.
        let gain: Double
        let standardError: Double
    }

    struct Confidence: Encodable, Sendable {
        let level: Double
        /// [least, most]
        let layers: [Int]
        let dim: [Int]
        /// Whether the set reaches the upper end of the searched range: the best may lie beyond the grid.
        let openEnded: OpenEnded
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
