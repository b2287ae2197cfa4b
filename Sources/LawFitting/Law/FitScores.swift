/// How well a law fits (in-sample) and predicts (left-out configurations). What does not exist is `nil`, and a
/// ``FitWarning`` of the law says why.
public struct FitScores: Hashable, Codable, Sendable {
    /// 1 − SSE/SST, in-sample; `nil` for constant values.
    public let r2: Double?
    /// 1 − (1 − R²)(n − 1)/(n − p), in-sample.
    public let adjustedR2: Double?
    /// √(SSE/n), in-sample, in the metric's unit.
    public let rmse: Double
    /// 1 − PRESS/SST, where every configuration is predicted by the form refitted without it.
    public let looR2: Double?
    /// √(PRESS/n).
    public let looRmse: Double?
    /// n·ln(SSE/n) + 2k + 2k(k + 1)/(n − k − 1) with k = p + 1 (the variance is a parameter); comparable between forms of
    /// one set of measurements only.
    public let aicc: Double?
}

/// A form that could be fitted to the measurements, with its figures.
public struct Candidate: Hashable, Codable, Sendable {
    public let form: LawForm
    /// The number of estimated parameters, the variance not counted.
    public let parameterCount: Int
    public let scores: FitScores
}
