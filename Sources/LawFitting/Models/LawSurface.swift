/// A law over layers and dim at one D′, as a function for searches.
struct LawSurface {
    let model: LawModel
    /// τ of D′.
    let dPrimeOffset: Double

    init(model: LawModel, dPrimeOffset: Double) {
        self.model = model.at(dPrimeOffset: dPrimeOffset)
        self.dPrimeOffset = dPrimeOffset
    }

    /// The prediction, not clamped.
    func value(logLayers: Double, logDim: Double) -> Double {
        model.value((logLayers - model.layersScale.middle, logDim - model.dimScale.middle, dPrimeOffset))
    }

    /// The highest point of a rectangle. An axis that the law does not see is left at its lowest level.
    func peak(layers: ClosedRange<Double>, dim: ClosedRange<Double>, dPrime: Double?) -> ContinuousOptimum {
        func logarithms(_ range: ClosedRange<Double>, _ isSeen: Bool) -> ClosedRange<Double> {
            let low = Elementary.log(range.lowerBound)
            return low...(isSeen ? max(low, Elementary.log(range.upperBound)) : low)
        }
        let search = PeakSearch(
            first: logarithms(layers, model.sees(.layers)),
            second: logarithms(dim, model.sees(.dim))
        )
        let peak = search.maximum { value(logLayers: $0, logDim: $1) }
        func position(_ logarithm: Double, _ range: ClosedRange<Double>) -> Double {
            min(max(Elementary.exp(logarithm), range.lowerBound), range.upperBound)
        }
        return ContinuousOptimum(
            layers: position(peak.first, layers),
            dim: position(peak.second, dim),
            dPrime: dPrime,
            value: peak.value.clampedToUnit,
            interior: peak.isInside.first && peak.isInside.second
        )
    }
}

/// Where a law is highest, layers and dim taken as real numbers.
public struct ContinuousOptimum: Hashable, Codable, Sendable {
    public let layers: Double
    public let dim: Double
    /// The D′ that `value` belongs to, where the law has a D′ term.
    public let dPrime: Double?
    /// The prediction there, clamped to [0, 1].
    public let value: Double
    /// Whether the maximum lies inside the searched ranges of both axes. On an edge, higher values may lie beyond.
    public let interior: Bool
}
