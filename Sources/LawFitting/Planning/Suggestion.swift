/// An experiment worth running next.
public struct Suggestion: Hashable, Sendable {
    /// What the run is for.
    public enum Reason: String, Codable, Hashable, Sendable {
        /// The highest upper confidence bound, and the highest expected value too: it confirms the best.
        case highestExpected
        /// The highest upper confidence bound for its uncertainty: the best may be there.
        case mayBeBest
        /// It narrows the surface most: the determinant of the design's information grows most.
        case mostInformative
    }

    public let layers: Int
    public let dim: Int
    /// As the law predicts it before the run; `nil` where no law can be fitted yet.
    public let prediction: Prediction?
    public let reason: Reason
    /// The model's parameters in the search space's architecture.
    public let parameters: Int
}

/// What further experiments are to find out.
public enum SuggestionGoal: String, CaseIterable, Codable, Hashable, Sendable {
    /// The best configuration: each run has the highest mean + 1 standard deviation.
    case optimum
    /// The whole surface: each run is D-optimal for the quadratic form with interaction.
    case surface
}

/// Why there are no suggestions.
public enum SuggestionError: Error, Hashable, Sendable {
    /// Between 1 and ``SuggestionSearch/limit`` can be asked for.
    case countOutOfRange(Int)
    /// The search space has no affordable configuration that was not measured.
    case nothingLeft
    /// The law does not predict there.
    case prediction(PredictionError)
}
