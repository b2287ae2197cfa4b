/// A form that could be fitted to the measurements, with its figures.
public struct Candidate: Hashable, Codable, Sendable {
    public let form: LawForm
    /// The number of estimated parameters, the variance not counted.
    public let parameterCount: Int
    public let scores: FitScores
}
