import LawFitting

extension OptimalAnswer {
    init(
        _ optimum: Optimum,
        _ next: MarginalGain,
        of law: LoadedLaw,
        metric: String,
        dPrime: Double?,
        _ query: OptimalQuery,
        _ space: SearchSpace
    ) {
        self.init(
            law: law.id,
            metric: metric,
            dPrime: dPrime,
            architecture: space.architecture.rawValue,
            items: space.items,
            maxParameters: space.maxParameters,
            best: Choice(optimum.best),
            cheapest: Choice(optimum.cheapest),
            tolerance: query.tolerance,
            continuous: LawAnswer.Optimum(optimum.continuous),
            nextTenPercent: Gain(next),
            confidence: Confidence(optimum.confidence),
            frontier: optimum.frontier.map(Point.init),
            warnings: Warning.optimum(optimum)
        )
    }
}

extension OptimalAnswer.Choice {
    init(_ choice: Optimum.Choice) {
        self.init(
            layers: choice.layers,
            dim: choice.dim,
            value: choice.prediction.value,
            low: choice.prediction.low,
            high: choice.prediction.high,
            parameters: choice.parameters
        )
    }
}

extension OptimalAnswer.Gain {
    init(_ gain: MarginalGain) {
        self.init(
            layers: gain.layers,
            dim: gain.dim,
            parameters: gain.parameters,
            gain: gain.gain,
            standardError: gain.standardError
        )
    }
}

extension OptimalAnswer.Confidence {
    init(_ confidence: Optimum.Confidence) {
        self.init(
            level: confidence.level,
            layers: [confidence.layers.low, confidence.layers.high],
            dim: [confidence.dim.low, confidence.dim.high],
            openEnded: OptimalAnswer.OpenEnded(
                layers: confidence.layers.isOpenAbove,
                dim: confidence.dim.isOpenAbove
            )
        )
    }
}

extension OptimalAnswer.Point {
    init(_ point: Optimum.FrontierPoint) {
        self.init(
            layers: point.layers,
            dim: point.dim,
            value: point.value,
            parameters: point.parameters
        )
    }
}

extension Warning {
    /// The warnings about the best configuration.
    static func optimum(_ optimum: Optimum) -> [Warning] {
        var axes: [String] = []
        if optimum.confidence.layers.isOpenAbove { axes.append("layers") }
        if optimum.confidence.dim.isOpenAbove { axes.append("dim") }
        guard !axes.isEmpty else { return [] }
        return [
            Warning(
                code: "beyondTheGrid",
                message: """
                    Configurations at the upper end of the searched \(axes.joined(separator: " and ")) are not significantly \
                    worse than the best: the true best may lie beyond. Run larger ones, or search a wider space.
                    """
            )
        ]
    }
}
