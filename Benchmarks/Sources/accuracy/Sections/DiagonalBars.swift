import Foundation
import LawFitting

/// Families whose depth and width grow together: does `/optimal` advise something worse than the best that was measured?
struct DiagonalBars {
    let seed: Seed
    let repetitions: Int

    private struct Outcome: Sendable {
        /// Against the best measured configuration, in percent of the range of the measured ones; negative is better.
        var loss: Double
        var in95: [Bool]
        var isBad: Bool { loss > 10 }
    }

    func rows() throws -> [BarRow] {
        let surfaces = [SimulatedSurface.peak, .power, .ridge]
        var cases: [(name: String, all: [Outcome])] = []
        for (index, surface) in surfaces.enumerated() {
            for isNear in [false, true] {
                let all = try Parallel.map(repetitions) { repetition in
                    var generator = seed.generator(2 * index + (isNear ? 1 : 0), repetition)
                    return try Self.outcome(surface, isNear, using: &generator)
                }
                cases.append(("\(surface.name), \(isNear ? "± 12 % of the diagonal" : "exact")", all))
            }
        }
        let everything = cases.flatMap(\.all).map(\.isBad)
        return [
            BarRow(
                "the choice is worse than the best measured by > 10 % of the range, share",
                .atMost(0.02),
                everything.share,
                .simulated,
                standardError: (0.02 * 0.98 / Double(everything.count)).squareRoot()
            )
        ]
            + cases.map { name, all in
                let figures = [
                    "\(BarRow.text(all.map(\.isBad).share, 2)) bad", "loss \(BarRow.text(all.map(\.loss).mean, 1)) %",
                    "off the diagonal 95 % holds \(BarRow.text(all.flatMap(\.in95).share, 2))",
                ]
                return BarRow("– \(name)", text: figures.joined(separator: ", "), .simulated)
            }
    }

    private static func outcome(
        _ surface: SimulatedSurface,
        _ isNear: Bool,
        using generator: inout SplitMix64
    ) throws -> Outcome {
        let places = (0..<10).map { index in
            let share = Double(index) / 9
            let factor = isNear ? 1 + 0.24 * (generator.uniform() - 0.5) : 1
            return Place(layers: (4 * pow(8, share)).rounded(), dim: (25 * pow(4, share) * factor).rounded())
        }
        let law = try OurLaw(
            places.map { Measurement($0, surface.value($0) + SimulatedSurface.noise * generator.normal()) }
        )
        let choice = try law.best(layers: Array(2...64), dims: Array(12...200))
        let truths = places.map(surface.value)
        let (most, least) = (truths.max() ?? 0, truths.min() ?? 0)
        let corners = [(4.0, 100.0), (32, 25), (8, 80), (20, 40)].map { Place(layers: $0.0, dim: $0.1) }
        return Outcome(
            loss: 100 * (most - surface.value(choice)) / (most - least),
            in95: try corners.map { corner in
                let value = surface.value(corner) + SimulatedSurface.noise * generator.normal()
                return try law.forecast(corner, level: 0.95).holds(value)
            }
        )
    }
}
