/// A quantity that an experiment varies: the model's depth, its width, or the data.
public enum Axis: String, CaseIterable, Codable, Hashable, Sendable {
    /// The number of Transformer layers.
    case layers
    /// The item embedding dimension.
    case dim
    /// D′, tokens times the inverse approximate entropy.
    case dPrime
}
