import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// The expected values of a whole grid without their intervals, by layers, then by dim. For contours, which need thousands of
    /// sizes between whole numbers.
    ///
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to rounding.
    ///
    /// - Parameters:
    ///   - layers: finite, at least 1 each.
    ///   - dim: as well.
    /// - Throws: ``PredictionError``, or `WorkMeter.Stop`.
    public func expectedValues(
        layers: [Double],
        dim: [Double],
        dPrime: Double? = nil,
        meter: WorkMeter = WorkMeter()
    ) throws -> [[Double]] {
        for (axis, values) in [(Axis.layers, layers), (.dim, dim)] {
            if let value = values.first(where: { !($0 >= 1 && $0.isFinite) }) {
                throw PredictionError.coordinateOutOfRange(axis: axis, value: value)
            }
        }
        let logDPrime = try logDPrime(dPrime)
        let table = SurfaceTable(
            model,
            logLayers: layers.map { Elementary.log($0) },
            logDim: dim.map { Elementary.log($0) },
            logDPrime: logDPrime,
            meter: meter
        )
        try meter.check()
        return layers.indices.map { i in dim.indices.map { j in scale.original(table.value(i, j)) } }
    }
}
