import LawFitting

/// Predictions of measurements that are left out of the fit. Everything is fitted again, also hyper-parameters and weights.
struct HeldOut {
    /// One left-out measurement.
    struct Outcome {
        let error: Double
        let baselineError: Double
        let in95: Bool
        let in80: Bool
        let width95: Double
    }

    private(set) var outcomes: [Outcome] = []

    /// Leaves each set of measurements out of the grid in turn.
    init(_ grid: PublishedGrid, leavingOut sets: [Set<Int>]) throws {
        for set in sets {
            let kept = grid.observations.indices.filter { !set.contains($0) }.map { grid.observations[$0] }
            let observations = try ObservationSet(kept)
            let blend = try FittedLaw(
                fitting: observations,
                options: FitOptions(form: .named(.blend), candidates: .required)
            )
            let baseline = try FittedLaw(
                fitting: observations,
                options: FitOptions(form: .named(.performanceLaw), candidates: .required)
            )
            for index in set.sorted() {
                let left = grid.observations[index]
                let (layers, dim) = (Double(left.layers), Double(left.dim))
                let wide = try blend.predict(layers: layers, dim: dim, level: 0.95)
                let narrow = try blend.predict(layers: layers, dim: dim, level: 0.8)
                outcomes.append(
                    Outcome(
                        error: wide.value - left.value,
                        baselineError: try baseline.predict(layers: layers, dim: dim).value - left.value,
                        in95: wide.low <= left.value && left.value <= wide.high,
                        in80: narrow.low <= left.value && left.value <= narrow.high,
                        width95: wide.high - wide.low
                    )
                )
            }
        }
    }

    var squares: Double { outcomes.reduce(0) { $0 + $1.error * $1.error } }

    /// The RMSE relative to that of the globally fitted `performance-law`.
    var ratio: Double {
        (squares / outcomes.reduce(0) { $0 + $1.baselineError * $1.baselineError }).squareRoot()
    }

    /// 1 − PRESS/SST.
    func r2(_ grid: PublishedGrid) -> Double {
        1 - squares / (grid.deviation * grid.deviation * Double(grid.observations.count - 1))
    }
}

extension PublishedGrid {
    /// One set for each measurement.
    var single: [Set<Int>] { observations.indices.map { [$0] } }

    /// One set for each level of layers or of dim.
    func levels(_ key: (Observation) -> Int) -> [Set<Int>] {
        Set(observations.map(key)).sorted().map { level in
            Set(observations.indices.filter { key(observations[$0]) == level })
        }
    }

    /// The deepest models (layers > 16, in the 16-point grids > 32).
    var deepest: Set<Int> {
        let limit = observations.count == 16 ? 32 : 16
        return Set(observations.indices.filter { observations[$0].layers > limit })
    }

    /// The widest models.
    var widest: Set<Int> {
        let most = observations.map(\.dim).max()
        return Set(observations.indices.filter { observations[$0].dim == most })
    }
}
