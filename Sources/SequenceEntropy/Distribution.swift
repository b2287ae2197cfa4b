/// The shape of a set of values; percentiles interpolate linearly between order statistics, as numpy does by default.
public struct Distribution: Sendable, Equatable, Codable {
    public let min: Double
    public let p25: Double
    public let median: Double
    public let p75: Double
    public let max: Double
    public let mean: Double
}
