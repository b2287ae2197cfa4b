import ElementaryFunctions

/// The check of the Performance Law's claim that a metric improves with ln D′: the line through the fitted level of each dataset.
public struct DPrimeCheck: Hashable, Codable, Sendable {
    /// The fitted level of one dataset (or sequence length).
    public struct Level: Hashable, Codable, Sendable {
        public let dPrime: Double
        /// The prediction of the dataset's own law in the middle of the range of configurations that all datasets share.
        public let value: Double
        public let standardError: Double
    }

    /// At least three, ascending in D′.
    public let levels: [Level]
    /// The change of the level per unit of ln D′, by ordinary least squares.
    public let slope: Double
    /// The ends of the slope's interval: Student's t with k − 2 degrees of freedom.
    public let slopeLow: Double
    public let slopeHigh: Double
    /// Pearson's, in [−1, 1]; `nil` if all levels are equal.
    public let correlation: Double?
    /// The probability of so steep a slope if D′ has no effect: two-sided, of Student's t; `nil` if the line meets every level.
    public let pValue: Double?
    /// The confidence level of the interval.
    public let level: Double

    /// Whether the data support the claim: the interval lies on the better side of 0.
    public func isSupported(for goal: LawGoal) -> Bool { goal == .maximise ? slopeLow > 0 : slopeHigh < 0 }
}

extension DPrimeCheck {
    /// The line needs its two parameters and one degree of freedom.
    static let levelsNeeded = 3

    /// The straight line through the levels.
    ///
    /// - Returns: `nil` if there are fewer than three levels, or the logarithms of D′ do not differ.
    init?(_ levels: [Level], level: Double) {
        let n = Double(levels.count)
        let x = levels.map { Elementary.log($0.dPrime) }
        let (meanX, meanY) = (x.reduce(0, +) / n, levels.reduce(0) { $0 + $1.value } / n)
        let (dx, dy) = (x.map { $0 - meanX }, levels.map { $0.value - meanY })
        let (sxx, syy) = (dx.squaredLength, dy.squaredLength)
        guard levels.count >= Self.levelsNeeded, sxx > 0 else { return nil }
        let sxy = dx.dot(dy)
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

/// The check of D′ for a set of measurements, or the reason why there is none.
public enum DPrimeEvidence: Hashable, Codable, Sendable {
    case checked(DPrimeCheck)
    case unavailable(Absence)

    /// Why there is no check. Cases carry facts; the caller words them.
    public enum Absence: Hashable, Codable, Sendable {
        /// The line and its error need three distinct D′.
        case fewDatasets(have: Int, need: Int)
        /// Too few datasets have enough runs for a law of their own.
        case fewLaws(have: Int, need: Int)
        /// The datasets' measured ranges of this axis do not overlap.
        case noCommonRange(axis: Axis)
    }

    /// The check; `nil` if it is unavailable.
    public var check: DPrimeCheck? {
        guard case .checked(let check) = self else { return nil }
        return check
    }
}
