import ResourceMetering

/// The gain that more parameters would bring.
public struct MarginalGain: Hashable, Sendable {
    /// The best configuration within the enlarged budget.
    public let layers: Int
    public let dim: Int
    public let parameters: Int
    /// How much better its expected value is than that of the best within the budget, in the metric's own unit; 0 if no larger model that
    /// was searched is better.
    public let gain: Double
    /// The standard error of that difference.
    public let standardError: Double
    /// Whether a size that was not searched may gain more: one beyond the reach is predicted to, or the best of the enlarged budget lies at
    /// the upper end of the searched layers or dim.
    public let isLimited: Bool
}

extension OptimumSearch {
    /// The gain of the next parameters after the best configuration.
    ///
    /// The budget is that configuration's own parameter count, enlarged by `share`. The space's own budgets do not apply.
    ///
    /// - Parameter share: 0.1 for the next 10 %; positive.
    /// - Throws: ``OptimumError``, or `WorkMeter.Stop`.
    func gain(after best: Candidate, share: Double, beyond: Bool) throws -> MarginalGain {
        guard share > 0, share <= 100 else { throw OptimumError.toleranceOutOfRange(share) }
        let budget = Int(exactly: (Double(best.parameters) * (1 + share)).rounded(.down)) ?? .max
        let search = OptimumSearch(
            law: law,
            space: space.affording(budget),
            logDPrime: logDPrime,
            beyond: beyond,
            meter: meter,
            table: table
        )
        try meter.check()
        func none(_ isLimited: Bool) -> MarginalGain {
            MarginalGain(
                layers: best.layers,
                dim: best.dim,
                parameters: best.parameters,
                gain: 0,
                standardError: 0,
                isLimited: isLimited
            )
        }
        // A measured configuration between the levels of the space may be cheaper than all of these.
        guard let place = search.best else { return none(true) }
        let found = search.candidate(place)
        let isAtEnd = found.layers == space.layers.values.last || found.dim == space.dim.values.last
        let isLimited = search.isLimitedByReach || isAtEnd
        let difference = law.model.differences(at: [found.point], reference: best.point, meter: meter)[0]
        try meter.check()
        guard law.direction * difference.mean > 0 else { return none(isLimited) }
        let value = law.model.value(best.point)
        let (own, next) = (law.scale.original(value), law.scale.original(law.model.value(found.point)))
        return MarginalGain(
            layers: found.layers,
            dim: found.dim,
            parameters: found.parameters,
            gain: abs(next - own),
            standardError: max(0, difference.squaredScale).squareRoot() * law.scale.slope(at: value),
            isLimited: isLimited
        )
    }
}
