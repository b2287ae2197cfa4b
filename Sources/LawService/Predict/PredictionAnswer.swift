import LawFitting

/// The answer of `GET /predict`.
struct PredictionAnswer: Sendable {
    let law: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// Of the prediction intervals.
    let level: Double
    /// In the order of the metrics' names.
    let predictions: [Interval]
    let extrapolation: Extrapolation
    let warnings: [Warning]

    /// A predicted value and the prediction interval of a new measurement, all within [0, 1].
    struct Interval: Sendable {
        let metric: String
        let value: Double
        let low: Double
        let high: Double
    }

    /// Which coordinates lie outside what was measured.
    struct Extrapolation: Sendable {
        let layers: Bool
        let dim: Bool
        let dPrime: Bool
    }

    init(
        _ query: PredictionQuery,
        law: LoadedLaw,
        metrics: [(name: String, law: FittedLaw)],
        dPrime: Double?
    ) throws(Problem) {
        self.law = law.id
        layers = query.layers
        dim = query.dim
        self.dPrime = dPrime
        level = query.level
        extrapolation = Extrapolation(
            layers: !law.domain.layers.contains(query.layers),
            dim: !law.domain.dim.contains(query.dim),
            dPrime: !(law.domain.dPrime.map { range in dPrime.map(range.contains) ?? true } ?? true)
        )
        var predictions: [Interval] = []
        var clamped: [String] = []
        for (name, fitted) in metrics {
            let prediction: Prediction
            do {
                prediction = try fitted.predict(
                    layers: Double(query.layers),
                    dim: Double(query.dim),
                    dPrime: dPrime,
                    level: query.level
                )
            } catch {
                throw Problem(error, metric: name)
            }
            predictions.append(
                Interval(metric: name, value: prediction.value, low: prediction.low, high: prediction.high)
            )
            if prediction.isClamped { clamped.append(name) }
        }
        self.predictions = predictions
        warnings = Self.farBeyond(query, law.domain, dPrime) + (clamped.isEmpty ? [] : [.clamped(clamped)])
    }

    /// Beyond twice the measured range of an axis a law is guesswork.
    private static func farBeyond(_ query: PredictionQuery, _ domain: MeasuredDomain, _ dPrime: Double?) -> [Warning] {
        var axes: [String] = []
        if query.layers > 2 * domain.layers.upperBound || 2 * query.layers < domain.layers.lowerBound {
            axes.append("layers")
        }
        if query.dim > 2 * domain.dim.upperBound || 2 * query.dim < domain.dim.lowerBound { axes.append("dim") }
        if let range = domain.dPrime, let dPrime, dPrime > 2 * range.upperBound || 2 * dPrime < range.lowerBound {
            axes.append("dPrime")
        }
        return axes.isEmpty ? [] : [.farBeyond(axes)]
    }
}
