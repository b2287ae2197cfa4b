import ElementaryFunctions
import ResourceMetering

/// A law at one D′, as a function of layers and dim for searches. Larger is better, whatever the metric's goal.
struct LawSurface {
    let model: LawModel
    /// 1 where a larger value on the fitted scale is better, else −1.
    let direction: Double
    /// 0 where the law is about one dataset.
    let logDPrime: Double

    func point(layers: Double, dim: Double) -> LawPoint {
        LawPoint(logLayers: Elementary.log(layers), logDim: Elementary.log(dim), logDPrime: logDPrime)
    }

    /// The best point of a rectangle within reach of the hull. An axis on which the law does not depend stays at its lowest level.
    /// Without meaning if the meter stops the work.
    func peak(
        layers: ClosedRange<Double>,
        dim: ClosedRange<Double>,
        within reach: (hull: DesignGeometry, octaves: Double)?,
        meter: WorkMeter = WorkMeter()
    ) -> SurfacePeak {
        func logarithms(_ range: ClosedRange<Double>, _ matters: Bool) -> ClosedRange<Double> {
            let low = Elementary.log(range.lowerBound)
            return low...(matters ? max(low, Elementary.log(range.upperBound)) : low)
        }
        let (first, second) = (logarithms(layers, model.dependsOn(.layers)), logarithms(dim, model.dependsOn(.dim)))
        func excess(_ x: Double, _ y: Double) -> Double {
            guard let reach else { return 0 }
            return max(0, reach.hull.octaves(logLayers: x, logDim: y) - reach.octaves)
        }
        // Outside the reach the function falls from the lowest value of the first grid, so that the search turns back.
        var penalty: Double?
        let unitsPerNode = reach == nil ? 20 : 150
        let peak = PeakSearch(first: first, second: second).maximum { xs, ys in
            meter.spend(xs.count * ys.count * unitsPerNode)
            let table = SurfaceTable(model, logLayers: xs, logDim: ys, logDPrime: logDPrime, meter: meter)
            var values = xs.indices.flatMap { i in ys.indices.map { j in direction * table.value(i, j) } }
            let finite = values.filter(\.isFinite)
            let range = (finite.max() ?? 0) - (finite.min() ?? 0)
            let slope = penalty ?? (10 * range + 1e-300)
            penalty = slope
            for i in xs.indices {
                for j in ys.indices { values[(i * ys.count) + j] -= slope * excess(xs[i], ys[j]) }
            }
            return values
        }
        func position(_ logarithm: Double, _ range: ClosedRange<Double>) -> Double {
            min(max(Elementary.exp(logarithm), range.lowerBound), range.upperBound)
        }
        let isHeld = reach.map {
            $0.hull.octaves(logLayers: peak.first, logDim: peak.second) > $0.octaves - 1e-6
        }
        return SurfacePeak(
            layers: position(peak.first, layers),
            dim: position(peak.second, dim),
            isInterior: peak.isInside.first && peak.isInside.second && isHeld != true
        )
    }
}

/// The best point of a surface, with layers and dim as real numbers.
struct SurfacePeak {
    var layers: Double
    var dim: Double
    /// Whether it lies neither on an edge of the searched ranges nor at the end of the reach.
    var isInterior: Bool
}

/// The best point of a law, with layers and dim as real numbers.
public struct ContinuousOptimum: Hashable, Codable, Sendable {
    public let layers: Double
    public let dim: Double
    /// The D′ of `value`; `nil` if the law does not depend on D′.
    public let dPrime: Double?
    /// The prediction there.
    public let value: Double
    /// Whether the optimum lies inside the searched ranges of both axes. If it lies on an edge, the law may improve beyond.
    public let interior: Bool
}
