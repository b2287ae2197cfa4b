/// One measured run: a configuration and the metric's value.
public struct Observation: Hashable, Sendable {
    /// What was run.
    public let configuration: Configuration
    /// The metric's value, in [0, 1].
    public let value: Double

    public var layers: Int { configuration.layers }
    public var dim: Int { configuration.dim }
    public var dPrime: Double? { configuration.dPrime }

    public init(layers: Int, dim: Int, dPrime: Double? = nil, value: Double) throws(ObservationError) {
        configuration = try Configuration(layers: layers, dim: dim, dPrime: dPrime)
        guard value >= 0, value <= 1 else { throw .valueOutOfRange(value) }
        self.value = value
    }

    /// A value that was checked before.
    init(configuration: Configuration, validValue value: Double) {
        self.configuration = configuration
        self.value = value
    }
}

extension Observation: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers, dim, dPrime, value
    }

    /// Decodes and validates, so that a stored observation is as trustworthy as a new one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            layers: container.decode(Int.self, forKey: .layers),
            dim: container.decode(Int.self, forKey: .dim),
            dPrime: container.decodeIfPresent(Double.self, forKey: .dPrime),
            value: container.decode(Double.self, forKey: .value)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(layers, forKey: .layers)
        try container.encode(dim, forKey: .dim)
        try container.encodeIfPresent(dPrime, forKey: .dPrime)
        try container.encode(value, forKey: .value)
    }
}

/// Why a run cannot be an observation.
public enum ObservationError: Error, Hashable, Sendable {
    /// Layers must be at least 1.
    case layersOutOfRange(Int)
    /// The embedding dimension must be at least 1.
    case dimOutOfRange(Int)
    /// D′ must be positive and finite.
    case dPrimeOutOfRange(Double)
    /// A metric's value must lie in [0, 1].
    case valueOutOfRange(Double)
}

/// Why observations cannot be fitted together.
public enum ObservationSetError: Error, Hashable, Sendable {
    /// There is nothing to fit.
    case empty
    /// Some observations say which data they are about and others do not.
    case partialDPrime(with: Int, without: Int)
}
