/// The measurements of one metric, validated and in canonical order.
///
/// The order of the input never shows in a fit: observations are sorted by configuration, then value, before any sum is taken.
public struct ObservationSet: Hashable, Sendable {
    /// Repeated measurements of one configuration.
    public struct Replicates: Hashable, Sendable {
        public let configuration: Configuration
        /// At least one value, ascending.
        public let values: [Double]
    }

    /// One entry per distinct configuration, in the order of ``Configuration``.
    public let replicates: [Replicates]
    /// The number of measurements, replicates counted.
    public let count: Int

    public init(_ observations: some Sequence<Observation>) throws(ObservationSetError) {
        var values: [Configuration: [Double]] = [:]
        var (with, without) = (0, 0)
        for observation in observations {
            values[observation.configuration, default: []].append(observation.value)
            if observation.dPrime == nil { without += 1 } else { with += 1 }
        }
        guard with + without > 0 else { throw .empty }
        guard with == 0 || without == 0 else { throw .partialDPrime(with: with, without: without) }
        replicates = values.keys.sorted().map { configuration in
            Replicates(configuration: configuration, values: (values[configuration] ?? []).sorted())
        }
        count = with + without
    }

    /// Whether the measurements say which data they are about.
    public var hasDPrime: Bool { replicates.first?.configuration.dPrime != nil }

    /// The distinct coordinates along an axis, ascending; empty for an absent D′.
    public func levels(of axis: Axis) -> [Double] {
        Set(replicates.compactMap { $0.configuration.coordinate(axis) }).sorted()
    }
}
