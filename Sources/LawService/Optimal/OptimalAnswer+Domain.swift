import LawFitting

extension OptimalAnswer {
    init(
        _ optimum: Optimum,
        of law: LoadedLaw,
        metric: MetricLaw,
        dPrime: Double?,
        _ dataset: LawRecord.Dataset?,
        _ query: OptimalQuery,
        _ space: SearchSpace
    ) {
        let best = optimum.best
        let coverage = metric.law.coverage(layers: Double(best.layers), dim: Double(best.dim), dPrime: dPrime)
        self.init(
            law: law.id,
            metric: metric.name,
            goal: metric.law.goal.rawValue,
            dPrime: dPrime,
            newDataset: coverage.newDataset.map(NewDatasetAnswer.init),
            level: query.level,
            architecture: space.architecture.rawValue,
            items: space.items,
            maxParameters: query.search.maxParameters,
            maxTrainingFlops: query.search.maxTrainingFlops,
            tokens: query.search.maxTrainingFlops == nil ? nil : query.search.trainingTokens(dataset),
            maxEmbeddingBytes: query.search.maxEmbeddingBytes,
            reach: optimum.reach,
            best: Choice(best, metric.law, dPrime),
            cheapest: Choice(optimum.cheapest, metric.law, dPrime),
            tolerance: query.tolerance,
            measuredRange: metric.law.measuredRange,
            continuous: OptimumAnswer(optimum.continuous),
            nextTenPercent: Gain(optimum.next),
            confidence: Confidence(optimum.confidence),
            frontier: optimum.frontier.map(Point.init),
            warnings: metric.doubts + Warning.optimum(optimum)
                + Warning.distance(of: best, dPrime: dPrime, from: law, metric)
                + Warning.dataset(coverage, metric)
                + (best.prediction.isClamped || optimum.cheapest.prediction.isClamped
                    ? [.clamped("The prediction of the best or the cheapest configuration", [metric])] : [])
        )
    }
}

extension OptimalAnswer.Choice {
    init(_ choice: Optimum.Choice, _ law: FittedLaw, _ dPrime: Double?) {
        self.init(
            layers: choice.layers,
            dim: choice.dim,
            octaves: law.coverage(layers: Double(choice.layers), dim: Double(choice.dim), dPrime: dPrime).octaves,
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
            standardError: gain.standardError,
            limited: gain.isLimited
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
            ),
            byLayers: confidence.byLayers.map { row in
                OptimalAnswer.Confidence.Row(layers: row.layers, dim: [row.dim.lowerBound, row.dim.upperBound])
            }
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
        var warnings: [Warning] = []
        var axes: [String] = []
        if optimum.confidence.layers.isOpenAbove { axes.append("layers") }
        if optimum.confidence.dim.isOpenAbove { axes.append("dim") }
        if !axes.isEmpty {
            warnings.append(
                Warning(
                    code: "beyondTheGrid",
                    message: """
                        Configurations at the upper end of the searched \(axes.joined(separator: " and ")) may be as good as the \
                        best: the true best may lie beyond. Run larger ones, or search a wider space.
                        """
                )
            )
        }
        if optimum.isLimitedByReach, let reach = optimum.reach {
            warnings.append(
                Warning(
                    code: "limitedByReach",
                    message: """
                        A configuration more than \(Readable.brief(reach)) octave\(reach == 1 ? "" : "s") off the measured ones has a \
                        better predicted value. Run one in between, or add `beyond=true` to see it.
                        """
                )
            )
        }
        if optimum.isMeasured {
            warnings.append(
                Warning(
                    code: "measuredIsBest",
                    message: """
                        The experiments cannot tell the effects of layers and dim apart, so a better prediction elsewhere is not sure enough: the best \
                        is a measured configuration. Run what the law's warning `confounded` suggests.
                        """
                )
            )
        }
        return warnings
    }
}
