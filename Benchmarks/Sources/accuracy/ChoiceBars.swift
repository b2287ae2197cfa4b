import LawFitting

/// How good the configurations are that the default law selects.
struct ChoiceBars {
    let grids: [PublishedGrid]
    let seed: UInt64
    /// Random halves and random starts per grid. The mean of all 1,000 has an error of about 4 %.
    private let repetitions = 100

    init(grids: [PublishedGrid], seed: UInt64) {
        self.grids = grids
        self.seed = seed
    }

    func bars() throws -> [Bar] {
        var generator = SplitMix64(seed: seed)
        let full = try grids.map { try regret($0, from: $0.observations) }
        let halves = try grids.flatMap { grid in
            try (0..<repetitions).map { _ in
                let half = grid.observations.shuffled(using: &generator).prefix(grid.observations.count / 2)
                return try regret(grid, from: Array(half))
            }
        }
        let runs = try grids.flatMap { grid in
            try (0..<repetitions).map { _ in
                try furtherRuns(grid, from: Array(grid.observations.shuffled(using: &generator).prefix(8)))
            }
        }
        return [
            Bar(
                name: "mean regret of the chosen configuration, % of the range",
                measured: 100 * full.mean,
                bound: .atMost(5)
            ),
            Bar(name: "the same from random halves", measured: 100 * halves.mean, bound: .atMost(7.5)),
            Bar(
                name: "suggested runs after 8 random ones until within 1 % of the best",
                measured: runs.map(Double.init).mean,
                bound: .atMost(1)
            ),
        ]
    }

    /// The best measured value minus that of the configuration with the highest prediction, as a share of the range.
    private func regret(_ grid: PublishedGrid, from observations: [Observation]) throws -> Double {
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let predictions = try grid.observations.map { observation in
            try law.predict(layers: Double(observation.layers), dim: Double(observation.dim)).value
        }
        let highest = predictions.max() ?? 0
        let chosen = zip(predictions, grid.observations).first { $0.0 == highest }?.1.value ?? 0
        let best = grid.observations.map(\.value).max() ?? 0
        return (best - chosen) / grid.range
    }

    private func furtherRuns(_ grid: PublishedGrid, from start: [Observation]) throws -> Int {
        let best = grid.observations.map(\.value).max() ?? 0
        let space = try SearchSpace(
            layers: SearchLevels(grid.observations.map(\.layers)),
            dim: SearchLevels(grid.observations.map(\.dim))
        )
        var measured = start
        while (measured.map(\.value).max() ?? 0) < 0.99 * best {
            let next = try ObservationSet(measured).suggestions(in: space, count: 1)[0]
            measured += grid.observations.filter { $0.layers == next.layers && $0.dim == next.dim }
        }
        return measured.count - start.count
    }
}
