import ElementaryFunctions

extension FittedLaw {
    /// The expected value at a configuration, and the interval for a new measurement there, in the metric's own unit.
    ///
    /// The interval is the delta method's for a closed form, ŷ ± t(n − p)·√(σ²·gᵀ(JᵀJ)⁻¹g + σ²), and that of the mixture's exact
    /// quantiles for kriging and the blend. A configuration that was asked before costs a look-up.
    ///
    /// - Parameters:
    ///   - layers: finite, at least 1.
    ///   - dim: finite, at least 1.
    ///   - dPrime: required if the law spans several D′; otherwise `nil` or the law's own.
    ///   - level: strictly between 0 and 1; the law's own by default.
    public func predict(
        layers: Double,
        dim: Double,
        dPrime: Double? = nil,
        level: Double? = nil
    ) throws(PredictionError) -> Prediction {
        let level = try valid(level)
        guard layers >= 1, layers.isFinite else { throw .coordinateOutOfRange(axis: .layers, value: layers) }
        guard dim >= 1, dim.isFinite else { throw .coordinateOutOfRange(axis: .dim, value: dim) }
        return prediction(point(layers: layers, dim: dim, logDPrime: try logDPrime(dPrime)), level: level)
    }

    /// Whether the prediction at the optimum, or an end of its interval, is clamped to what the metric's scale can express.
    public var isOptimumClamped: Bool {
        let logDPrime = optimum.dPrime.map(Elementary.log) ?? 0
        return prediction(point(layers: optimum.layers, dim: optimum.dim, logDPrime: logDPrime), level: level).isClamped
    }

    /// How a configuration lies to the experiments.
    public func coverage(layers: Double, dim: Double, dPrime: Double? = nil) -> Coverage {
        let octaves = geometry.octaves(logLayers: Elementary.log(layers), logDim: Elementary.log(dim))
        var newDataset: Int?
        if let dPrime, dPrimes.count > 1, measured(dPrime) == nil { newDataset = dPrimes.count }
        return Coverage(octaves: octaves, newDataset: newDataset)
    }

    /// The prediction for coordinates that are known to be valid.
    func prediction(_ point: LawPoint, level: Double) -> Prediction { prediction(model.interval(point, level: level)) }

    /// An interval of the fitted scale in the metric's own unit.
    func prediction(_ interval: LawInterval) -> Prediction {
        let value = scale.original(interval.value)
        let (low, high) = (scale.original(interval.low), scale.original(interval.high))
        return Prediction(
            value: value,
            // A mixture's mean can lie outside its quantiles if a component has a heavy tail, or by rounding. `min` of three makes an array.
            low: min(min(low, high), value),
            high: max(max(low, high), value),
            standardError: interval.standardError * scale.slope(at: interval.value),
            isClamped: !scale.expresses(interval.low) || !scale.expresses(interval.high)
        )
    }

    func point(layers: Double, dim: Double, logDPrime: Double) -> LawPoint {
        LawPoint(logLayers: Elementary.log(layers), logDim: Elementary.log(dim), logDPrime: logDPrime)
    }

    /// The level of an interval; the law's own by default.
    func valid(_ level: Double?) throws(PredictionError) -> Double {
        guard let level else { return self.level }
        guard level > 0, level < 1 else { throw .levelOutOfRange(level) }
        return level
    }

    /// ln D′; 0 if the law does not depend on D′.
    func logDPrime(_ dPrime: Double?) throws(PredictionError) -> Double {
        if let dPrime {
            guard dPrime > 0, dPrime.isFinite else { throw .coordinateOutOfRange(axis: .dPrime, value: dPrime) }
        }
        if !model.dependsOn(.dPrime) {
            // The law is about one dataset, or about several with D′ that differ by less than their logarithms resolve.
            guard let dPrime, measured(dPrime) == nil, domain.dPrime?.contains(dPrime) != true else { return 0 }
            throw .dPrimeNotIdentifiable(known: domain.dPrime?.low)
        }
        guard let dPrime else {
            throw .dPrimeNeeded(low: domain.dPrime?.low ?? 0, high: domain.dPrime?.high ?? 0)
        }
        return Elementary.log(measured(dPrime) ?? dPrime)
    }

    /// The measured D′ that a client means, who may have rounded it.
    private func measured(_ dPrime: Double) -> Double? {
        dPrimes.first { abs($0 - dPrime) <= 1e-9 * $0 }
    }
}
