import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// What laws have in common when they are compared. Truth is simulated.
@Suite("Shared surfaces")
struct SharedSurfaceTests {
    private static let noise = 0.003

    private static func law(
        layers: [Int] = SimulatedGrid.layers,
        using generator: inout SeededGenerator,
        _ surface: (Double, Double) -> Double
    ) throws -> FittedLaw {
        let grid = try SimulatedGrid.observations(layers: layers) { layers, dim, _ in
            surface(log(layers), log(dim)) + (Self.noise * generator.normal())
        }
        return try FittedLaw(
            fitting: ObservationSet(grid),
            options: FitOptions(form: .auto, candidates: .required)
        )
    }

    private static func deep(_ layers: Double, _ dim: Double) -> Double {
        0.3 + (0.03 * layers) - (0.01 * (layers - 2) * (layers - 2)) + (0.02 * dim)
    }
    private static func wide(_ layers: Double, _ dim: Double) -> Double {
        0.3 - (0.03 * layers) + (0.05 * (dim - 4) * (dim - 4))
    }

    @Test("laws of one surface share it, laws of others do not, and another level changes nothing")
    func share() throws {
        print("seed 31")
        var generator = SeededGenerator(seed: 31)
        let first = try Self.law(using: &generator, Self.deep)
        let second = try Self.law(using: &generator) { Self.deep($0, $1) + 0.05 }
        let other = try Self.law(using: &generator, Self.wide)
        #expect(SharedSurface.share(of: [first, second]) > 0.9)
        #expect(SharedSurface.share(of: [first, other]) == 0)
        // The pair that has least in common decides.
        #expect(SharedSurface.share(of: [first, second, other]) == 0)
        // A law compared with itself shares all, but for the uncertainty of a variance.
        #expect(SharedSurface.share(of: [first, first]) > 0.9)
        #expect(SharedSurface.share(of: [first]) == 0)
    }

    @Test("laws without common configurations count as independent")
    func apart() throws {
        print("seed 32")
        var generator = SeededGenerator(seed: 32)
        let first = try Self.law(using: &generator, Self.deep)
        let second = try Self.law(layers: [3, 5, 7, 9, 20, 30], using: &generator, Self.deep)
        #expect(SharedSurface.share(of: [first, second]) == 0)
    }

    /// With one surface and known levels, a law is the best as often as its probability says.
    @Test("the probability of the best law is as frequent as it says")
    func frequency() throws {
        let seed: UInt64 = 33
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var claims: [(probability: Double, isBest: Bool)] = []
        var (bold, timid) = (0.0, 0.0)
        for _ in 0..<10 {
            let shift = Self.noise * generator.normal()
            let laws = try [0, shift].map { shift in
                try Self.law(using: &generator) { Self.deep($0, $1) + shift }
            }
            for law in try FittedLaw.compare(laws) {
                claims.append((law.probabilityOfBeingBest, (law.index == 1) == (shift > 0)))
            }
            let point = LawPoint(logLayers: log(16), logDim: log(75))
            let entries = laws.map { law in
                BestOfSeveral.Entry(
                    law: law,
                    mixture: law.model.predictive(point, includingNoise: false),
                    noise: law.model.blend.map { $0.kriging.noiseVariances($0.normalised(point)) } ?? []
                )
            }
            bold += BestOfSeveral.probabilities(entries, share: SharedSurface.share(of: laws)).max() ?? 0
            timid += BestOfSeveral.probabilities(entries, share: 0).max() ?? 0
        }
        // A sum of independent Bernoulli variables with these probabilities; each comparison counts once, by its first claim.
        let firsts = stride(from: 0, to: claims.count, by: 2).map { claims[$0] }
        let expected = firsts.reduce(0) { $0 + $1.probability }
        let variance = firsts.reduce(0) { $0 + ($1.probability * (1 - $1.probability)) }
        let hits = Double(firsts.count(where: \.isBest))
        #expect(abs(hits - expected) < 3 * variance.squareRoot(), "\(hits) of \(expected) ± \(variance.squareRoot())")
        // Errors that count as independent leave more comparisons open.
        #expect(bold > timid + 0.2, "\(bold), \(timid)")
    }

    @Test("what is shared narrows a distribution about its mean, and noise stays")
    func unshared() {
        let mixture = StudentMixture(components: [
            .init(weight: 0.25, location: 1, squaredScale: 4, degreesOfFreedom: 9),
            .init(weight: 0.75, location: 3, squaredScale: 2, degreesOfFreedom: 9),
        ])
        let all = mixture.unshared(1, keeping: [1, 5])
        #expect(all.components.map(\.location) == [2.5, 2.5])
        #expect(all.components.map(\.squaredScale) == [1, 2])
        #expect(mixture.unshared(0, keeping: [1, 5]).components == mixture.components)
        let half = mixture.unshared(0.75, keeping: [0, 0])
        #expect(half.components.map(\.squaredScale) == [1, 0.5])
        #expect(half.components.map(\.location) == [1.75, 2.75])
        #expect(abs(half.mean - mixture.mean) < 1e-15)
    }
}
