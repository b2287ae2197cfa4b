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
    /// What the answer warns of.
    let concerns: Concerns
    /// The axes, or the metrics, of some of them.
    private let farAxes: [Axis]
    private let clamped: [MetricLaw]
    private let atLimit: [String]
    private let doubtful: [MetricLaw]

    /// Kinds of warnings. Those of many predictions are compared by kind, because their texts take longer than a prediction.
    struct Concerns: OptionSet {
        let rawValue: UInt8

        /// The configuration lies beyond twice the measured range of an axis.
        static let farBeyond = Concerns(rawValue: 1)
        static let beyondHull = Concerns(rawValue: 2)
        static let newDataset = Concerns(rawValue: 4)
        static let dPrimeTermAtLimit = Concerns(rawValue: 8)
        static let clamped = Concerns(rawValue: 16)
        static let doubtful = Concerns(rawValue: 32)

        /// One by one, in the order of an answer.
        static let all: [Concerns] = [doubtful, farBeyond, beyondHull, newDataset, dPrimeTermAtLimit, clamped]
    }

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

    /// - Parameter predictions: one for each metric.
    init(
        _ size: ModelSize,
        dPrime: Double?,
        level: Double,
        law: LoadedLaw,
        metrics: [MetricLaw],
        predictions own: some Sequence<Prediction>
    ) {
        self.law = law.id
        (layers, dim) = (size.layers, size.dim)
        self.dPrime = dPrime
        self.level = level
        var predictions: [Interval] = []
        predictions.reserveCapacity(metrics.count)
        var (clamped, atLimit, doubtful): ([MetricLaw], [String], [MetricLaw]) = ([], [], [])
        var octaves = 0.0
        var isBeyondHull = false
        var newDataset: Int?
        for (metric, prediction) in zip(metrics, own) {
            predictions.append(
                Interval(
                    metric: metric.name,
                    goal: metric.law.goal,
                    value: prediction.value,
                    low: prediction.low,
                    high: prediction.high
                )
            )
            if prediction.isClamped { clamped.append(metric) }
            if !metric.doubts.isEmpty { doubtful.append(metric) }
            let coverage = metric.law.coverage(layers: Double(layers), dim: Double(dim), dPrime: dPrime)
            octaves = max(octaves, coverage.octaves)
            isBeyondHull = isBeyondHull || coverage.isBeyondHull
            if let datasets = coverage.newDataset {
                newDataset = min(newDataset ?? .max, datasets)
                if metric.law.isDPrimeTermAtLimit { atLimit.append(metric.name) }
            }
        }
        self.predictions = predictions
        self.newDataset = newDataset
        let positions = (
            law.domain.position(.layers, Double(layers)), law.domain.position(.dim, Double(dim)),
            dPrime.map { law.domain.position(.dPrime, $0) } ?? .within
        )
        var farAxes: [Axis] = []
        if positions.0 == .farBeyond { farAxes.append(.layers) }
        if positions.1 == .farBeyond { farAxes.append(.dim) }
        if positions.2 == .farBeyond { farAxes.append(.dPrime) }
        extrapolation = Extrapolation(
            layers: positions.0 != .within,
            dim: positions.1 != .within,
            dPrime: positions.2 != .within,
            hull: isBeyondHull,
            octaves: octaves
        )
        var concerns: Concerns = []
        if !farAxes.isEmpty { concerns.insert(.farBeyond) }
        if isBeyondHull, positions.0 != .farBeyond, positions.1 != .farBeyond { concerns.insert(.beyondHull) }
        if let newDataset, newDataset < Coverage.datasetsNeeded { concerns.insert(.newDataset) }
        if !atLimit.isEmpty { concerns.insert(.dPrimeTermAtLimit) }
        if !clamped.isEmpty { concerns.insert(.clamped) }
        if !doubtful.isEmpty { concerns.insert(.doubtful) }
        self.concerns = concerns
        (self.farAxes, self.clamped, self.atLimit, self.doubtful) = (farAxes, clamped, atLimit, doubtful)
    }

    var warnings: [Warning] { warnings(of: concerns) }

    /// The warnings of some kinds.
    func warnings(of kinds: Concerns) -> [Warning] {
        Concerns.all.filter(kinds.contains).flatMap { kind -> [Warning] in
            switch kind {
            case .doubtful: doubtful.flatMap(\.doubts)
            case .farBeyond: [.farBeyond(farAxes)]
            case .beyondHull: [.beyondHull(extrapolation.octaves)]
            case .newDataset: [.newDataset(newDataset ?? 0)]
            case .dPrimeTermAtLimit: [.dPrimeTermAtLimit(atLimit)]
            default: [.clamped("The prediction", clamped)]
            }
        }
    }
}
