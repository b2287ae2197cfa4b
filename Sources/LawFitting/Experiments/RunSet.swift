/// One training run: its configuration and its measured metrics.
public struct Run: Hashable, Sendable {
    public let configuration: Configuration
    /// By metric, finite, in the metric's own unit. A metric that was not measured is absent.
    public let values: [String: Double]
    /// By metric, the standard errors that are known.
    public let standardErrors: [String: Double]
    /// The number of test users; `nil` if it is not known.
    public let users: Double?

    public init(
        layers: Int,
        dim: Int,
        dPrime: Double? = nil,
        values: [String: Double],
        standardErrors: [String: Double] = [:],
        users: Double? = nil
    ) throws(ObservationError) {
        try self.init(
            configuration: Configuration(layers: layers, dim: dim, dPrime: dPrime),
            values: values,
            standardErrors: standardErrors,
            users: users
        )
    }

    private init(
        configuration: Configuration,
        values: [String: Double],
        standardErrors: [String: Double],
        users: Double?
    ) throws(ObservationError) {
        for value in values.values {
            guard value.isFinite else { throw .valueOutOfRange(value) }
        }
        for weight in standardErrors.values + [users].compactMap({ $0 }) {
            guard weight > 0, weight.isFinite else { throw .weightOutOfRange(weight) }
        }
        self.configuration = configuration
        self.values = values
        self.standardErrors = standardErrors
        self.users = users
    }
}

extension Run {
    /// The run with its values on their fitted scales, without those that a scale does not have.
    func fitted(on scales: [String: MetricScale]) -> Run {
        var fitted: [String: Double] = [:]
        for (metric, value) in values { fitted[metric] = (scales[metric] ?? .share).fitted(value) }
        return Run(configuration: configuration, fittedValues: fitted)
    }

    private init(configuration: Configuration, fittedValues: [String: Double]) {
        self.configuration = configuration
        values = fittedValues
        standardErrors = [:]
        users = nil
    }
}

/// Coded flat, as `{"layers": …, "dim": …, "dPrime": …, "values": {…}}`. Stored laws have this shape.
extension Run: Codable {
    private enum CodingKeys: String, CodingKey {
        case values, standardErrors, users
    }

    /// Decodes and validates.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            configuration: Configuration(from: decoder),
            values: container.decode([String: Double].self, forKey: .values),
            standardErrors: container.decodeIfPresent([String: Double].self, forKey: .standardErrors) ?? [:],
            users: container.decodeIfPresent(Double.self, forKey: .users)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        try configuration.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(values, forKey: .values)
        if !standardErrors.isEmpty { try container.encode(standardErrors, forKey: .standardErrors) }
        try container.encodeIfPresent(users, forKey: .users)
    }
}

extension Run: Comparable {
    /// The canonical order: by configuration, then by the values of the metrics in the order of their names. A run without a
    /// metric comes before those that have it.
    public static func < (left: Run, right: Run) -> Bool {
        if left.configuration != right.configuration { return left.configuration < right.configuration }
        for metric in Set(left.values.keys).union(right.values.keys).sorted()
        where left.values[metric] != right.values[metric] {
            guard let own = left.values[metric] else { return true }
            guard let other = right.values[metric] else { return false }
            return own < other
        }
        if left.users != right.users { return (left.users ?? 0) < (right.users ?? 0) }
        for metric in Set(left.standardErrors.keys).union(right.standardErrors.keys).sorted()
        where left.standardErrors[metric] != right.standardErrors[metric] {
            return (left.standardErrors[metric] ?? 0) < (right.standardErrors[metric] ?? 0)
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
    public func measurements(
        of metric: String,
        on scale: MetricScale = .share
    ) throws(ObservationSetError) -> ObservationSet {
        try ObservationSet(
            measurements: runs.compactMap { run in
                run.values[metric].map { value in
                    ObservationSet.Measurement(
                        configuration: run.configuration,
                        value: value,
                        standardError: run.standardErrors[metric],
                        users: run.users
                    )
                }
            },
            on: scale
        )
    }
}
