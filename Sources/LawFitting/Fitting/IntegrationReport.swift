/// How the hyper-parameters of kriging were integrated.
public struct IntegrationReport: Hashable, Codable, Sendable {
    /// ln of the restricted evidence, up to a constant of the design. It compares models of the same measurements.
    public let logEvidence: Double
    /// (Σw)²/Σw²: how many independent points of the posterior the integration is worth.
    public let effectiveSampleSize: Double
    /// How often the likelihood was evaluated.
    public let evaluations: Int
}
