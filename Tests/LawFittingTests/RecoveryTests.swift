import Foundation
import LawFitting
import Testing

/// Laws known in advance, measured without noise, come back exactly.
@Suite("Recovery")
struct RecoveryTests {
    private func value(_ law: FittedLaw, _ name: String) throws -> Double {
        try #require(law.parameters.first { $0.name == name }?.value)
    }

    private func check(_ law: FittedLaw, _ truth: [String: Double], tolerance: Double = 1e-6) throws {
        for (name, expected) in truth {
            let found = try value(law, name)
            #expect(abs(found - expected) <= tolerance * max(abs(expected), 0.1), "\(name): \(found), not \(expected)")
        }
        #expect(law.scores.rmse <= 1e-10)
    }

    static let performanceLaws: [[Double]] = [
        [0.16, 2.2, -0.26, -0.17, 1.03], [0.05, 0.04, -0.3, -0.21, 0.3], [0.02, 0.3, 0.4, -0.15, 0.5],
        [-0.02, -0.02, 0.5, 0.7, 0.2],
    ]

    @Test("recovers performance-law", arguments: performanceLaws)
    func performanceLaw(_ truth: [Double]) throws {
        let observations = try SimulatedGrid.observations { layers, dim, _ in
            truth[0] * SimulatedGrid.gain(layers, truth[2]) + truth[1] * SimulatedGrid.gain(dim, truth[3]) + truth[4]
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.performanceLaw), candidates: .required)
        )
        try check(law, ["w1": truth[0], "w2": truth[1], "w3": truth[2], "w4": truth[3], "b": truth[4]])
        #expect(law.warnings.contains(.exactFit))
        #expect(law.scores.aicc == nil)
    }

    @Test("recovers performance-law over several D′")
    func performanceLawWithDPrime() throws {
        // D′ is in units of the geometric middle of its range.
        let middle = (2e6 * 1.2e7).squareRoot()
        let observations = try SimulatedGrid.observations(dPrimes: [2e6, 5e6, 1.2e7]) { layers, dim, dPrime in
            0.05 * SimulatedGrid.gain(layers, -0.3) + 0.04 * SimulatedGrid.gain(dim, -0.21)
                + 0.03 * SimulatedGrid.gain(dPrime / middle, -0.4) + 0.5
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.performanceLaw), candidates: .required)
        )
        let truths = ["w1": 0.05, "w2": 0.04, "w3": -0.3, "w4": -0.21, "w6": 0.03, "w5": -0.4, "b": 0.5]
        try check(law, truths, tolerance: 1e-5)
        let truth =
            0.05 * SimulatedGrid.gain(10, -0.3) + 0.04 * SimulatedGrid.gain(60, -0.21)
            + 0.03 * SimulatedGrid.gain(8e6 / middle, -0.4) + 0.5
        #expect(abs(try law.predict(layers: 10, dim: 60, dPrime: 8e6).value - truth) <= 1e-9)
        #expect(!law.warnings.contains(.dPrimeNotIdentifiable))
    }

    @Test("recovers scaling-law, with and without D′", arguments: [[nil], [2e6, 5e6, 1.2e7]] as [[Double?]])
    func scalingLaw(_ dPrimes: [Double?]) throws {
        let observations = try SimulatedGrid.observations(dPrimes: dPrimes) { layers, dim, dPrime in
            0.5 - 0.2 * pow(layers, -0.8) - 0.9 * pow(dim, -0.5) - (dPrimes.count > 1 ? 3 * pow(dPrime, -0.3) : 0)
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.scalingLaw), candidates: .required)
        )
        var truth = ["c": 0.5, "a": 0.2, "alpha": 0.8, "b": 0.9, "beta": 0.5]
        if dPrimes.count > 1 { truth.merge(["e": 3, "gamma": 0.3]) { $1 } }
        try check(law, truth, tolerance: 1e-5)
    }

    @Test("recovers the quadratic forms in u, v and s", arguments: [LawForm.logQuadratic, .logQuadraticInteraction])
    func quadratic(_ form: LawForm) throws {
        let (middleN, middleD, middleS) = (log(128.0) / 2, log(2500.0) / 2, log(2.4e13) / 2)
        let observations = try SimulatedGrid.observations(
            layers: [4, 12, 32],
            dim: [25, 50, 100],
            dPrimes: [2e6, 5e6, 1.2e7]
        ) { layers, dim, dPrime in
            let u = (log(layers) - middleN) / (log(8.0) / 2)
            let v = (log(dim) - middleD) / (log(4.0) / 2)
            let s = (log(dPrime) - middleS) / (log(6.0) / 2)
            let crossed = form == .logQuadratic ? 0 : 0.02 * u * v
            return 0.3 + 0.01 * u - 0.03 * u * u + 0.02 * v - 0.04 * v * v + 0.05 * s - 0.01 * s * s + crossed
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
        var truth = [
            "intercept": 0.3, "u": 0.01, "uSquared": -0.03, "v": 0.02, "vSquared": -0.04, "s": 0.05, "sSquared": -0.01,
        ]
        if form == .logQuadraticInteraction { truth["uv"] = 0.02 }
        try check(law, truth, tolerance: 1e-9)
    }

    @Test("two D′ give a slope in its logarithm", arguments: LawForm.parametric)
    func twoDPrimes(_ form: LawForm) throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 4e6]) { layers, dim, dPrime in
            0.05 * SimulatedGrid.gain(layers, -0.3) + 0.04 * SimulatedGrid.gain(dim, -0.21) + 0.03 * log(dPrime) - 0.1
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
        #expect(law.warnings.contains(.fewLevels(axis: .dPrime, have: 2, need: 3)))
        let low = try law.predict(layers: 8, dim: 50, dPrime: 1e6).value
        let high = try law.predict(layers: 8, dim: 50, dPrime: 4e6).value
        #expect(abs(high - low - 0.03 * log(4.0)) <= 1e-9)
        if form == .performanceLaw {
            try check(law, ["w1": 0.05, "w3": -0.3, "dPrimeSlope": 0.03, "b": -0.1])
        }
    }

    @Test(
        "the reported parameters give the predictions by the authors' formula",
        arguments: PublishedGrid.all.prefix(4)
    )
    func formula(_ grid: PublishedGrid) throws {
        let set = try ObservationSet(grid.observations())
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .named(.performanceLaw), candidates: .required))
        let (w1, w2, w3, w4) = try (value(law, "w1"), value(law, "w2"), value(law, "w3"), value(law, "w4"))
        let b = try value(law, "b")
        let scaling = try FittedLaw(fitting: set, options: FitOptions(form: .named(.scalingLaw), candidates: .required))
        // An exponent on its bound 0 has no finite coefficient in the authors' formula.
        guard !scaling.parameters.contains(where: { $0.absence == .vanishingExponent }) else { return }
        let (c, a, alpha) = try (value(scaling, "c"), value(scaling, "a"), value(scaling, "alpha"))
        let (e, beta) = try (value(scaling, "b"), value(scaling, "beta"))
        for (layers, dim) in [(4.0, 128.0), (12, 50), (16, 64), (40, 30)] {
            let gains = w1 * SimulatedGrid.gain(layers, w3) + w2 * SimulatedGrid.gain(dim, w4) + b
            #expect(abs(try law.predict(layers: layers, dim: dim).value - gains) <= 1e-9)
            let powers = c - a * pow(layers, -alpha) - e * pow(dim, -beta)
            #expect(abs(try scaling.predict(layers: layers, dim: dim).value - min(max(powers, 0), 1)) <= 1e-9)
        }
    }

    /// The optimum of w1·g is at x* = 2^(−1/w).
    @Test("the optimum is at the turning point of the law")
    func optimum() throws {
        let observations = try SimulatedGrid.observations { layers, dim, _ in
            0.16 * SimulatedGrid.gain(layers, -0.26) + 2.2 * SimulatedGrid.gain(dim, -0.17) + 1.03
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.performanceLaw), candidates: .required)
        )
        let optimum = law.optimum
        #expect(abs(optimum.layers - pow(2, 1 / 0.26)) <= 1e-4)
        #expect(abs(optimum.dim - pow(2, 1 / 0.17)) <= 1e-4)
        #expect(optimum.interior)
    }
}
