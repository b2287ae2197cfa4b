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
        var rows = layers.map { _ in [Prediction]() }
        for start in stride(from: 0, to: dim.count, by: Self.blockLength) {
            let block = Array(logDim[start..<min(start + Self.blockLength, dim.count)])
            if let blend = model.blend {
                meter.spend(KrigingLattice.unitsOfBuilding(blend.kriging, dims: block.count))
                try meter.check()
            }
            let lattice = model.blend.flatMap { blend in
                KrigingLattice(blend.kriging, logLayers: logLayers, logDim: block, logDPrime: logDPrime)
            }
            for i in layers.indices {
                let points = block.map { LawPoint(logLayers: logLayers[i], logDim: $0, logDPrime: logDPrime) }
                if let lattice, let blend = model.blend {
                    rows[i] += try predictions(blend, lattice.moments(i, meter: meter), points, level, meter)
                } else {
                    for point in points {
                        meter.spend(unitsPerPrediction)
                        try meter.check()
                        rows[i].append(prediction(point, level: level))
                    }
                }
            }
        }
        return rows
    }

    /// The levels of dim whose curves are in memory at once.
    private static let blockLength = 1_024
    /// Work units of the quantiles of one component of a mixture.
    private static let unitsPerComponent = 50

    /// The memory of ``surface(layers:dim:dPrime:level:meter:)`` beside its result, in bytes, estimated from above.
    public func bytes(ofSurface dim: Int) -> Int {
        model.blend.map { KrigingLattice.bytes($0.kriging, dims: min(dim, Self.blockLength)) } ?? 0
    }

    /// The predictions of points beside each other, given the moments of each one's components.
    private func predictions(
        _ blend: PredictiveBlend,
        _ moments: [KrigingModel.Moments],
        _ points: [LawPoint],
        _ level: Double,
        _ meter: WorkMeter
    ) throws -> [Prediction] {
        let count = blend.kriging.components.count
        var neighbour: [Double]?
        return try points.enumerated().map { j, point in
            meter.spend(Self.unitsPerComponent * count)
            try meter.check()
            let mixture = blend.predictive(
                point,
                kriging: moments[(j * count)..<((j + 1) * count)],
                includingNoise: true
            )
            return prediction(blend.interval(of: mixture, at: point, level: level, after: &neighbour))
        }
    }

    /// Work units of one prediction with its interval.
    var unitsPerPrediction: Int {
        guard let kriging = model.blend?.kriging else { return 300 }
        return kriging.unitsPerPoint + Self.unitsPerComponent * kriging.components.count
    }
}
