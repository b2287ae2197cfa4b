import Foundation
import LawFitting

/// What is chosen after 24 or 10 runs on a known surface: regret, confidence set, and the next four runs.
struct DecisionBars {
    let seed: Seed
    let repetitions: Int
    private static let layers = Array(stride(from: 4, through: 32, by: 2))
    private static let dims = Array(stride(from: 25, through: 100, by: 5))
    private static let lattice = layers.flatMap { layers in
        dims.map { Place(layers: Double(layers), dim: Double($0)) }
    }

    private static let peakReason =
        "3.1 with the power law beyond the hull only; the true form itself, fitted to the same runs, gets 2.36"

    private struct Outcome: Sendable {
        /// In percent of the surface's range over the lattice.
        var regret: Double
        var coversBest: Bool
        /// Of the lattice.
        var share: Double
        var batchRegret: Double?
        /// Between two of the batch; 1 is the range of an axis in logarithms.
        var leastDistance: Double?
    }

    func rows() throws -> [BarRow] {
        var outcomes: [String: [Outcome]] = [:]
        for (number, count) in [24, 10].enumerated() {
            for (index, surface) in SimulatedSurface.all.enumerated() {
                outcomes[surface.name + " \(count)"] = try Parallel.map(repetitions) { repetition in
                    var generator = seed.generator(4 * number + index, repetition)
                    return try Self.outcome(surface, count, using: &generator)
                }
            }
        }
        let regrets: [(name: String, count: Int, limit: BarRow.Requirement)] = [
            ("peak", 24, .atMost(0.6)), ("power", 24, .atMost(0.6)), ("plateau", 24, .atMost(0.6)),
            ("ridge", 24, .atMost(0.6)), ("peak", 10, .atMost(2)), ("power", 10, .atMost(2)), ("plateau", 10, .none),
            ("ridge", 10, .atMost(3)),
        ]
        let sets = SimulatedSurface.all.compactMap { surface in
            outcomes["\(surface.name) 24"].map { (name: surface.name, all: $0) }
        }
        return regrets.map { bar in
            let own = (outcomes["\(bar.name) \(bar.count)"] ?? []).map(\.regret)
            return BarRow(
                "regret after \(bar.count) runs, \(bar.name), % of the range",
                bar.limit,
                own.mean,
                .simulated,
                standardError: own.standardErrorOfMean,
                digits: 2,
                knownMiss: bar.name == "peak" && bar.count == 10 ? Self.peakReason : nil
            )
        }
            + sets.flatMap { set in
                var covers = RepeatedShare()
                for outcome in set.all { covers.add([outcome.coversBest]) }
                return [
                    BarRow(
                        "confidence set (0.8) after 24 runs, \(set.name): holds the best",
                        .atLeast(0.82),
                        covers.value,
                        .simulated,
                        standardError: covers.standardError(expecting: 0.82),
                        digits: 2
                    ),
                    BarRow(
                        "– share of the lattice",
                        .atMost(0.12),
                        set.all.map(\.share).mean,
                        .simulated,
                        standardError: set.all.map(\.share).standardErrorOfMean
                    ),
                ]
            } + batches(outcomes)
    }

    private func batches(_ outcomes: [String: [Outcome]]) -> [BarRow] {
        let limits = [("peak", 1.6), ("power", 0.8), ("ridge", 1.8)]
        return limits.map { name, limit in
            let own = (outcomes["\(name) 10"] ?? []).compactMap(\.batchRegret)
            return BarRow(
                "four more runs after 10, \(name): regret after the refit, %",
                .atMost(limit),
                own.mean,
                .simulated,
                standardError: own.standardErrorOfMean,
                digits: 2
            )
        } + [
            leastDistance(limits.map { name, _ in (outcomes["\(name) 10"] ?? []).compactMap(\.leastDistance) })
        ]
    }

    private func leastDistance(_ distances: [[Double]]) -> BarRow {
        let closest = distances.min { $0.mean < $1.mean } ?? []
        return BarRow(
            "– least distance in a batch, mean, lowest surface",
            .atLeast(0.08),
            closest.mean,
            .simulated,
            standardError: closest.standardErrorOfMean
        )
    }

    private static func outcome(
        _ surface: SimulatedSurface,
        _ count: Int,
        using generator: inout SplitMix64
    ) throws -> Outcome {
        func measured(_ place: Place, using generator: inout SplitMix64) -> Measurement {
            Measurement(place, surface.value(place) + SimulatedSurface.noise * generator.normal())
        }
        let truths = lattice.map(surface.value)
        let (most, least) = (truths.max() ?? 0, truths.min() ?? 0)
        func regret(_ place: Place) -> Double { 100 * (most - surface.value(place)) / (most - least) }
        let runs = generator.sample(SimulatedSurface.grid, count).map { measured($0, using: &generator) }
        let decision = try OurLaw(runs).decision(layers: layers, dims: dims)
        var outcome = Outcome(
            regret: regret(decision.best),
            coversBest: zip(lattice, truths).contains { $0.1 == most && decision.confidence.contains($0.0) },
            share: Double(decision.confidence.count) / Double(lattice.count)
        )
        if count == 10 {
            let batch = try OurLaw.suggestions(runs, layers: layers, dims: dims, count: 4)
            let more = runs + batch.map { measured($0, using: &generator) }
            outcome.batchRegret = regret(try OurLaw(more).best(layers: layers, dims: dims))
            outcome.leastDistance = batch.indices.flatMap { a in
                batch.indices.filter { $0 > a }.map { b in
                    let u = log(batch[a].layers / batch[b].layers) / log(8)
                    let v = log(batch[a].dim / batch[b].dim) / log(4)
                    return (u * u + v * v).squareRoot()
                }
            }.min()
        }
        return outcome
    }
}
