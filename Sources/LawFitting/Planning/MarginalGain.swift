/// The gain that more parameters would bring.
public struct MarginalGain: Hashable, Sendable {
    /// The best configuration within the enlarged budget.
    public let layers: Int
    public let dim: Int
    public let parameters: Int
    /// Its expected value minus that of the best within the budget; 0 if a larger model is not better.
    public let gain: Double
    /// The standard error of that difference.
    public let standardError: Double
}

extension FittedLaw {
    /// The gain of the next parameters after the best configuration of a space.
    ///
    /// The budget is the best configuration's own parameter count, enlarged by `share`. The space's own budget does not apply.
    ///
    /// - Parameter share: 0.1 for the next 10 %; positive.
    public func marginalGain(
        after best: Optimum.Choice,
        in space: SearchSpace,
        dPrime: Double? = nil,
        share: Double = 0.1
    ) throws(OptimumError) -> MarginalGain {
        guard share > 0, share <= 100 else { throw .toleranceOutOfRange(share) }
        let budget = Int(exactly: (Double(best.parameters) * (1 + share)).rounded(.down)) ?? .max
        let found = try optimum(in: space.affording(budget), dPrime: dPrime)
        let offset: Double
        do throws(PredictionError) {
            offset = try dPrimeOffset(dPrime)
        } catch {
            throw .prediction(error)
        }
        func offsets(_ choice: Optimum.Choice) -> Offsets {
            model.scales.offsets(layers: Double(choice.layers), dim: Double(choice.dim), dPrimeOffset: offset)
        }
        let difference = model.difference(offsets(found.best), offsets(best))
        let isBetter = difference.value > 0
        return MarginalGain(
            layers: isBetter ? found.best.layers : best.layers,
            dim: isBetter ? found.best.dim : best.dim,
            parameters: isBetter ? found.best.parameters : best.parameters,
            gain: max(0, difference.value),
            standardError: isBetter ? difference.variance.squareRoot() : 0
        )
    }
}
