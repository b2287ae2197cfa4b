import LawFitting

/// The answer of `GET /predict`.
struct PredictionAnswer: Sendable {
    let law: String
    let layers: Int
    let dim: Int
    let dPrime: Double?
    /// The level of the prediction intervals.
    let level: Double
    /// Sorted by metric.
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

    /// Which coordinates lie outside the measured domain.
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
            layers: law.domain.position(.layers, Double(query.layers)) != .within,
            dim: law.domain.position(.dim, Double(query.dim)) != .within,
            dPrime: dPrime.map { law.domain.position(.dPrime, $0) != .within } ?? false
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

    private static func farBeyond(_ query: PredictionQuery, _ domain: LawDomain, _ dPrime: Double?) -> [Warning] {
        var axes: [Axis] = []
        if domain.position(.layers, Double(query.layers)) == .farBeyond { axes.append(.layers) }
        if domain.position(.dim, Double(query.dim)) == .farBeyond { axes.append(.dim) }
        if let dPrime, domain.position(.dPrime, dPrime) == .farBeyond { axes.append(.dPrime) }
        return axes.isEmpty ? [] : [.farBeyond(axes.map(\.rawValue))]
    }
}
