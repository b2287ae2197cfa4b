/// Why an iteration ended. No inequality depends on the unit of the residuals.
public enum TerminationReason: String, Codable, Sendable {
    /// The form is linear: solved directly.
    case linear
    /// max over free parameters k of |Jₖᵀr| / (‖Jₖ‖·‖r‖) ≤ `gradientTolerance`.
    case gradient
    /// |δₖ| ≤ `stepTolerance`·(|xₖ| + `stepTolerance`) for every parameter.
    case step
    /// The next step is predicted to reduce ‖r‖² by at most `costTolerance` relative, or the last step did and was predicted to.
    case cost
    /// ‖r‖ ≤ `exactTolerance`·‖data‖: the model passes through the data.
    case exact
    /// Even the shortest step does not reduce ‖r‖²: the limit of the arithmetic.
    case noProgress
    /// `maxIterations` steps were tried, accepted or refused.
    case iterations
    /// The law combines several forms, each with an iteration of its own.
    case combined
}

/// A summary of the search for a law's parameters.
public struct Termination: Hashable, Codable, Sendable {
    public let reason: TerminationReason
    /// Steps tried on the way to the solution.
    public let iterations: Int
    /// Grid points at which an iteration started.
    public let starts: Int
    /// How many of the starts reached the best sum of squares to 1e-6 relative.
    public let startsReachingBest: Int
}
