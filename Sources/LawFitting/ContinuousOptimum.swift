/// Where a law is highest, layers and dim taken as real numbers.
public struct ContinuousOptimum: Hashable, Codable, Sendable {
    public let layers: Double
    public let dim: Double
    /// The D′ that `value` belongs to, where the law has a D′ term.
    public let dPrime: Double?
    /// The prediction there, clamped to [0, 1].
    public let value: Double
    /// Whether the maximum lies inside the searched ranges of both axes. On an edge, higher values may lie beyond.
    public let interior: Bool
}
