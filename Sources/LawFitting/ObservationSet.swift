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

    private init(replicates: [Replicates], count: Int) {
        self.replicates = replicates
        self.count = count
    }

    /// The set with one more value of a configuration, as if it had been measured.
    func adding(_ value: Double, at configuration: Configuration) -> ObservationSet {
        var all = replicates
        if let index = all.firstIndex(where: { $0.configuration == configuration }) {
            all[index] = Replicates(configuration: configuration, values: (all[index].values + [value]).sorted())
        } else {
            let index = all.firstIndex { configuration < $0.configuration } ?? all.endIndex
            all.insert(Replicates(configuration: configuration, values: [value]), at: index)
        }
        return ObservationSet(replicates: all, count: count + 1)
    }

    /// The measurements of each D′, ascending; the set itself where there is none.
    func byDPrime() -> [(dPrime: Double, set: ObservationSet)] {
        levels(of: .dPrime).map { dPrime in
            let part = replicates.filter { $0.configuration.dPrime == dPrime }
            return (dPrime, ObservationSet(replicates: part, count: part.reduce(0) { $0 + $1.values.count }))
        }
    }

    /// The mean over all measurements.
    var mean: Double { replicates.reduce(0) { $0 + $1.values.reduce(0, +) } / Double(count) }

    /// Whether the measurements say which data they are about.
    public var hasDPrime: Bool { replicates.first?.configuration.dPrime != nil }

    /// The distinct coordinates along an axis, ascending; empty for an absent D′.
    public func levels(of axis: Axis) -> [Double] {
        Set(replicates.compactMap { $0.configuration.coordinate(axis) }).sorted()
    }
}
