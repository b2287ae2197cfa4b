/// One point of the experiment's space: the choices made before a run.
public struct Configuration: Hashable, Sendable {
    /// The number of Transformer layers, at least 1.
    public let layers: Int
    /// The item embedding dimension, at least 1.
    public let dim: Int
    /// D′ of the data, positive and finite; `nil` if the experiment does not name its data.
    public let dPrime: Double?

    public init(layers: Int, dim: Int, dPrime: Double? = nil) throws(ObservationError) {
        guard layers >= 1 else { throw .layersOutOfRange(layers) }
        guard dim >= 1 else { throw .dimOutOfRange(dim) }
        if let dPrime {
            guard dPrime > 0, dPrime.isFinite else { throw .dPrimeOutOfRange(dPrime) }
        }
        self.layers = layers
        self.dim = dim
        self.dPrime = dPrime
    }

    /// A configuration of a search space, which holds valid levels only, at a D′ that a law accepted.
    init(layers: Int, dim: Int, validDPrime dPrime: Double?) {
        self.layers = layers
        self.dim = dim
        self.dPrime = dPrime
    }

    /// The coordinate along an axis; `nil` for an absent D′.
    func coordinate(_ axis: Axis) -> Double? {
        switch axis {
        case .layers: Double(layers)
        case .dim: Double(dim)
        case .dPrime: dPrime
        }
    }
}

extension Configuration: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers, dim, dPrime
    }

    /// Decodes and validates.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            layers: container.decode(Int.self, forKey: .layers),
            dim: container.decode(Int.self, forKey: .dim),
            dPrime: container.decodeIfPresent(Double.self, forKey: .dPrime)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(layers, forKey: .layers)
        try container.encode(dim, forKey: .dim)
        try container.encodeIfPresent(dPrime, forKey: .dPrime)
    }
}

extension Configuration: Comparable {
    /// The canonical order: by layers, then dim, then D′; a configuration without D′ comes first.
    public static func < (left: Configuration, right: Configuration) -> Bool {
        if left.layers != right.layers { return left.layers < right.layers }
        if left.dim != right.dim { return left.dim < right.dim }
        return (left.dPrime ?? 0) < (right.dPrime ?? 0)
    }
}
