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
    /// How probable so steep a slope is where D′ has no effect: two-sided, of Student's t; `nil` where the line meets every
    /// level.
    public let pValue: Double?
    /// The confidence level of the interval.
    public let level: Double

    /// How many datasets have a level of their own.
    public var count: Int { levels.count }

    /// Whether the interval excludes 0 and the slope is positive: the data bear the claim out.
    public var isSupported: Bool { slopeLow > 0 }
}

/// What a set of measurements says about the claim.
public enum DPrimeEvidence: Hashable, Codable, Sendable {
    case checked(DPrimeCheck)
    case unavailable(Absence)

    /// Why there is no check. Cases carry facts; the wording is the caller's.
    public enum Absence: Hashable, Codable, Sendable {
        /// The line and its error need three distinct D′.
        case fewDatasets(have: Int, need: Int)
        /// So many datasets have runs enough for a law of their own.
        case fewLaws(have: Int, need: Int)
        /// The datasets' measured ranges of this axis do not overlap: they have no configuration in common.
        case noCommonRange(axis: Axis)
    }

    /// The check, where there is one.
    public var check: DPrimeCheck? {
        guard case .checked(let check) = self else { return nil }
        return check
    }
}

/// Fits every D′ of a set on its own and regresses the fitted levels on ln D′.
///
/// ``fit(_:options:)`` does so by itself where all candidates are asked for; see ``FittedLaw/dPrimeEvidence``.
public func checkDPrime(
    _ observations: ObservationSet,
    options: FitOptions = FitOptions()
) throws(FitError) -> DPrimeEvidence {
    guard options.level > 0, options.level < 1 else { throw .levelOutOfRange(options.level) }
    let parts = observations.byDPrime()
    guard parts.count >= 3 else { return .unavailable(.fewDatasets(have: parts.count, need: 3)) }
    let own = FitOptions(form: options.form, level: options.level, candidates: .required)
    var laws: [(dPrime: Double, law: FittedLaw)] = []
    for (dPrime, part) in parts {
        // A dataset with too few runs of its own has no level; the others still do.
        if case .success(let law) = Result(catching: { () throws(FitError) in try fit(part, options: own) }) {
            laws.append((dPrime, law))
        }
    }
    guard laws.count >= 3 else { return .unavailable(.fewLaws(have: laws.count, need: 3)) }
    guard let layers = shared(laws.map(\.law.domain.layers)) else { return .unavailable(.noCommonRange(axis: .layers)) }
    guard let dim = shared(laws.map(\.law.domain.dim)) else { return .unavailable(.noCommonRange(axis: .dim)) }
    let levels = laws.map { dPrime, law in
        let moments = law.model.moments(law.model.offsets(layers: layers, dim: dim, dPrimeOffset: 0))
        return DPrimeCheck.Level(
            dPrime: dPrime,
            value: moments.value.clampedToUnit,
            standardError: moments.variance.squareRoot()
        )
    }
    let check = DPrimeCheck(levels, level: options.level)
    // D′ that differ by less than their logarithms can tell are one.
    return check.map { .checked($0) } ?? .unavailable(.fewDatasets(have: 1, need: 3))
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
        let x = levels.map { Elementary.log($0.dPrime) }
        let (meanX, meanY) = (x.reduce(0, +) / n, levels.reduce(0) { $0 + $1.value } / n)
        let (dx, dy) = (x.map { $0 - meanX }, levels.map { $0.value - meanY })
        let (sxx, syy) = (dx.squaredLength, dy.squaredLength)
        guard levels.count >= 3, sxx > 0 else { return nil }
        let sxy = zip(dx, dy).reduce(0) { $0 + $1.0 * $1.1 }
        let slope = sxy / sxx
        let squares = zip(dx, dy).reduce(0) { $0 + ($1.1 - slope * $1.0) * ($1.1 - slope * $1.0) }
        let error = (squares / (n - 2) / sxx).squareRoot()
        let half = StudentT.quantile(level: level, degreesOfFreedom: n - 2) * error
        let isExact = !(error > 0)
        self.init(
            levels: levels,
            slope: slope,
            slopeLow: slope - half,
            slopeHigh: slope + half,
            correlation: syy > 0 ? min(max(sxy / (sxx * syy).squareRoot(), -1), 1) : nil,
            pValue: isExact ? nil : StudentT.twoSidedTail(abs(slope) / error, degreesOfFreedom: n - 2),
            level: level
        )
    }
}
