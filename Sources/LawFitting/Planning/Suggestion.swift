/// An experiment worth running next.
public struct Suggestion: Hashable, Sendable {
    /// The most suggestions of one request. Each fits the law anew.
    public static let limit = 64

    /// The purpose of the run.
    public enum Reason: String, Codable, Hashable, Sendable {
        /// It has the highest upper confidence bound and also the highest expected value: it confirms the best.
        case highestExpected
        /// It has the highest upper confidence bound because of its uncertainty: the best may be there.
        case mayBeBest
        /// It reduces the uncertainty of the surface most: the determinant of the design's information grows most.
        case mostInformative
    }

    public let layers: Int
    public let dim: Int
    /// The law's prediction before the run; `nil` if no law can be fitted yet.
    public let prediction: Prediction?
    public let reason: Reason
    /// The model's parameters in the search space's architecture.
    public let parameters: Int
}

/// The purpose of further experiments.
public enum SuggestionGoal: String, CaseIterable, Codable, Hashable, Sendable {
    /// To find the best configuration: each run has the highest mean + 1 standard deviation.
    case optimum
    /// To learn the whole surface: each run is D-optimal for the quadratic form with interaction.
    case surface
}

/// Why there are no suggestions.
public enum SuggestionError: Error, Hashable, Sendable {
    /// The count must lie between 1 and ``Suggestion/limit``.
    case countOutOfRange(Int)
    /// Every affordable configuration of the search space was measured.
    case nothingLeft
    /// The law does not predict there.
    case prediction(PredictionError)
}
