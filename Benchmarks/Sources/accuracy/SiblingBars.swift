import LawFitting

/// Whether a second metric of the same runs helps to predict missing values of the first.
///
/// The published grids have one metric each, so the second one is simulated: HR@10 in other units, with noise of 0.46 times the
/// law's leave-one-out error. This is the noise between the published HR and NDCG. A third of the HR values are hidden and
/// predicted.
struct SiblingBars {
    let grids: [PublishedGrid]
    let seed: UInt64
    private let repetitions = 20

    init(grids: [PublishedGrid], seed: UInt64) {
        self.grids = grids
        self.seed = seed
    }

    func bars() throws -> [Bar] {
        var generator = SplitMix64(seed: seed)
        let related = try outcomes(share: 1, using: &generator)
        let unrelated = try outcomes(share: 0, using: &generator)
        return [
            Bar(
                name: "a third of HR hidden: RMSE with the second metric relative to without",
                measured: related.ratio,
                bound: .atMost(0.75)
            ),
            Bar(
                name: "– coverage of the 95 % interval for held-out measurements",
                measured: related.coverage,
                bound: .within(0.92...0.98)
            ),
            Bar(
                name: "– reported leave-one-out RMSE relative to that of held-out measurements",
                measured: related.honesty,
                bound: .within(0.9...1.1)
            ),
            Bar(
                name: "– the same with a random second metric",
                measured: unrelated.ratio,
                bound: .atMost(1.05)
            ),
        ]
    }

    private struct Summary {
        var ratio: Double
        var coverage: Double
        var honesty: Double
    }

    /// - Parameter share: the share of the metric in the sibling. The rest is random.
    private func outcomes(share: Double, using generator: inout SplitMix64) throws -> Summary {
        var (ratios, honesty) = ([Double](), [Double]())
        var isCovered: [Bool] = []
        let options = FitOptions(form: .auto, candidates: .required)
        for grid in grids {
            let error =
                0.46 * (try FittedLaw(fitting: ObservationSet(grid.observations), options: options).scores.looRmse ?? 0)
            var (with, without) = (0.0, 0.0)
            for repetition in 0..<repetitions {
                let hidden = Set(
                    grid.observations.indices.shuffled(using: &generator).prefix(grid.observations.count / 3)
                )
                let runs = try grid.observations.enumerated().map { index, observation in
                    let own = share * observation.value + (1 - share) * 0.2
                    let spread = share > 0 ? error : grid.deviation
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
                for index in hidden.sorted() {
                    let left = grid.observations[index]
                    let (layers, dim) = (Double(left.layers), Double(left.dim))
                    let own = try completed.predict(layers: layers, dim: dim).value - left.value
                    with += own * own
                    let other = try alone.predict(layers: layers, dim: dim).value - left.value
                    without += other * other
                }
                guard repetition < 3, share > 0 else { continue }
                let heldOut = try heldOut(runs, options)
                honesty.append((completed.scores.looRmse ?? .nan) / heldOut.rmse)
                isCovered += heldOut.isCovered
            }
            ratios.append((with / without).squareRoot())
        }
        return Summary(ratio: ratios.geometricMean, coverage: isCovered.share, honesty: honesty.geometricMean)
    }

    /// Fits everything again without each measured run, the regression between the metrics included.
    private func heldOut(_ runs: [Run], _ options: FitOptions) throws -> (rmse: Double, isCovered: [Bool]) {
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
        return (errors.map { $0 * $0 }.mean.squareRoot(), isCovered)
    }
}

extension SplitMix64 {
    /// A nearly standard normal number: the sum of twelve uniform numbers minus six.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
    }
}
