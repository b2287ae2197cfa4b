/// What more parameters would buy.
public struct MarginalGain: Hashable, Sendable {
    /// The best configuration within the enlarged budget.
    public let layers: Int
    public let dim: Int
    public let parameters: Int
    /// Its expected value less that of the best within the budget; 0 where a larger model is not better.
    public let gain: Double
    /// The standard error of that difference.
    public let standardError: Double
}

/// What the next so many percent of parameters buy, after the best configuration of a space.
///
/// The budget is the best configuration's own parameter count, enlarged by `share`; no other configuration of the space needs
/// to be affordable.
///
/// - Parameter share: 0.1 for the next 10 %, positive.
public func marginalGain(
    of law: FittedLaw,
    after best: Optimum.Choice,
    in space: SearchSpace,
    dPrime: Double? = nil,
    share: Double = 0.1
) throws(OptimumError) -> MarginalGain {
    guard share > 0, share <= 100 else { throw .toleranceOutOfRange(share) }
    let budget = Int(exactly: (Double(best.parameters) * (1 + share)).rounded(.down)) ?? .max
    let found = try optimum(of: law, in: space.affording(budget), dPrime: dPrime)
    do throws(PredictionError) {
        let offset = try law.dPrimeOffset(dPrime)
        func offsets(_ choice: Optimum.Choice) -> Offsets {
            law.model.offsets(layers: Double(choice.layers), dim: Double(choice.dim), dPrimeOffset: offset)
        }
        let difference = law.model.difference(offsets(found.best), offsets(best))
        let isBetter = difference.value > 0
        return MarginalGain(
            layers: isBetter ? found.best.layers : best.layers,
            dim: isBetter ? found.best.dim : best.dim,
            parameters: isBetter ? found.best.parameters : best.parameters,
            gain: max(0, difference.value),
            standardError: isBetter ? difference.variance.squareRoot() : 0
        )
    } catch {
        throw .prediction(error)
    }
}
