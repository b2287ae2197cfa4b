import Foundation
import Testing

@testable import LawFitting

/// Several D′ in one fit: shared terms, terms per dataset, and the check of the claim about D′.
@Suite("Several D′")
struct PoolingTests {
    /// Levels 1, 2, 4 at ln D′ = 0, ln 2, ln 4: slope 1.5/ln 2; residuals (1, −2, 1)/6, so that the slope's error is
    /// √(1/6 / (2·ln²2)), t = 3√3 with one degree of freedom and p = 2·atan(1/t)/π.
    @Test("a line through three levels has the textbook's figures")
    func check() throws {
        let levels = zip([1.0, 2, 4], [0.1, 0.2, 0.4]).map {
            DPrimeCheck.Level(dPrime: $0, value: $1, standardError: 0.01)
        }
        let check = try #require(DPrimeCheck(levels, level: 0.95))
        #expect(check.levels.count == 3)
        #expect(abs(check.slope - 0.15 / log(2.0)) <= 1e-14)
        let t = 3 * 3.0.squareRoot()
        #expect(abs(try #require(check.pValue) - 2 * atan(1 / t) / .pi) <= 1e-12)
        #expect(abs(try #require(check.correlation) - 3 / (28.0 / 3).squareRoot()) <= 1e-12)
        // t(1 degree of freedom, 95 %) = 12.706204736.
        #expect(abs((check.slopeHigh - check.slope) / (check.slope / t) - 12.706_204_736) <= 1e-8)
        #expect(!check.isSupported)
    }

    @Test("a law carries the check, or the reason why there is none")
    func evidence() throws {
        func law(_ dPrimes: [Double?], candidates: FitOptions.Candidates = .all) throws -> FittedLaw {
            let observations = try SimulatedGrid.observations(
                layers: [4, 8, 16],
                dim: [25, 50, 100],
                dPrimes: dPrimes
            ) {
                0.1 + 0.01 * log($0) + 0.02 * log($1) + (dPrimes.count > 1 ? 0.01 * log($2) : 0)
            }
            let options = FitOptions(form: .named(.logQuadratic), candidates: candidates)
            return try FittedLaw(fitting: ObservationSet(observations), options: options)
        }
        let three = try #require(try law([1e6, 2e6, 5e6]).dPrimeEvidence?.check)
        #expect(abs(three.slope - 0.01) <= 1e-9)
        #expect(try law([1e6, 2e6]).dPrimeEvidence == .unavailable(.fewDatasets(have: 2, need: 3)))
        #expect(try law([nil]).dPrimeEvidence == .unavailable(.fewDatasets(have: 0, need: 3)))
        #expect(try law([1e6, 2e6, 5e6], candidates: .required).dPrimeEvidence == nil)
    }

    @Test("the others' interaction is weighted by its variance")
    func prior() throws {
        func estimate(_ value: Double, _ variance: Double) throws -> InteractionPrior.Estimate {
            try #require(InteractionPrior.Estimate(value: value, variance: variance, noise: 9))
        }
        let own = try estimate(1, 4)
        let prior = try #require(
            InteractionPrior(for: own, among: [own, estimate(1, 2), estimate(1, 2)], excluding: 0)
        )
        // Without scatter, two estimates of variance 2 are one of variance 1, a ninth of a measurement's.
        #expect(abs(prior.value - 1) <= 1e-15)
        #expect(abs(prior.rootWeight - 3) <= 1e-12)
        // If they are far apart, their scatter outweighs their own variances and the prior is weak.
        let apart = try #require(
            InteractionPrior(for: own, among: [own, estimate(7, 2), estimate(-5, 2)], excluding: 0)
        )
        #expect(apart.rootWeight < 0.5)
        #expect(InteractionPrior(for: own, among: [own], excluding: 0) == nil)
    }

    @Test(
        "published lengths of one dataset share their interaction and predict better",
        arguments: [[0, 1, 2], [5, 6, 7]]
    )
    func lengths(_ indices: [Int]) throws {
        let options = FitOptions(form: .auto, candidates: .required)
        var (apart, pooled) = (0.0, [Observation]())
        for (index, place) in indices.enumerated() {
            let grid = try PublishedGrid.all[place].observations()
            let law = try FittedLaw(fitting: ObservationSet(grid), options: options)
            let rmse = try #require(law.scores.looRmse)
            apart += rmse * rmse * Double(law.count)
            pooled += try grid.map {
                try Observation(layers: $0.layers, dim: $0.dim, dPrime: 1e6 * Double(index + 1), value: $0.value)
            }
        }
        let law = try FittedLaw(fitting: ObservationSet(pooled), options: options)
        let rmse = try #require(law.scores.looRmse)
        #expect(rmse * rmse * Double(law.count) < apart)
    }
}
