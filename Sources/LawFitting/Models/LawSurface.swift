import ElementaryFunctions

/// A law at one D′, as a function of layers and dim for searches.
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
        let scales = model.scales
        return model.value(
            Offsets(
                layers: logLayers - scales.layers.middle,
                dim: logDim - scales.dim.middle,
                dPrime: dPrimeOffset
            )
        )
    }

    /// The highest point of a rectangle. An axis on which the law does not depend stays at its lowest level.
    func peak(layers: ClosedRange<Double>, dim: ClosedRange<Double>, dPrime: Double?) -> ContinuousOptimum {
        func logarithms(_ range: ClosedRange<Double>, _ matters: Bool) -> ClosedRange<Double> {
            let low = Elementary.log(range.lowerBound)
            return low...(matters ? max(low, Elementary.log(range.upperBound)) : low)
        }
        let search = PeakSearch(
            first: logarithms(layers, model.dependsOn(.layers)),
            second: logarithms(dim, model.dependsOn(.dim))
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

/// The highest point of a law, with layers and dim as real numbers.
public struct ContinuousOptimum: Hashable, Codable, Sendable {
    public let layers: Double
    public let dim: Double
    /// The D′ of `value`; `nil` if the law does not depend on D′.
    public let dPrime: Double?
    /// The prediction there, clamped to [0, 1].
    public let value: Double
    /// Whether the maximum lies inside the searched ranges of both axes. If it lies on an edge, the law may rise beyond.
    public let interior: Bool
}
