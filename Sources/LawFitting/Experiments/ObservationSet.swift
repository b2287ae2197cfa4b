/// The measurements of one metric, validated and in canonical order.
///
/// A fit does not depend on the order of the input: observations are sorted by configuration, then value, before any sum is
/// taken.
public struct ObservationSet: Hashable, Sendable {
    /// Repeated measurements of one configuration.
    public struct Replicates: Hashable, Sendable {
        public let configuration: Configuration
        /// At least one value on the fitted scale, ascending.
        public let values: [Double]
        /// By value, its weight; 1 for the median measurement.
        public let weights: [Double]

        /// The sum of the weights.
        var weight: Double { weights.reduce(0, +) }
        /// The weighted mean.
        var mean: Double { zip(values, weights).reduce(0) { $0 + ($1.0 * $1.1) } / weight }
        /// The weighted mean of the values in the metric's own unit.
        func originalMean(_ scale: MetricScale) -> Double {
            zip(values, weights).reduce(0) { $0 + (scale.original($1.0) * $1.1) } / weight
        }
        /// The weighted sum of squares about the mean.
        var squares: Double {
            let mean = mean
            return zip(values, weights).reduce(0) { $0 + ($1.1 * ($1.0 - mean) * ($1.0 - mean)) }
        }
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

    /// The scale of all values.
    public let scale: MetricScale

    /// - Parameters:
    ///   - observations: with values in the metric's own unit.
    ///   - scale: the scale on which the metric is fitted.
    public init(
        _ observations: some Sequence<Observation>,
        on scale: MetricScale = .share
    ) throws(ObservationSetError) {
        try self.init(
            measurements: observations.map { observation in
                Measurement(
                    configuration: observation.configuration,
                    value: observation.value,
                    standardError: observation.standardError,
                    users: observation.users
                )
            },
            on: scale
        )
    }

    /// One measured value with what is known about its error.
    struct Measurement {
        let configuration: Configuration
        let value: Double
        let standardError: Double?
        let users: Double?
    }

    init(measurements: [Measurement], on scale: MetricScale) throws(ObservationSetError) {
        let without = measurements.count { $0.configuration.dPrime == nil }
        let with = measurements.count - without
        guard !measurements.isEmpty else { throw .empty }
        guard with == 0 || without == 0 else { throw .partialDPrime(with: with, without: without) }
        var fitted: [Double] = []
        for measurement in measurements {
            guard let value = scale.fitted(measurement.value) else { throw .valueOffScale(measurement.value, scale) }
            fitted.append(value)
        }
        let weights = Self.weights(measurements, fitted, scale)
        var values: [Configuration: [(value: Double, weight: Double)]] = [:]
        for (index, measurement) in measurements.enumerated() {
            values[measurement.configuration, default: []].append((fitted[index], weights[index]))
        }
        replicates = values.keys.sorted().map { configuration in
            let sorted = (values[configuration] ?? []).sorted { ($0.value, $0.weight) < ($1.value, $1.weight) }
            return Replicates(
                configuration: configuration,
                values: sorted.map(\.value),
                weights: sorted.map(\.weight)
            )
        }
        count = measurements.count
        inferred = []
        self.scale = scale
    }

    /// Weights with a median of 1: 1/se² on the fitted scale where standard errors are known, else in proportion to the test users. A
    /// measurement of which neither is known has the median weight, and so has one that is predicted: a few precise measurements must not
    /// promise that others are as precise. Standard errors and users are not compared with each other.
    private static func weights(_ measurements: [Measurement], _ fitted: [Double], _ scale: MetricScale) -> [Double] {
        let hasErrors = measurements.contains { $0.standardError != nil }
        let errors = zip(measurements, fitted).map { measurement, value in
            measurement.standardError.map { $0 / scale.slope(at: value) }
        }
        // Only ratios of weights matter. In units of about the least error, no square overflows; a power of two rounds nothing.
        let leastError = errors.compactMap { $0 }.filter { $0 > 0 && $0.isFinite }.min() ?? 1
        let raw = zip(measurements, errors).map { measurement, error -> Double? in
            guard hasErrors else { return measurement.users }
            return error.map { error in
                let own = error / leastError.binade
                return 1 / (own * own)
            }
        }
        let known = raw.compactMap { $0 }.filter { $0 >= 0 && $0.isFinite }.sorted()
        guard let largest = known.last, let least = known.first, least < largest else {
            return measurements.map { _ in 1 }
        }
        // The geometric mean of the two in the middle, whose product may leave the range of a double.
        let middle = known[(known.count - 1) / 2].squareRoot() * known[known.count / 2].squareRoot()
        guard middle > 0 else { return raw.map { weight in weight.map { $0 > 0 ? 1 / leastWeight : 1 } ?? 1 } }
        return raw.map { weight in weight.map { min(max($0 / middle, leastWeight), 1 / leastWeight) } ?? 1 }
    }

    /// Relative weights beyond these would leave one measurement alone with the fit.
    private static let leastWeight = 1e-4

    private init(replicates: [Replicates], count: Int, inferred: [Inferred], scale: MetricScale) {
        self.replicates = replicates
        self.count = count
        self.inferred = inferred
        self.scale = scale
    }

    /// The set with imputed values added. Those at measured configurations are ignored.
    func completed(by inferred: [Inferred]) -> ObservationSet {
        let known = Set(replicates.map(\.configuration))
        let new = inferred.filter { !known.contains($0.configuration) }.sorted { $0.configuration < $1.configuration }
        return ObservationSet(replicates: replicates, count: count, inferred: new, scale: scale)
    }

    /// The set with one more value of a configuration, on the fitted scale, as if it had been measured.
    func adding(_ value: Double, at configuration: Configuration) -> ObservationSet {
        var all = replicates
        if let index = all.firstIndex(where: { $0.configuration == configuration }) {
            let sorted = zip(all[index].values + [value], all[index].weights + [1]).sorted { $0 < $1 }
            all[index] = Replicates(
                configuration: configuration,
                values: sorted.map(\.0),
                weights: sorted.map(\.1)
            )
        } else {
            let index = all.firstIndex { configuration < $0.configuration } ?? all.endIndex
            all.insert(Replicates(configuration: configuration, values: [value], weights: [1]), at: index)
        }
        return ObservationSet(
            replicates: all,
            count: count + 1,
            inferred: inferred.filter { $0.configuration != configuration },
            scale: scale
        )
    }

    /// The measurements of each D′, ascending; empty if the measurements do not name their data.
    func byDPrime() -> [(dPrime: Double, set: ObservationSet)] {
        Set(replicates.compactMap(\.configuration.dPrime)).sorted().map { dPrime in
            let part = replicates.filter { $0.configuration.dPrime == dPrime }
            let set = ObservationSet(
                replicates: part,
                count: part.reduce(0) { $0 + $1.values.count },
                inferred: inferred.filter { $0.configuration.dPrime == dPrime },
                scale: scale
            )
            return (dPrime, set)
        }
    }

    /// The weighted mean over all measurements, on the fitted scale.
    var mean: Double {
        replicates.reduce(0) { $0 + ($1.weight * $1.mean) } / replicates.reduce(0) { $0 + $1.weight }
    }

    /// All configurations: the measured ones, then those of imputed values.
    var configurations: [Configuration] { replicates.map(\.configuration) + inferred.map(\.configuration) }

    /// The distinct coordinates along an axis, ascending, those of imputed values among them; empty for an absent D′.
    public func levels(of axis: Axis) -> [Double] {
        Set(configurations.compactMap { $0.coordinate(axis) }).sorted()
    }
}
