/// One training run: what was run, and what was measured of it.
public struct Run: Hashable, Sendable {
    public let configuration: Configuration
    /// By metric, in [0, 1]. A metric that was not measured is absent.
    public let values: [String: Double]

    public init(
        layers: Int,
        dim: Int,
        dPrime: Double? = nil,
        values: [String: Double]
    ) throws(ObservationError) {
        configuration = try Configuration(layers: layers, dim: dim, dPrime: dPrime)
        for value in values.values {
            guard value >= 0, value <= 1 else { throw .valueOutOfRange(value) }
        }
        self.values = values
    }
}
