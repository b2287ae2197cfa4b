/// The prediction of a law for one configuration.
public struct Prediction: Hashable, Sendable {
    /// The expected value in the metric's own unit, within the values that the metric can have.
    public let value: Double
    /// The ends of the interval for one new measurement, as well.
    public let low: Double
    public let high: Double
    /// The standard error of the expected value.
    public let standardError: Double
    /// Whether `value`, `low` or `high` was outside the metric's values, [0, 1] for a share, and was clamped.
    public let isClamped: Bool
}

/// Why a law has no prediction.
public enum PredictionError: Error, Hashable, Sendable {
    /// A coordinate must be finite and at least 1 (layers, dim) or positive (D′).
    case coordinateOutOfRange(axis: Axis, value: Double)
    /// The law spans several D′ and needs one, within or near this range.
    case dPrimeNeeded(low: Double, high: Double)
    /// The law is about one dataset, with the D′ `known` if it was given, and cannot predict for another.
    case dPrimeNotIdentifiable(known: Double?)
    /// The confidence level must lie strictly between 0 and 1.
    case levelOutOfRange(Double)
}
