/// One training run: its configuration and its measured metrics.
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
        try self.init(configuration: Configuration(layers: layers, dim: dim, dPrime: dPrime), values: values)
    }

    private init(configuration: Configuration, values: [String: Double]) throws(ObservationError) {
        for value in values.values {
            guard value >= 0, value <= 1 else { throw .valueOutOfRange(value) }
        }
        self.configuration = configuration
        self.values = values
    }
}

/// Coded flat, as `{"layers": …, "dim": …, "dPrime": …, "values": {…}}`. Stored laws have this shape.
extension Run: Codable {
    private enum CodingKeys: String, CodingKey {
        case values
    }

    /// Decodes and validates.
    public init(from decoder: any Decoder) throws {
        try self.init(
            configuration: Configuration(from: decoder),
            values: decoder.container(keyedBy: CodingKeys.self).decode([String: Double].self, forKey: .values)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        try configuration.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(values, forKey: .values)
    }
}

extension Run: Comparable {
    /// The canonical order: by configuration, then by the values of the metrics in the order of their names. A run without a
    /// metric comes before those that have it.
    public static func < (left: Run, right: Run) -> Bool {
        if left.configuration != right.configuration { return left.configuration < right.configuration }
        for metric in Set(left.values.keys).union(right.values.keys).sorted()
        where left.values[metric] != right.values[metric] {
            return (left.values[metric] ?? -1) < (right.values[metric] ?? -1)
        }
        return false
    }
}

/// The runs of an experiment with all their metrics. Their order in the input does not matter.
public struct RunSet: Sendable {
    /// In canonical order.
    public let runs: [Run]
    /// Every metric that some run has, sorted.
    public let metrics: [String]

    public init(_ runs: some Sequence<Run>) {
        self.runs = runs.sorted()
        metrics = Set(self.runs.flatMap(\.values.keys)).sorted()
    }

    /// The measurements of one metric. Runs without it are left out.
    public func measurements(of metric: String) throws(ObservationSetError) -> ObservationSet {
        try ObservationSet(
            runs.compactMap { run in
                run.values[metric].map { Observation(configuration: run.configuration, validValue: $0) }
            }
        )
    }
}
