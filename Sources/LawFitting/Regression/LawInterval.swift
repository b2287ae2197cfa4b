/// What a law says about one configuration, on the fitted scale.
struct LawInterval: Hashable, Sendable {
    var value: Double
    /// The ends of the central interval for one new measurement.
    var low: Double
    var high: Double
    /// The standard deviation of the expected value, of a moment-matched normal where it is a mixture.
    var standardError: Double
}
