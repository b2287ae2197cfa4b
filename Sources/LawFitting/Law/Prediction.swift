/// What a law says about one configuration.
public struct Prediction: Hashable, Sendable {
    /// The expected value, clamped to [0, 1].
    public let value: Double
    /// The ends of the interval for one new measurement, clamped to [0, 1].
    public let low: Double
    public let high: Double
    /// The standard error of the expected value.
    public let standardError: Double
    /// The standard deviation of a new measurement about `value`: the standard error and the residual variance together.
    public let measurementError: Double
    /// Whether `value`, `low` or `high` was outside [0, 1] and was clamped.
    public let isClamped: Bool
}

/// How two configurations' predictions differ.
public struct PredictedDifference: Hashable, Sendable {
    /// ŷ(a) − ŷ(b), not clamped.
    public let value: Double
    /// The standard error of that difference; smaller than the two errors suggest, since the parameters are shared.
    public let standardError: Double
    /// The standard deviation of the difference of two new measurements.
    public let measurementError: Double
}

/// Why a law has no prediction.
public enum PredictionError: Error, Hashable, Sendable {
    /// A coordinate must be finite and at least 1 (layers, dim) or positive (D′).
    case coordinateOutOfRange(axis: Axis, value: Double)
    /// The law spans several D′ and needs to be told one, within or near this range.
    case dPrimeNeeded(low: Double, high: Double)
    /// The law is about one dataset: `known` is its D′ where it was given. It cannot speak about another.
    case dPrimeNotIdentifiable(known: Double?)
    /// The confidence level must lie strictly between 0 and 1.
    case levelOutOfRange(Double)
}
