import Foundation
import LawFitting

/// Whether lengths that are fitted together predict as well as separate fits.
struct PoolingBars {
    let grids: [PublishedGrid]

    private static let reason = "separate fits are mixed with closed forms, several datasets are not"

    /// The D′ of the lengths is not published. The length itself, as tokens, gives the same order.
    func rows() throws -> [BarRow] {
        let datasets = Dictionary(grouping: grids) { grid in
            grid.name.split(separator: "-").dropLast().joined(separator: "-")
        }
        let ratios = try datasets.keys.sorted().map { name in try ratio(datasets[name] ?? []) }
        return [
            BarRow(
                "lengths fitted together: leave-one-out RMSE relative to separate fits, worst dataset",
                .atMost(1.05),
                ratios.max() ?? .nan,
                .seen,
                knownMiss: Self.reason
            ),
            BarRow(
                "– geometric mean over the datasets",
                .atMost(1),
                ratios.geometricMean,
                .seen,
                knownMiss: Self.reason
            ),
        ]
    }

    private func ratio(_ grids: [PublishedGrid]) throws -> Double {
        let options = FitOptions(form: .auto, candidates: .required)
        var apart = 0.0
        var pooled: [Observation] = []
        for grid in grids {
            let law = try FittedLaw(fitting: ObservationSet(grid.observations), options: options)
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
        let law = try FittedLaw(fitting: ObservationSet(pooled), options: options)
        let rmse = law.scores.looRmse ?? .nan
        return (rmse * rmse * Double(law.count) / apart).squareRoot()
    }
}
