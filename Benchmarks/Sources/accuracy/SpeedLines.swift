import Foundation
import LawFitting

/// The processor time of fits, predictions and searches on one core. Other work of the machine hardly changes it.
struct SpeedLines {
    let grids: [PublishedGrid]

    func bars() throws -> [Bar] {
        let sets = try grids.prefix(2).map { try ObservationSet($0.observations) }
        let small =
            try (0..<5).map { _ in try seconds { for set in sets { _ = try FittedLaw(fitting: set) } } }.min() ?? .nan
        let large = try (0..<2).map { try Self.manyPoints(1_000, seed: $0) }
        let big = try seconds { for set in large { _ = try FittedLaw(fitting: set) } }
        return [
            Bar(
                name: "one prediction with its interval by a `blend` of 24 points, µs",
                measured: try predictionTime(),
                bound: .atMost(0.7)
            ),
            Bar(
                name: "`/optimal` by the `blend` over 10⁶ configurations, ms",
                measured: try optimumTime(),
                bound: .atMost(100),
                digits: 0
            ),
            Bar(
                name: "24-point grid, two metrics, all forms, intervals, leave-one-out, ms",
                measured: 1000 * small,
                bound: .atMost(250),
                digits: 0
            ),
            Bar(name: "1,000 points, two metrics, the same, s", measured: big, bound: .atMost(20), digits: 1),
        ] + (try processBars()) + (try peerBars())
    }

    /// A Gaussian process of 2,000 configurations, of which every tenth is measured three times.
    private func processBars() throws -> [Bar] {
        let set = try Self.manyPoints(2_000, seed: 7, replicates: 3)
        var law: FittedLaw?
        let options = FitOptions(form: .named(.gaussianProcess), candidates: .required)
        let time = try seconds { law = try FittedLaw(fitting: set, options: options) }
        // The noise is 0.002 around a smooth surface. The error at a measured configuration must be far below it.
        let worst = try (1...40).map { layers in
            let prediction = try law?.predict(layers: Double(layers), dim: 200)
            return abs((prediction?.value ?? .nan) - Self.surface(layers, 200))
        }.max()
        return [
            Bar(
                name: "a Gaussian process of 2,000 configurations and 2,400 runs, s",
                measured: time,
                bound: .atMost(20),
                digits: 1
            ),
            Bar(
                name: "– its largest error, in deviations of one run",
                measured: (worst ?? .nan) / 0.002,
                bound: .atMost(1)
            ),
        ]
    }

    /// Comparison with a plain scipy fit, if this machine has scipy.
    private func peerBars() throws -> [Bar] {
        let sets = try grids.map { try ObservationSet($0.observations) }
        let options = FitOptions(form: .named(.performanceLaw), candidates: .required)
        let all = try seconds { for set in sets { _ = try FittedLaw(fitting: set) } } / Double(sets.count)
        let law =
            try seconds { for set in sets { _ = try FittedLaw(fitting: set, options: options) } } / Double(sets.count)
        let byForm = all / Double(LawForm.allCases.count)
        switch PeerFit.run(grids) {
        case .missing(let reason):
            return [
                Bar(name: "scipy's fit against ours: \(reason), so not compared", measured: .nan, bound: .atLeast(10))
            ]
        case .measured(let peer, let r2):
            let best = r2.map { Bar.text($0, 3) }.joined(separator: " ")
            return [
                Bar(
                    name:
                        "seven parameters by scipy from all ones (no intervals; R² \(best)) against one of our forms, times faster",
                    measured: peer / 1000 / byForm,
                    bound: .atLeast(10),
                    digits: 1
                ),
                Bar(name: "– scipy, ms a fit", measured: peer, bound: .none, digits: 2),
                Bar(name: "– ours, one of all forms, ms", measured: 1000 * byForm, bound: .none, digits: 2),
                Bar(
                    name: "– ours, `performance-law` alone with its leave-one-out fits and intervals, ms",
                    measured: 1000 * law,
                    bound: .none,
                    digits: 2
                ),
            ]
        }
    }

    private static func surface(_ layers: Int, _ dim: Int) -> Double {
        let (depth, width) = (Double(layers) / 40, Double(dim) / 400)
        return 0.3 + 0.1 * depth - 0.08 * depth * depth + 0.1 * width - 0.07 * width * width
    }

    /// A grid of 40 depths.
    private static func manyPoints(_ count: Int, seed: UInt64, replicates: Int = 1) throws -> ObservationSet {
        var generator = SplitMix64(seed: seed)
        return try ObservationSet(
            (0..<count).flatMap { index in
                let (layers, dim) = (1 + index % 40, 8 * (1 + index / 40))
                return try (0..<(index % 10 == 0 ? replicates : 1)).map { _ in
                    let value = surface(layers, dim) + 0.002 * generator.normal()
                    return try Observation(layers: layers, dim: dim, value: value)
                }
            }
        )
    }

    /// µs of a prediction by the default law of a 24-point grid.
    func predictionTime() throws -> Double {
        let law = try FittedLaw(
            fitting: ObservationSet(grids[0].observations),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let count = 200_000
        return try (0..<5).map { _ in
            var sum = 0.0
            let elapsed = try seconds {
                for index in 0..<count {
                    let prediction = try law.predict(layers: Double(1 + index % 64), dim: Double(16 + index % 113))
                    sum += prediction.high - prediction.low
                }
            }
            precondition(sum > 0)
            return 1e6 * elapsed / Double(count)
        }.min() ?? .nan
    }

    /// ms of `/optimal`'s work over a million configurations by the default law of a 24-point grid.
    private func optimumTime() throws -> Double {
        let law = try FittedLaw(
            fitting: ObservationSet(grids[0].observations),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let space = try SearchSpace(layers: SearchLevels(1...1_000), dim: SearchLevels(1...1_000), items: 100_000)
        return try 1000
            * seconds {
                let best = try law.optimum(in: space).best
                _ = try law.marginalGain(after: best, in: space)
            }
    }

    private func seconds(_ work: () throws -> Void) rethrows -> Double {
        let begin = clock()
        try work()
        return Double(clock() - begin) / Double(CLOCKS_PER_SEC)
    }
}
