import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// The predictions of a whole grid, by layers, then by dim.
    ///
    /// They agree with ``predict(layers:dim:dPrime:level:)`` to rounding. A grid of 10,000 costs a fraction of as many predictions.
    ///
    /// - Parameters:
    ///   - layers: at least 1 each.
    ///   - dim: as well.
    /// - Throws: ``PredictionError``, or `WorkMeter.Stop`.
    public func surface(
        layers: [Int],
        dim: [Int],
        dPrime: Double? = nil,
        level: Double? = nil,
        meter: WorkMeter = WorkMeter()
    ) throws -> [[Prediction]] {
        let level = try valid(level)
        for (axis, values) in [(Axis.layers, layers), (.dim, dim)] {
            if let least = values.min(), least < 1 {
                throw PredictionError.coordinateOutOfRange(axis: axis, value: Double(least))
            }
        }
        let logDPrime = try logDPrime(dPrime)
        let logDim = dim.map { Elementary.log(Double($0)) }
        let logLayers = layers.map { Elementary.log(Double($0)) }
        let lattice = model.blend.flatMap { blend in
            KrigingLattice(blend.kriging, logLayers: logLayers, logDim: logDim, logDPrime: logDPrime)
        }
        var rows: [[Prediction]] = []
        for i in layers.indices {
            meter.spend(dim.count * unitsPerPrediction(onLattice: lattice != nil))
            try meter.check()
            let points = logDim.map { LawPoint(logLayers: logLayers[i], logDim: $0, logDPrime: logDPrime) }
            guard let lattice, let blend = model.blend else {
                rows.append(points.map { prediction($0, level: level) })
                continue
            }
            var neighbour: [Double]?
            rows.append(
                zip(points, lattice.moments(i, meter: meter)).map { point, moments in
                    let mixture = blend.predictive(point, kriging: moments, includingNoise: true)
                    return prediction(blend.interval(of: mixture, at: point, level: level, after: &neighbour))
                }
            )
        }
        try meter.check()
        return rows
    }

    /// Work units of one prediction.
    private func unitsPerPrediction(onLattice: Bool) -> Int {
        guard let blend = model.blend else { return 300 }
        let n = blend.kriging.rows.count
        return blend.kriging.components.count * (onLattice ? 100 : 300 + n * n / 2)
    }
}
