/// One measured run: a configuration and the metric's value.
public struct Observation: Hashable, Sendable {
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

    /// A value that is known to lie in [0, 1].
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

extension Double {
    /// The nearest number of [0, 1], the range of a metric.
    var clampedToUnit: Double { min(max(self, 0), 1) }
}
