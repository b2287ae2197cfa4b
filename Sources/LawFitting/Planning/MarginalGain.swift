public import ResourceMetering

/// The gain that more parameters would bring.
public struct MarginalGain: Hashable, Sendable {
    /// The best configuration within the enlarged budget.
    public let layers: Int
    public let dim: Int
    public let parameters: Int
    /// How much better its expected value is than that of the best within the budget, in the metric's own unit; 0 if a larger model is
    /// not better.
    public let gain: Double
    /// The standard error of that difference.
    public let standardError: Double
}

extension FittedLaw {
    /// The gain of the next parameters after the best configuration of a space.
    ///
    /// The budget is the best configuration's own parameter count, enlarged by `share`. The space's own budgets do not apply.
    ///
    /// - Parameter share: 0.1 for the next 10 %; positive.
    /// - Throws: ``OptimumError``, or `WorkMeter.Stop`.
    public func marginalGain(
        after best: Optimum.Choice,
        in space: SearchSpace,
        dPrime: Double? = nil,
        share: Double = 0.1,
        beyond: Bool = false,
        meter: WorkMeter = WorkMeter()
    ) throws -> MarginalGain {
        guard share > 0, share <= 100 else { throw OptimumError.toleranceOutOfRange(share) }
        let budget = Int(exactly: (Double(best.parameters) * (1 + share)).rounded(.down)) ?? .max
        let logDPrime: Double
        do throws(PredictionError) {
            logDPrime = try self.logDPrime(dPrime)
        } catch {
            throw OptimumError.prediction(error)
        }
        let search = OptimumSearch(
            law: self,
            space: space.affording(budget),
            logDPrime: logDPrime,
            beyond: beyond,
            meter: meter
        )
        try meter.check()
        if let refusal = search.feasibility.refusal { throw refusal }
        guard let place = search.best else { throw OptimumError.nothingFeasible([]) }
        let found = (layers: space.layers.values[place.i], dim: space.dim.values[place.j])
        let origin = point(layers: Double(best.layers), dim: Double(best.dim), logDPrime: logDPrime)
        let other = search.point(place)
        let difference = model.differences(at: [other], reference: origin)[0]
        let isBetter = direction * difference.mean > 0
        let (own, next) = (scale.original(model.value(origin)), scale.original(model.value(other)))
        return MarginalGain(
            layers: isBetter ? found.layers : best.layers,
            dim: isBetter ? found.dim : best.dim,
            parameters: isBetter ? search.feasibility.cost(place) : best.parameters,
            gain: isBetter ? abs(next - own) : 0,
            standardError: isBetter
                ? max(0, difference.squaredScale).squareRoot() * scale.slope(at: model.value(origin)) : 0
        )
    }
}
