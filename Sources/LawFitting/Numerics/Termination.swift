/// How an iteration ended. Every inequality is free of the unit of the residuals.
public enum TerminationReason: String, Codable, Sendable {
    /// The form is linear: solved directly.
    case linear
    /// max over free parameters k of |Jₖᵀr| / (‖Jₖ‖·‖r‖) ≤ `gradientTolerance`.
    case gradient
    /// |δₖ| ≤ `stepTolerance`·(|xₖ| + `stepTolerance`) for every parameter.
    case step
    /// The predicted relative reduction of ‖r‖² by the next step is ≤ `costTolerance`, or both it and the actual one were.
    case cost
    /// ‖r‖ ≤ `exactTolerance`·‖data‖: the model passes through the data.
    case exact
    /// No step reduces ‖r‖² however short: the limit of the arithmetic.
    case noProgress
    /// `maxIterations` accepted or refused steps were taken.
    case iterations
    /// A combination of forms, each of which ended on its own.
    case combined
}

/// How the search for a law's parameters went.
public struct Termination: Hashable, Codable, Sendable {
    public let reason: TerminationReason
    /// Steps tried in the run that found the solution.
    public let iterations: Int
    /// Grid points from which the minimum was sought.
    public let starts: Int
    /// How many of them reached the best sum of squares to 1e-6 relative.
    public let startsReachingBest: Int
}
