import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// The decisions that a law supports: the next runs, the better framework, budgets, and the claim about D′.
@Suite("Decisions")
struct DecisionTests {
    private func space(_ grid: [Observation]) throws -> SearchSpace {
        try SearchSpace(layers: SearchLevels(grid.map(\.layers)), dim: SearchLevels(grid.map(\.dim)))
    }

    @Test("suggestions are new, affordable and distinct", arguments: SuggestionGoal.allCases)
    func suggested(_ goal: SuggestionGoal) throws {
        let grid = try PublishedGrid.all[0].observations()
        let measured = Array(grid.prefix(16))
        let found = try ObservationSet(measured).suggestions(in: space(grid), count: 4, goal: goal)
        #expect(found.count == 4)
        let places = Set(found.map { [$0.layers, $0.dim] })
        #expect(places.count == 4)
        #expect(places.isDisjoint(with: measured.map { [$0.layers, $0.dim] }))
        #expect(throws: SuggestionError.nothingLeft) {
            try ObservationSet(grid).suggestions(in: space(grid), count: 1)
        }
        #expect(throws: SuggestionError.countOutOfRange(0)) {
            try ObservationSet(grid).suggestions(in: space(grid), count: 0)
        }
    }

    /// For a quadratic in u and v the D-optimal runs are the corners, the middles of the edges and the centre. So after eight
    /// of the nine runs of a 3 × 3 design the ninth is next.
    @Test("the most informative run completes a factorial design")
    func dOptimal() throws {
        let all = try [2, 4, 8].flatMap { layers in
            try [16, 32, 64].map { try Observation(layers: layers, dim: $0, value: 0.3) }
        }
        for left in [0, 2, 6, 8] {
            let rest = all.indices.filter { $0 != left }.map { all[$0] }
            let next = try ObservationSet(rest).suggestions(in: space(all), count: 1, goal: .surface)[0]
            #expect((next.layers, next.dim) == (all[left].layers, all[left].dim))
            #expect(next.reason == .mostInformative)
        }
    }

    /// Which form holds is common to both laws, so each member compares them. Against draws, member by member.
    @Test("members compare laws one by one")
    func comparedByMember() throws {
        let grid = try PublishedGrid.all[0].observations()
        let shifted = try grid.map { try Observation(layers: $0.layers, dim: $0.dim, value: $0.value + 0.002) }
        let laws = try [grid, shifted].map {
            try FittedLaw(fitting: ObservationSet($0), options: FitOptions(form: .auto, candidates: .required))
        }
        let point = LawPoint(logLayers: log(16), logDim: log(64))
        let mixtures = laws.map { $0.model.predictive(point, includingNoise: false) }
        let entries = zip(laws, mixtures).map { BestOfSeveral.Entry(law: $0, mixture: $1) }
        let probability = BestOfSeveral.probabilities(entries, share: 0)[1]
        let blends = laws.compactMap(\.model.blend)
        let apart = zip(blends, mixtures).map { $0.apart($1) }
        #expect(apart[0].count == 3)
        print("seed 9")
        var generator = SeededGenerator(seed: 9)
        var expected = 0.0
        for member in apart[0].indices {
            let draws = (0..<2).map { law in
                let levels = (0..<3_000).map { _ in Double.random(in: 1e-6..<(1 - 1e-6), using: &generator) }
                return apart[law][member].mixture.quantiles(levels, tables: blends[law].tables)
            }
            expected += apart[0][member].weight * Double(zip(draws[0], draws[1]).count { $0 < $1 }) / 3_000
        }
        // The share's standard error is below .01.
        #expect(abs(probability - expected) < 0.03)
        // Errors that both laws have must not count as independent.
        #expect(probability > BestOfSeveral(zip(laws, mixtures).map { .init(law: $0, mixture: $1) }).probabilities[1])
    }

    @Test("a law that is better everywhere is the best with probability 1; two equal ones have half each")
    func compared() throws {
        let grid = try PublishedGrid.all[0].observations()
        let better = try grid.map { try Observation(layers: $0.layers, dim: $0.dim, value: $0.value + 0.3) }
        let (law, higher) = try (FittedLaw(fitting: ObservationSet(grid)), FittedLaw(fitting: ObservationSet(better)))
        let ranked = try FittedLaw.compare([law, higher, higher])
        #expect(ranked.map(\.rank) == [1, 2, 3])
        #expect(ranked[2].index == 0)
        // Nine standard deviations of t with 23 degrees of freedom or more lie between them.
        #expect(ranked[2].probabilityOfBeingBest < 1e-4)
        for entry in ranked.prefix(2) {
            #expect(abs(entry.probabilityOfBeingBest - 0.5) <= 1e-3)
            #expect(abs(entry.probabilityOfBestRun - 0.5) <= 1e-3)
        }
        #expect(ranked[0].decayTerms.map(\.axis) == [.layers, .dim])
    }

    @Test("decay terms add up to the differences that the Performance Law predicts")
    func decayTerms() throws {
        for grid in PublishedGrid.all.prefix(4) {
            let law = try FittedLaw(
                fitting: ObservationSet(grid.observations()),
                options: FitOptions(form: .named(.performanceLaw), candidates: .required)
            )
            let terms = try FittedLaw.compare([law, law])[0].decayTerms
            func sum(_ sizes: [Double]) -> Double {
                zip(terms, sizes).reduce(0) { sum, term in
                    let (e, x) = (term.0.exponent, term.1)
                    return sum + term.0.weight * (log(x) + 1 / (2 * e * pow(x, e)))
                }
            }
            let base = try law.predict(layers: 4, dim: 32).value
            for (layers, dim) in [(8.0, 32.0), (4.0, 96.0), (12.0, 64.0)] {
                let gain = try law.predict(layers: layers, dim: dim).value - base
                #expect(abs(gain - (sum([layers, dim]) - sum([4, 32]))) <= 1e-9)
            }
        }
    }

    /// One layer of dim 64 has 25,216 parameters, and the table of 10,000 items 640,000.
    @Test("a budget that nothing fits is named with what suffices; training operations leave the table out")
    func budgets() throws {
        let law = try FittedLaw(
            fitting: ObservationSet(PublishedGrid.all[0].observations()),
            options: FitOptions(form: .auto, candidates: .required)
        )
        func needs(_ budgets: [Budget]) throws -> [BudgetNeed] {
            let space = try SearchSpace(
                layers: SearchLevels([8]),
                dim: SearchLevels([64]),
                items: 10_000,
                budgets: budgets
            )
            do {
                _ = try law.optimum(in: space)
                return []
            } catch OptimumError.nothingFeasible(let needs) {
                return needs
            }
        }
        let body = 8 * 25_216
        let table = 640_000
        let own = 6e9 * Double(body)
        let full = 6e9 * Double(body + table)
        #expect(try needs([.trainingFLOPs(own, tokens: 1e9)]).isEmpty)
        #expect(try needs([.trainingFLOPs(0.99 * own, tokens: 1e9)]) == [.trainingFLOPs(own)])
        #expect(try needs([.trainingFLOPs(own, tokens: 1e9, hasFullSoftmax: true)]) == [.trainingFLOPs(full)])
        #expect(
            try needs([.parameters(body), .embeddingBytes(1, bytesPerNumber: 4)])
                == [.parameters(body + table), .embeddingBytes(4 * Double(table))]
        )
        #expect(throws: SearchSpaceError.budgetOutOfRange) { try needs([.trainingFLOPs(-1, tokens: 1)]) }
    }

    @Test("the gain of the next 10 % of parameters is never negative")
    func marginal() throws {
        let law = try FittedLaw(fitting: ObservationSet(PublishedGrid.all[0].observations()))
        let space = try SearchSpace(layers: SearchLevels(1...32), dim: SearchLevels(8...100), maxParameters: 50_000)
        let found = try law.optimum(in: space)
        let (best, gain) = (found.best, found.next)
        #expect(gain.gain >= 0)
        #expect(Double(gain.parameters) <= 1.1 * Double(best.parameters))
        let enlarged = try law.optimum(in: space.affording(Int(1.1 * Double(best.parameters)))).best
        #expect(abs(best.prediction.value + gain.gain - enlarged.prediction.value) <= 1e-12)
    }

    /// Levels 0.1 + 0.03·ln D′ exactly: slope 0.03, correlation 1.
    @Test("the check of D′ finds a known slope")
    func dPrimeCheck() throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 2e6, 5e6, 1.2e7]) { layers, dim, dPrime in
            0.1 + 0.01 * log(layers) + 0.01 * log(dim) + 0.03 * log(dPrime) - 0.4
        }
        let options = FitOptions(form: .named(.logQuadratic))
        let check = try #require(try DPrimeEvidence(fitting: ObservationSet(observations), options: options).check)
        #expect(check.levels.count == 4)
        #expect(abs(check.slope - 0.03) <= 1e-9)
        #expect(abs(try #require(check.correlation) - 1) <= 1e-9)
        #expect(check.isSupported(for: .maximise))
        #expect(!check.isSupported(for: .minimise))
    }

    /// A loss of 4 − 0.03·ln D′ and so on: it improves with D′.
    @Test("a loss that falls with D′ supports the claim, one that rises does not", arguments: [-0.03, 0.03])
    func dPrimeCheckOfLoss(_ slope: Double) throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 2e6, 5e6, 1.2e7]) { layers, dim, dPrime in
            2 - 0.01 * log(layers) - 0.01 * log(dim) + slope * log(dPrime / 1e6)
        }
        let options = FitOptions(form: .named(.logQuadratic), goal: .minimise)
        let check = try #require(
            try DPrimeEvidence(fitting: ObservationSet(observations, on: .likelihood), options: options).check
        )
        // The levels are fitted on the scale e^(−loss), on which the surface is no polynomial.
        #expect(abs(check.slope - slope) <= 1e-4)
        #expect(check.isSupported(for: .minimise) == (slope < 0))
        #expect(check.isSupported(for: .maximise) == (slope > 0))
    }

    @Test("an outlier is reported and kept")
    func outlier() throws {
        print("seed 9")
        var generator = SeededGenerator(seed: 9)
        var observations = try SimulatedGrid.observations { layers, dim, _ in
            0.2 + 0.02 * log(layers) + 0.01 * log(dim) + 0.001 * generator.normal()
        }
        let wrong = observations[9]
        observations[9] = try Observation(layers: wrong.layers, dim: wrong.dim, value: wrong.value + 0.03)
        let law = try FittedLaw(fitting: ObservationSet(observations), options: FitOptions(form: .named(.logQuadratic)))
        let named = law.warnings.contains { warning in
            if case .outlier(let configuration, _, let pValue) = warning {
                return configuration.layers == wrong.layers && configuration.dim == wrong.dim && pValue < 0.01
            }
            return false
        }
        #expect(named)
        #expect(law.count == 24)
        #expect(law.lackOfFitPValue == nil)
    }
}
