import Foundation
import LawFitting
import Testing

/// What a law is asked for: the next runs, the better framework, budgets, the check of the claim about D′.
@Suite("Decisions")
struct DecisionTests {
    private func space(_ grid: [Observation]) throws -> SearchSpace {
        try SearchSpace(layers: SearchLevels(grid.map(\.layers)), dim: SearchLevels(grid.map(\.dim)))
    }

    @Test("suggestions are new, affordable and distinct", arguments: SuggestionGoal.allCases)
    func suggested(_ goal: SuggestionGoal) throws {
        let grid = try PublishedGrid.all[0].observations()
        let measured = Array(grid.prefix(16))
        let found = try suggestions(for: ObservationSet(measured), in: space(grid), count: 4, goal: goal)
        #expect(found.count == 4)
        let places = Set(found.map { [$0.layers, $0.dim] })
        #expect(places.count == 4)
        #expect(places.isDisjoint(with: measured.map { [$0.layers, $0.dim] }))
        #expect(throws: SuggestionError.nothingLeft) {
            try suggestions(for: ObservationSet(grid), in: space(grid), count: 1)
        }
        #expect(throws: SuggestionError.countOutOfRange(0)) {
            try suggestions(for: ObservationSet(grid), in: space(grid), count: 0)
        }
    }

    /// For a quadratic in u and v the D-optimal runs are corners, edge middles and the centre: after eight of the nine
    /// of a 3 × 3 design, the ninth.
    @Test("the most informative run completes a factorial design")
    func dOptimal() throws {
        let all = try [2, 4, 8].flatMap { layers in
            try [16, 32, 64].map { try Observation(layers: layers, dim: $0, value: 0.3) }
        }
        for left in [0, 2, 6, 8] {
            let rest = all.indices.filter { $0 != left }.map { all[$0] }
            let next = try suggestions(for: ObservationSet(rest), in: space(all), count: 1, goal: .surface)[0]
            #expect((next.layers, next.dim) == (all[left].layers, all[left].dim))
            #expect(next.reason == .mostInformative)
        }
    }

    @Test("a law that is better everywhere is the best with probability 1, equal ones share it")
    func compared() throws {
        let seed: UInt64 = 5
        print("seed \(seed)")
        var generator = SplitMix64(seed: seed)
        let grid = try PublishedGrid.all[0].observations()
        let better = try grid.map { try Observation(layers: $0.layers, dim: $0.dim, value: $0.value + 0.3) }
        let (law, higher) = try (fit(ObservationSet(grid)), fit(ObservationSet(better)))
        let ranked = try compare([law, higher, higher], using: &generator)
        #expect(ranked.map(\.rank) == [1, 2, 3])
        #expect(ranked[2].index == 0)
        #expect(ranked[2].probabilityOfBeingBest == 0)
        // 10,000 draws of a fair coin stay within 0.02 of a half but for one time in 15,000.
        #expect(abs(ranked[0].probabilityOfBeingBest - 0.5) <= 0.02)
        #expect(ranked[0].decayTerms.map(\.axis) == [.layers, .dim])
    }

    @Test("budgets in operations and memory become parameters and dim")
    func budgets() throws {
        let allowance = try #require(
            BudgetLimits(
                [.trainingFLOPs(6e15, tokens: 1e9), .embeddingBytes(4e6, bytesPerNumber: 4), .parameters(2_000_000)],
                items: 10_000
            )
        )
        #expect(allowance.maxParameters == 1_000_000)
        #expect(allowance.maxDim == 100)
        #expect(BudgetLimits([.trainingFLOPs(-1, tokens: 1)], items: 0) == nil)
        #expect(try SearchLevels(50...200, multipleOf: 50).upTo(100)?.values == [50, 100])
    }

    @Test("the next 10 % of parameters buy no less than nothing")
    func marginal() throws {
        let law = try fit(ObservationSet(PublishedGrid.all[0].observations()))
        let space = try SearchSpace(layers: SearchLevels(1...32), dim: SearchLevels(8...100), maxParameters: 50_000)
        let best = try optimum(of: law, in: space).best
        let gain = try marginalGain(of: law, after: best, in: space)
        #expect(gain.gain >= 0)
        #expect(Double(gain.parameters) <= 1.1 * Double(best.parameters))
        let enlarged = try optimum(of: law, in: space.affording(Int(1.1 * Double(best.parameters)))).best
        #expect(abs(best.prediction.value + gain.gain - enlarged.prediction.value) <= 1e-12)
    }

    /// Levels 0.1 + 0.03·ln D′ exactly: slope 0.03, correlation 1.
    @Test("the check of D′ finds a known slope")
    func dPrimeCheck() throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 2e6, 5e6, 1.2e7]) { layers, dim, dPrime in
            0.1 + 0.01 * log(layers) + 0.01 * log(dim) + 0.03 * log(dPrime) - 0.4
        }
        let options = FitOptions(form: .named(.logQuadratic))
        let check = try #require(try checkDPrime(ObservationSet(observations), options: options).check)
        #expect(check.levels.count == 4)
        #expect(abs(check.slope - 0.03) <= 1e-9)
        #expect(abs(try #require(check.correlation) - 1) <= 1e-9)
        #expect(check.isSupported)
    }

    @Test("an outlier is named and kept; replicates give the pure error")
    func outlier() throws {
        print("seed 9")
        var generator = SeededGenerator(seed: 9)
        var observations = try SimulatedGrid.observations { layers, dim, _ in
            0.2 + 0.02 * log(layers) + 0.01 * log(dim) + 0.001 * generator.normal()
        }
        let wrong = observations[9]
        observations[9] = try Observation(layers: wrong.layers, dim: wrong.dim, value: wrong.value + 0.03)
        let law = try fit(ObservationSet(observations), options: FitOptions(form: .named(.logQuadratic)))
        let named = law.warnings.contains { warning in
            if case .outlier(let configuration, _, let pValue) = warning {
                return configuration.layers == wrong.layers && configuration.dim == wrong.dim && pValue < 0.01
            }
            return false
        }
        #expect(named)
        #expect(law.count == 24)
        #expect(law.replication == nil)
        let doubled = try observations + [Observation(layers: wrong.layers, dim: wrong.dim, value: wrong.value)]
        let replication = try #require(try fit(ObservationSet(doubled)).replication)
        // Two values 0.03 apart: s = 0.03/√2.
        #expect(abs(replication.pureErrorDeviation - 0.03 / 2.0.squareRoot()) <= 1e-12)
        #expect(replication.degreesOfFreedom == 1)
    }
}
