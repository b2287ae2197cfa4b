import LawFitting

/// Whether a second metric of the same runs helps to predict missing values of the first.
///
/// The published grids have one metric each, so the second one is simulated: HR@10 in other units, with noise of 0.46 times the
/// law's leave-one-out error. This is the noise between the published HR and NDCG. A third of the HR values are hidden and
/// predicted.
struct SiblingBars {
    let grids: [PublishedGrid]
    let seed: Seed
    /// For each grid.
    let repetitions: Int
    /// In how many of them every measured run is left out in turn, which costs a fit each.
    let heldOutRepetitions: Int
    private static let options = FitOptions(form: .auto, candidates: .required)

    func rows() throws -> [BarRow] {
        let related = try summary(isRelated: true)
        let unrelated = try summary(isRelated: false)
        return [
            BarRow(
                "a third of HR hidden: RMSE with the second metric relative to without",
                .atMost(0.75),
                related.ratio,
                .simulated
            ),
            BarRow(
                "– coverage of the 95 % interval for held-out measurements",
                .within(0.92...0.98),
                related.coverage.value,
                .simulated,
                standardError: related.coverage.standardError(expecting: 0.95)
            ),
            BarRow(
                "– reported leave-one-out RMSE relative to that of held-out measurements",
                .within(0.9...1.1),
                related.honesty,
                .simulated
            ),
            BarRow("– the same with a random second metric", .atMost(1.05), unrelated.ratio, .simulated),
        ]
    }

    private struct Summary {
        var ratio: Double
        var coverage = RepeatedShare()
        var honesty: Double
    }

    private struct Outcome: Sendable {
        /// Squared errors with the second metric and without it.
        var with = 0.0
        var without = 0.0
        var honesty: Double?
        var isCovered: [Bool] = []
    }

    private func summary(isRelated: Bool) throws -> Summary {
        let errors = try Parallel.map(grids) { grid in
            0.46
                * (try FittedLaw(fitting: ObservationSet(grid.observations), options: Self.options).scores.looRmse ?? 0)
        }
        let all = try Parallel.map(grids.count * repetitions) { index in
            let (place, repetition) = (index % grids.count, index / grids.count)
            var generator = seed.generator(isRelated ? 0 : 1, index)
            return try Self.outcome(
                grids[place],
                share: isRelated ? 1 : 0,
                spread: isRelated ? errors[place] : grids[place].deviation,
                isHeldOut: isRelated && repetition < heldOutRepetitions,
                using: &generator
            )
        }
        let ratios = grids.indices.map { place in
            let own = all.indices.filter { $0 % grids.count == place }.map { all[$0] }
            return (own.map(\.with).sum / own.map(\.without).sum).squareRoot()
        }
        var coverage = RepeatedShare()
        for outcome in all { coverage.add(outcome.isCovered) }
        return Summary(
            ratio: ratios.geometricMean,
            coverage: coverage,
            honesty: all.compactMap(\.honesty).geometricMean
        )
    }

    /// - Parameter share: the share of the metric in the sibling. The rest is random.
    private static func outcome(
        _ grid: PublishedGrid,
        share: Double,
        spread: Double,
        isHeldOut: Bool,
        using generator: inout SplitMix64
    ) throws -> Outcome {
        let hidden = Set(generator.sample(Array(grid.observations.indices), grid.observations.count / 3))
        let runs = try grid.observations.enumerated().map { index, observation in
            let own = share * observation.value + (1 - share) * 0.2
            let sibling = 0.55 * (own + spread * generator.normal())
            var values = ["NDCG@10": min(max(sibling, 0), 1)]
            if !hidden.contains(index) { values["HR@10"] = observation.value }
            return try Run(layers: observation.layers, dim: observation.dim, values: values)
        }
        let set = RunSet(runs)
        let completed = try FittedLaw(
            fitting: MetricImputation(set).completedMeasurements(of: "HR@10"),
            options: options
        )
        let alone = try FittedLaw(fitting: set.measurements(of: "HR@10"), options: options)
        var outcome = Outcome()
        for index in hidden.sorted() {
            let left = grid.observations[index]
            let (layers, dim) = (Double(left.layers), Double(left.dim))
            let own = try completed.predict(layers: layers, dim: dim).value - left.value
            outcome.with += own * own
            let other = try alone.predict(layers: layers, dim: dim).value - left.value
            outcome.without += other * other
        }
        if isHeldOut {
            let heldOut = try heldOut(runs)
            outcome.honesty = (completed.scores.looRmse ?? .nan) / heldOut.rmse
            outcome.isCovered = heldOut.isCovered
        }
        return outcome
    }

    /// Fits everything again without each measured run, the regression between the metrics included.
    private static func heldOut(_ runs: [Run]) throws -> (rmse: Double, isCovered: [Bool]) {
        var errors: [Double] = []
        var isCovered: [Bool] = []
        for (index, run) in runs.enumerated() {
            guard let value = run.values["HR@10"] else { continue }
            var rest = runs
            rest.remove(at: index)
            let other = try FittedLaw(
                fitting: MetricImputation(RunSet(rest)).completedMeasurements(of: "HR@10"),
                options: options
            )
            let (layers, dim) = (Double(run.configuration.layers), Double(run.configuration.dim))
            let prediction = try other.predict(layers: layers, dim: dim)
            errors.append(prediction.value - value)
            isCovered.append(prediction.low <= value && value <= prediction.high)
        }
        return (errors.rootMeanSquare, isCovered)
    }
}
