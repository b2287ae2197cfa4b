extension FittedLaw {
    /// The expected value at a configuration and the interval for a new measurement there. A blend of 24
    /// points takes some 0.5 µs at the law's own level or a usual one, 1 µs more at another.
    ///
    /// The interval is the delta method's for a closed form, ŷ ± t(n − p)·√(σ²·gᵀ(JᵀJ)⁻¹g + σ²), the posterior's for a
    /// Gaussian process and the mixture's for a blend.
    ///
    /// - Parameters:
    ///   - layers: finite, at least 1.
    ///   - dim: finite, at least 1.
    ///   - dPrime: needed where the law spans several D′; else `nil` or the law's own.
    ///   - level: strictly between 0 and 1; the law's own by default.
    public func predict(
        layers: Double,
        dim: Double,
        dPrime: Double? = nil,
        level: Double? = nil
    ) throws(PredictionError) -> Prediction {
        let quantile = try quantile(level)
        try check(layers: layers, dim: dim)
        return prediction(layers: layers, dim: dim, dPrimeOffset: try dPrimeOffset(dPrime), quantile: quantile)
    }

    /// The prediction for coordinates known to be valid.
    func prediction(layers: Double, dim: Double, dPrimeOffset: Double, quantile: Double) -> Prediction {
        let moments = model.moments(model.offsets(layers: layers, dim: dim, dPrimeOffset: dPrimeOffset))
        let measurementError = (moments.variance + moments.noise).squareRoot()
        let half = quantile * measurementError
        let (low, high) = (moments.value - half, moments.value + half)
        return Prediction(
            value: moments.value.clampedToUnit,
            low: low.clampedToUnit,
            high: high.clampedToUnit,
            standardError: moments.variance.squareRoot(),
            measurementError: measurementError,
            isClamped: low < 0 || high > 1
        )
    }

    /// ŷ(a) − ŷ(b) with its standard error.
    public func difference(
        _ a: Configuration,
        _ b: Configuration
    ) throws(PredictionError) -> PredictedDifference {
        let (first, second) = (try offsets(a), try offsets(b))
        let moments = model.difference(first, second)
        return PredictedDifference(
            value: moments.value,
            standardError: moments.variance.squareRoot(),
            measurementError: (moments.variance + moments.noise).squareRoot()
        )
    }

    /// τ of a configuration.
    func offsets(_ configuration: Configuration) throws(PredictionError) -> Offsets {
        model.offsets(
            layers: Double(configuration.layers),
            dim: Double(configuration.dim),
            dPrimeOffset: try dPrimeOffset(configuration.dPrime)
        )
    }

    /// The quantile for a two-sided interval.
    func quantile(_ level: Double?) throws(PredictionError) -> Double {
        guard let level else { return quantiles.own }
        guard level > 0, level < 1 else { throw .levelOutOfRange(level) }
        return quantiles.quantile(level)
    }

    private func check(layers: Double, dim: Double) throws(PredictionError) {
        guard layers >= 1, layers.isFinite else { throw .coordinateOutOfRange(axis: .layers, value: layers) }
        guard dim >= 1, dim.isFinite else { throw .coordinateOutOfRange(axis: .dim, value: dim) }
    }

    /// τ of D′; 0 where the law has no D′ term.
    func dPrimeOffset(_ dPrime: Double?) throws(PredictionError) -> Double {
        if let dPrime {
            guard dPrime > 0, dPrime.isFinite else { throw .coordinateOutOfRange(axis: .dPrime, value: dPrime) }
        }
        if !model.sees(.dPrime) {
            // One dataset, or several whose D′ differ by less than their logarithms can tell.
            guard let dPrime, domain.dPrime?.position(of: dPrime) != .within else { return 0 }
            throw .dPrimeNotIdentifiable(known: domain.dPrime?.low)
        }
        guard let dPrime else {
            throw .dPrimeNeeded(low: domain.dPrime?.low ?? 0, high: domain.dPrime?.high ?? 0)
        }
        return model.dPrimeScale.offset(of: dPrime)
    }
}

extension Double {
    /// The nearest number of [0, 1].
    var clampedToUnit: Double { min(max(self, 0), 1) }
}
