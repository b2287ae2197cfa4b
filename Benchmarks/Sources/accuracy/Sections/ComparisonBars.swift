import Foundation
import LawFitting

/// Whether the probability that a law is the best is a probability: three laws on surfaces whose levels differ at random.
struct ComparisonBars {
    let seed: Seed
    let repetitions: Int
    private static let bins = [0.0, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9, 1.0]
    /// Fewer say nothing about a bin.
    private static let countNeeded = 100

    private struct Claim: Sendable {
        let probability: Double
        let isBest: Bool
    }

    func rows() throws -> [BarRow] {
        try [(24, 0.06), (10, 0.11)].enumerated().flatMap { number, setting in
            let (count, limit) = setting
            // Each surface type in turn, so that a bin has claims about all of them.
            let claims = try Parallel.map(4 * repetitions) { repetition in
                var generator = seed.generator(number, repetition)
                return try Self.claims(SimulatedSurface.all[repetition % 4], count, using: &generator)
            }.flatMap { $0 }
            let bins = zip(Self.bins, Self.bins.dropFirst()).map { low, high in
                claims.filter { $0.probability >= low && ($0.probability < high || high == 1) }
            }
            let full = bins.filter { $0.count >= Self.countNeeded }
            let errors = full.map { abs($0.map(\.probability).mean - $0.map(\.isBest).share) }
            let worst = errors.indices.max { errors[$0] < errors[$1] }
            let text = full.map {
                "\(BarRow.text($0.map(\.probability).mean, 2)) → \(BarRow.text($0.map(\.isBest).share, 2))"
            }
            return [
                BarRow(
                    "P(best) from \(count) runs, noise-free: largest error of a bin of ≥ 100",
                    .atMost(limit),
                    worst.map { errors[$0] } ?? .nan,
                    .simulated,
                    standardError: worst.map { bin in
                        let share = full[bin].map(\.isBest).share
                        return (share * (1 - share) / Double(full[bin].count)).squareRoot()
                    }
                ),
                BarRow("– stated → true", text: text.joined(separator: ", "), .simulated),
            ]
        }
    }

    private static func claims(
        _ surface: SimulatedSurface,
        _ count: Int,
        using generator: inout SplitMix64
    ) throws -> [Claim] {
        let shifts = (0..<3).map { _ in 0.003 * generator.normal() }
        let laws = try shifts.map { shift in
            try OurLaw(
                generator.sample(SimulatedSurface.grid, count).map { place in
                    Measurement(place, surface.value(place) + shift + SimulatedSurface.noise * generator.normal())
                }
            )
        }
        let compared = try OurLaw.compare(laws)
        let truths = zip(compared, shifts).map { surface.value($0.optimum) + $1 }
        return zip(compared, truths).map { Claim(probability: $0.probability, isBest: $1 == truths.max()) }
    }
}
