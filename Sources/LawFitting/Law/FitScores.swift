/// How well a law fits (in-sample) and predicts (left-out configurations). A score that does not exist is `nil`; a
/// ``FitWarning`` of the law gives the reason.
public struct FitScores: Hashable, Codable, Sendable {
    /// 1 − SSE/SST, in-sample; `nil` for constant values.
    public let r2: Double?
    /// 1 − (1 − R²)(n − 1)/(n − p), in-sample.
    public let adjustedR2: Double?
    /// √(SSE/n), in-sample, in the metric's unit.
    public let rmse: Double
    /// 1 − PRESS/SST: the form predicts every configuration after a refit without it.
    public let looR2: Double?
    /// √(PRESS/n).
    public let looRmse: Double?
    /// Of a closed form: n·ln(SSE/n) + 2k + 2k(k + 1)/(n − k − 1) with k = p + 1 (the variance is a parameter). Comparable only
    /// between forms fitted to the same measurements.
    public let aicc: Double?
}

/// A form that was tried, with its scores or the reason why it has none.
public struct Candidate: Hashable, Codable, Sendable {
    public let form: LawForm
    /// The number of estimated parameters, the variance not counted; for kriging those that no prior shrinks. `nil` if the form
    /// could not be fitted.
    public let parameterCount: Int?
    /// `nil` if the form could not be fitted.
    public let scores: FitScores?
    /// The error of the largest level of layers, and of dim, predicted from the rest; `nil` if nobody asked.
    public let forward: ForwardScores?
    /// For ``LawForm/kriging`` and ``LawForm/blend``.
    public let integration: IntegrationReport?
    /// Why the form could not be fitted.
    public let refusal: FitError?
}
