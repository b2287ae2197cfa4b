/// The measurements of one metric, validated and in canonical order.
///
/// A fit does not depend on the order of the input: observations are sorted by configuration, then value, before any sum is
/// taken.
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
    /// Values imputed from another metric of the same runs, at configurations without a measurement, in canonical order.
    let inferred: [Inferred]

    /// An imputed value. It counts as a part of a measurement.
    struct Inferred: Hashable, Sendable {
        let configuration: Configuration
        let value: Double
        /// The part of a measurement that it counts as, in (0, 1).
        let weight: Double
        /// The metric that the value comes from.
        let sibling: String
    }

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
        inferred = []
    }

    private init(replicates: [Replicates], count: Int, inferred: [Inferred]) {
        self.replicates = replicates
        self.count = count
        self.inferred = inferred
    }

    /// The set with imputed values added. Those at measured configurations are ignored.
    func completed(by inferred: [Inferred]) -> ObservationSet {
        let known = Set(replicates.map(\.configuration))
        let new = inferred.filter { !known.contains($0.configuration) }.sorted { $0.configuration < $1.configuration }
        return ObservationSet(replicates: replicates, count: count, inferred: new)
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
        return ObservationSet(
            replicates: all,
            count: count + 1,
            inferred: inferred.filter { $0.configuration != configuration }
        )
    }

    /// The measurements of each D′, ascending; empty if the measurements do not name their data.
    func byDPrime() -> [(dPrime: Double, set: ObservationSet)] {
        Set(replicates.compactMap(\.configuration.dPrime)).sorted().map { dPrime in
            let part = replicates.filter { $0.configuration.dPrime == dPrime }
            let set = ObservationSet(
                replicates: part,
                count: part.reduce(0) { $0 + $1.values.count },
                inferred: inferred.filter { $0.configuration.dPrime == dPrime }
            )
            return (dPrime, set)
        }
    }

    /// The mean over all measurements.
    var mean: Double { replicates.reduce(0) { $0 + $1.values.reduce(0, +) } / Double(count) }

    /// All configurations: the measured ones, then those of imputed values.
    var configurations: [Configuration] { replicates.map(\.configuration) + inferred.map(\.configuration) }

    /// The distinct coordinates along an axis, ascending, those of imputed values among them; empty for an absent D′.
    public func levels(of axis: Axis) -> [Double] {
        Set(configurations.compactMap { $0.coordinate(axis) }).sorted()
    }
}
