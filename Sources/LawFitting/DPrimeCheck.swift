#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The check of the Performance Law's claim that a metric rises with ln D′: each dataset's own fitted level against it.
public struct DPrimeCheck: Hashable, Codable, Sendable {
    /// One dataset (or sequence length) by its D′.
    public struct Level: Hashable, Codable, Sendable {
        public let dPrime: Double
        /// The expected value at the middle of the configurations that all datasets share the range of, by the dataset's own
        /// law.
        public let value: Double
        public let standardError: Double
    }

    /// At least three, ascending in D′.
    public let levels: [Level]
    /// The change of the level by unit of ln D′, by ordinary least squares.
    public let slope: Double
    /// The interval of the slope, Student's t with k − 2 degrees of freedom.
    public let slopeLow: Double
    public let slopeHigh: Double
    /// Pearson's, in [−1, 1]; `nil` where all levels are equal.
    public let correlation: Double?
    /// The confidence level of the interval.
    public let level: Double

    /// Whether the interval excludes 0 and the slope is positive: the data bear the claim out.
    public var isSupported: Bool { slopeLow > 0 }
}

/// Fits every D′ of a set on its own and regresses the fitted levels on ln D′.
///
/// `nil` where fewer than three D′ have a law of their own, or their measured ranges of layers and dim do not overlap.
public func checkDPrime(_ observations: ObservationSet, options: FitOptions = FitOptions()) throws(FitError)
    -> DPrimeCheck?
{
    guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
    let parts = observations.byDPrime()
    guard parts.count >= 3 else { return nil }
    let own = FitOptions(form: options.form, level: options.level, candidates: .required)
    var laws: [(dPrime: Double, law: FittedLaw)] = []
    for (dPrime, part) in parts {
        // A dataset with too few runs of its own has no level; the others still do.
        if case .success(let law) = Result(catching: { () throws(FitError) in try fit(part, options: own) }) {
            laws.append((dPrime, law))
        }
    }
    guard laws.count >= 3, let layers = shared(laws.map(\.law.domain.layers)),
        let dim = shared(laws.map(\.law.domain.dim))
    else { return nil }
    let levels = laws.map { dPrime, law in
        let moments = law.model.moments(law.model.offsets(layers: layers, dim: dim, dPrimeOffset: 0))
        return DPrimeCheck.Level(
            dPrime: dPrime,
            value: moments.value.clampedToUnit,
            standardError: moments.variance.squareRoot()
        )
    }
    return DPrimeCheck(levels, level: options.level)
}

/// The geometric middle of what all ranges have in common.
private func shared(_ ranges: [LawDomain.Range]) -> Double? {
    let low = ranges.reduce(0) { max($0, $1.low) }
    let high = ranges.reduce(Double.infinity) { min($0, $1.high) }
    return low <= high ? low.squareRoot() * high.squareRoot() : nil
}

extension DPrimeCheck {
    /// The straight line through the levels; `nil` where the logarithms of D′ do not differ.
    init?(_ levels: [Level], level: Double) {
        let n = Double(levels.count)
        let x = levels.map { log($0.dPrime) }
        let (meanX, meanY) = (x.reduce(0, +) / n, levels.reduce(0) { $0 + $1.value } / n)
        let (dx, dy) = (x.map { $0 - meanX }, levels.map { $0.value - meanY })
        let (sxx, syy) = (dx.squaredLength, dy.squaredLength)
        guard levels.count >= 3, sxx > 0 else { return nil }
        let sxy = zip(dx, dy).reduce(0) { $0 + $1.0 * $1.1 }
        let slope = sxy / sxx
        let squares = zip(dx, dy).reduce(0) { $0 + ($1.1 - slope * $1.0) * ($1.1 - slope * $1.0) }
        let error = (squares / (n - 2) / sxx).squareRoot()
        let half = StudentT.quantile(level: level, degreesOfFreedom: n - 2) * error
        self.init(
            levels: levels,
            slope: slope,
            slopeLow: slope - half,
            slopeHigh: slope + half,
            correlation: syy > 0 ? min(max(sxy / (sxx * syy).squareRoot(), -1), 1) : nil,
            level: level
        )
    }
}
