import Foundation
import LawFitting

/// Whether lengths fitted together predict as well as apart.
struct PoolingBars {
    let grids: [PublishedGrid]

    /// The D′ of the published lengths is not published; the length itself, as tokens, orders them as D′ would.
    func bars() throws -> [Bar] {
        let datasets = Dictionary(grouping: grids) { grid in
            grid.name.split(separator: "-").dropLast().joined(separator: "-")
        }
        let ratios = try datasets.keys.sorted().map { name in try ratio(datasets[name] ?? []) }
        return [
            Bar(
                name: "lengths pooled, leave-one-out RMSE against apart, worst dataset",
                measured: ratios.max() ?? .nan,
                bound: .atMost(1.05)
            ),
            Bar(
                name: "– geometric mean over the datasets",
                measured: ratios.geometricMean,
                bound: .atMost(1)
            ),
        ]
    }

    private func ratio(_ grids: [PublishedGrid]) throws -> Double {
        let options = FitOptions(form: .auto, candidates: .required)
        var apart = 0.0
        var pooled: [Observation] = []
        for grid in grids {
            let law = try fit(ObservationSet(grid.observations), options: options)
            let rmse = law.scores.looRmse ?? .nan
            apart += rmse * rmse * Double(law.count)
            let length = grid.name.split(separator: "n").last.flatMap { Double($0) } ?? 1
            pooled += try grid.observations.map { observation in
                try Observation(
                    layers: observation.layers,
                    dim: observation.dim,
                    dPrime: length * 1e5,
                    value: observation.value
                )
            }
        }
        let law = try fit(ObservationSet(pooled), options: options)
        let rmse = law.scores.looRmse ?? .nan
        return (rmse * rmse * Double(law.count) / apart).squareRoot()
    }
}
