import ElementaryFunctions

/// A configuration in logarithms, the coordinates that every model takes.
struct LawPoint: Hashable, Sendable {
    var logLayers: Double
    var logDim: Double
    /// 0 where the law is about one dataset.
    var logDPrime = 0.0
}

extension AxisScales {
    /// τ of a point; 0 along an axis of D′ that does not vary.
    func offsets(of point: LawPoint) -> Offsets {
        Offsets(
            layers: point.logLayers - layers.middle,
            dim: point.logDim - dim.middle,
            dPrime: dPrime.levelCount > 1 ? point.logDPrime - dPrime.middle : 0
        )
    }

    /// The logarithms of a configuration.
    func point(of configuration: Configuration) -> LawPoint {
        LawPoint(
            logLayers: Elementary.log(Double(configuration.layers)),
            logDim: Elementary.log(Double(configuration.dim)),
            logDPrime: dPrime.levelCount > 1 ? configuration.dPrime.map { Elementary.log($0) } ?? 0 : 0
        )
    }
}
