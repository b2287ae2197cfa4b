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
    /// For a dataset that was not fitted, the number of those that were; else `nil`.
    let newDataset: Int?
    let warnings: [Warning]

    /// A predicted value and the prediction interval of a new measurement, in the metric's own unit.
    struct Interval: Sendable {
        let metric: String
        let goal: LawGoal
        let value: Double
        let low: Double
        let high: Double
    }

    /// How far the configuration lies from the measured ones.
    struct Extrapolation: Sendable {
        /// Whether a coordinate lies outside its measured range.
        let layers: Bool
        let dim: Bool
        let dPrime: Bool
        /// Whether the point lies more than half an octave off the convex hull of the measured (log2 layers, log2 dim).
        let hull: Bool
        /// The distance from that hull; 0 inside. That of the metric for which it is largest.
        let octaves: Double
    }

    /// - Throws: 400 or 422 if a law cannot predict there.
    init(
        layers: Int,
        dim: Int,
        dPrime: Double?,
        level: Double,
        law: LoadedLaw,
        metrics: [(name: String, law: FittedLaw)]
    ) throws(Problem) {
        self.law = law.id
        self.layers = layers
        self.dim = dim
        self.dPrime = dPrime
        self.level = level
        var predictions: [Interval] = []
        var clamped: [String] = []
        var atLimit: [String] = []
        var octaves = 0.0
        var isBeyondHull = false
        var newDataset: Int?
        for (name, fitted) in metrics {
            let prediction: Prediction
            do {
                prediction = try fitted.predict(
                    layers: Double(layers),
                    dim: Double(dim),
                    dPrime: dPrime,
                    level: level
                )
            } catch {
                throw Problem(error, metric: name)
            }
            predictions.append(
                Interval(
                    metric: name,
                    goal: fitted.goal,
                    value: prediction.value,
                    low: prediction.low,
                    high: prediction.high
                )
            )
            if prediction.isClamped, fitted.scale == .share { clamped.append(name) }
            let coverage = fitted.coverage(layers: Double(layers), dim: Double(dim), dPrime: dPrime)
            octaves = max(octaves, coverage.octaves)
            isBeyondHull = isBeyondHull || coverage.isBeyondHull
            if let datasets = coverage.newDataset {
                newDataset = min(newDataset ?? .max, datasets)
                if fitted.isDPrimeTermAtLimit { atLimit.append(name) }
            }
        }
        self.predictions = predictions
        self.newDataset = newDataset
        extrapolation = Extrapolation(
            layers: law.domain.position(.layers, Double(layers)) != .within,
            dim: law.domain.position(.dim, Double(dim)) != .within,
            dPrime: dPrime.map { law.domain.position(.dPrime, $0) != .within } ?? false,
            hull: isBeyondHull,
            octaves: octaves
        )
        let far = Self.farAxes(layers: layers, dim: dim, dPrime: dPrime, law.domain)
        var warnings: [Warning] = far.isEmpty ? [] : [.farBeyond(far)]
        if isBeyondHull, far.isEmpty { warnings.append(.beyondHull(octaves)) }
        if let newDataset, newDataset < Coverage.datasetsNeeded { warnings.append(.newDataset(newDataset)) }
        if !atLimit.isEmpty { warnings.append(.dPrimeTermAtLimit(atLimit)) }
        if !clamped.isEmpty { warnings.append(.clamped(clamped)) }
        self.warnings = warnings
    }

    /// The axes along which the configuration lies beyond twice the measured range.
    private static func farAxes(layers: Int, dim: Int, dPrime: Double?, _ domain: LawDomain) -> [String] {
        var axes: [Axis] = []
        if domain.position(.layers, Double(layers)) == .farBeyond { axes.append(.layers) }
        if domain.position(.dim, Double(dim)) == .farBeyond { axes.append(.dim) }
        if let dPrime, domain.position(.dPrime, dPrime) == .farBeyond { axes.append(.dPrime) }
        return axes.map(\.rawValue)
    }
}
