/// One measured run: a configuration and the metric's value.
public struct Observation: Hashable, Sendable {
    public let configuration: Configuration
    /// The metric's value, finite, in its own unit.
    public let value: Double
    /// The standard error of the value; `nil` if it is not known. It weighs the value by 1/se².
    public let standardError: Double?
    /// The number of test users behind the value; `nil` if it is not known. It weighs the value in proportion.
    public let users: Double?

    public var layers: Int { configuration.layers }
    public var dim: Int { configuration.dim }
    public var dPrime: Double? { configuration.dPrime }

    public init(
        layers: Int,
        dim: Int,
        dPrime: Double? = nil,
        value: Double,
        standardError: Double? = nil,
        users: Double? = nil
    ) throws(ObservationError) {
        let configuration = try Configuration(layers: layers, dim: dim, dPrime: dPrime)
        try self.init(configuration: configuration, value: value, standardError: standardError, users: users)
    }

    init(
        configuration: Configuration,
        value: Double,
        standardError: Double?,
        users: Double?
    ) throws(ObservationError) {
        guard value.isFinite else { throw .valueOutOfRange(value) }
        for weight in [standardError, users].compactMap({ $0 }) {
            guard weight > 0, weight.isFinite else { throw .weightOutOfRange(weight) }
        }
        self.configuration = configuration
        self.value = value
        self.standardError = standardError
        self.users = users
    }
}

extension Observation: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers, dim, dPrime, value, standardError, users
    }

    /// Decodes and validates, so that a stored observation is as trustworthy as a new one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            layers: container.decode(Int.self, forKey: .layers),
            dim: container.decode(Int.self, forKey: .dim),
            dPrime: container.decodeIfPresent(Double.self, forKey: .dPrime),
            value: container.decode(Double.self, forKey: .value),
            standardError: container.decodeIfPresent(Double.self, forKey: .standardError),
            users: container.decodeIfPresent(Double.self, forKey: .users)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(layers, forKey: .layers)
        try container.encode(dim, forKey: .dim)
        try container.encodeIfPresent(dPrime, forKey: .dPrime)
        try container.encode(value, forKey: .value)
        try container.encodeIfPresent(standardError, forKey: .standardError)
        try container.encodeIfPresent(users, forKey: .users)
    }
}
