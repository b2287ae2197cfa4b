import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// Every possible measurement gets an answer: a law with finite numbers, or an error that names what is missing.
@Suite("Degenerate inputs")
struct DegenerateInputTests {
    private static func grid(_ layers: [Int], _ dim: [Int], _ value: (Int, Int) -> Double) throws -> [Observation] {
        try layers.flatMap { layers in
            try dim.map { try Observation(layers: layers, dim: $0, value: value(layers, $0)) }
        }
    }

    /// Every number of a law is finite, because JSON refuses others. The law survives a round trip unchanged.
    private func checkFinite(_ law: FittedLaw) throws {
        let json = try JSONEncoder().encode(law)
        #expect(try JSONDecoder().decode(FittedLaw.self, from: json) == law)
        var dPrimes: [Double?] = [nil]
        if let range = law.domain.dPrime {
            dPrimes = [range.low, range.high]
            if !law.warnings.contains(.dPrimeNotIdentifiable) { dPrimes += [1e-300, 1e300] }
        }
        for dPrime in dPrimes {
            for (layers, dim) in [(1, 1), (7.5, 60), (1e18, 1), (1, 1e18), (9.2e18, 9.2e18), (1e300, 1e300)] {
                for level in [0.8, 0.999_999] {
                    let prediction = try law.predict(layers: layers, dim: dim, dPrime: dPrime, level: level)
                    for figure in [prediction.value, prediction.low, prediction.high] {
                        #expect(figure >= 0 && figure <= 1)
                    }
                    #expect(prediction.low <= prediction.value && prediction.value <= prediction.high)
                    #expect(prediction.standardError >= 0 && prediction.standardError.isFinite)
                }
            }
            let space = try SearchSpace(layers: .around(law.domain.layers), dim: .around(law.domain.dim))
            do {
                let found = try law.optimum(in: space, dPrime: dPrime, beyond: true)
                #expect(found.best.prediction.value.isFinite)
                #expect(!found.frontier.isEmpty)
            } catch let error as OptimumError {
                #expect(error == .nothingFeasible([]))
            }
        }
    }

    @Test("an empty set, and a set with D′ on some measurements only, are refused")
    func sets() throws {
        #expect(throws: ObservationSetError.empty) { try ObservationSet([]) }
        let partial = try [
            Observation(layers: 1, dim: 1, dPrime: 1, value: 0), Observation(layers: 1, dim: 1, value: 0),
        ]
        #expect(throws: ObservationSetError.partialDPrime(with: 1, without: 1)) { try ObservationSet(partial) }
    }

    @Test("impossible measurements are refused")
    func observations() {
        #expect(throws: ObservationError.layersOutOfRange(0)) { try Observation(layers: 0, dim: 1, value: 0) }
        #expect(throws: ObservationError.dimOutOfRange(-3)) { try Observation(layers: 1, dim: -3, value: 0) }
        #expect(throws: ObservationError.self) { try Observation(layers: 1, dim: 1, value: .nan) }
        for dPrime in [0, -1, Double.infinity, .nan] {
            #expect(throws: ObservationError.self) { try Observation(layers: 1, dim: 1, dPrime: dPrime, value: 0) }
        }
    }

    @Test("a stored observation is validated")
    func decoding() throws {
        let good = try Observation(layers: 4, dim: 25, dPrime: 1.25e7, value: 0.2811)
        #expect(try JSONDecoder().decode(Observation.self, from: JSONEncoder().encode(good)) == good)
        let bad = Data(#"{"layers":0,"dim":25,"value":0.3}"#.utf8)
        #expect(throws: ObservationError.layersOutOfRange(0)) { try JSONDecoder().decode(Observation.self, from: bad) }
    }

    /// The full Performance Law of one dataset has 5 parameters, so 6 configurations suffice, whichever levels they have.
    @Test("two points do not determine a law, and the errors name a number that suffices")
    func twoPoints() throws {
        let set = try ObservationSet([
            Observation(layers: 4, dim: 25, value: 0.3), Observation(layers: 8, dim: 50, value: 0.4),
        ])
        #expect(throws: FitError.tooFewConfigurations(form: .kriging, have: 2, need: 3)) { try FittedLaw(fitting: set) }
        #expect(throws: FitError.tooFewConfigurations(form: .performanceLaw, have: 2, need: 6)) {
            try FittedLaw(fitting: set, options: FitOptions(form: .named(.performanceLaw)))
        }
    }

    @Test("duplicates of one configuration are refused")
    func duplicatesOnly() throws {
        let set = try ObservationSet(
            (0..<10).map { try Observation(layers: 4, dim: 25, value: 0.3 + Double($0) / 100) }
        )
        #expect(throws: FitError.oneConfiguration(need: 3)) { try FittedLaw(fitting: set) }
    }

    /// Whatever is run next, a refusal repeats its number until so many configurations are there, and then there is a law.
    @Test("a refusal's number does not change when runs are added", arguments: LawForm.allCases)
    func sameNumber(_ form: LawForm) throws {
        let places = [(4, 25), (8, 50), (16, 100), (4, 100), (16, 25), (8, 25), (32, 50), (4, 50)]
        var numbers: Set<Int> = []
        for count in 2...places.count {
            let set = try ObservationSet(
                places.prefix(count).enumerated().map { index, place in
                    try Observation(layers: place.0, dim: place.1, value: 0.3 + 0.01 * Double(index % 3))
                }
            )
            do {
                _ = try FittedLaw(fitting: set, options: FitOptions(form: .named(form), candidates: .required))
            } catch FitError.tooFewConfigurations(_, let have, let need) {
                numbers.insert(need)
                #expect(have < need)
            } catch FitError.confounded {
                // No number of runs along a diagonal helps; the message says what does.
            }
        }
        #expect(numbers.count <= 1)
    }

    @Test("three configurations are enough for an answer, which says that the prior drives it")
    func fewRuns() throws {
        let set = try ObservationSet(
            [(4, 25), (8, 50), (16, 100)].map { try Observation(layers: $0, dim: $1, value: 0.3 + Double($0) / 1000) }
        )
        let law = try FittedLaw(fitting: set)
        #expect(law.form == .blend)
        #expect(law.warnings.contains(.priorDriven(configurations: 3, need: 8)))
        #expect(law.isConfounded)
        let interval = try law.predict(layers: 8, dim: 50)
        #expect(interval.low < interval.value && interval.value < interval.high)
    }

    /// Three levels of each axis in four configurations: a constant and two coefficients per axis are five parameters.
    @Test("replicates do not count as configurations")
    func fewConfigurations() throws {
        let runs = try [(4, 25), (8, 50), (16, 100), (4, 100)].map { layers, dim in
            try Observation(layers: layers, dim: dim, value: Double(layers + dim) / 200)
        }
        #expect(throws: FitError.tooFewConfigurations(form: .logQuadratic, have: 4, need: 6)) {
            try FittedLaw(fitting: ObservationSet(runs + runs), options: FitOptions(form: .named(.logQuadratic)))
        }
    }

    @Test("a grid with one level of an axis is fitted", arguments: LawForm.allCases)
    func oneLevel(_ form: LawForm) throws {
        let set = try ObservationSet(Self.grid([8], [16, 32, 64, 128, 256]) { _, dim in 0.2 + log(Double(dim)) / 100 })
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .named(form), candidates: .required))
        #expect(law.warnings.contains(.fewLevels(axis: .layers, have: 1, need: 3)))
        #expect(law.optimum.layers == 8)
        try checkFinite(law)
        let other = try ObservationSet(Self.grid([2, 4, 8, 16, 32], [64]) { layers, _ in 0.2 + Double(layers) / 100 })
        try checkFinite(FittedLaw(fitting: other, options: FitOptions(form: .named(form), candidates: .required)))
    }

    @Test("layers and dim that grow together cannot be told apart")
    func confounded() throws {
        let set = try ObservationSet((1...12).map { try Observation(layers: 1 << $0, dim: 8 << $0, value: 0.3) })
        #expect(throws: FitError.confounded(form: .logQuadratic)) {
            try FittedLaw(fitting: set, options: FitOptions(form: .named(.logQuadratic)))
        }
    }

    @Test("the runs that would resolve a confounded design resolve it")
    func resolvingRuns() throws {
        print("seed 41")
        var generator = SeededGenerator(seed: 41)
        var designs = [[(1, 64), (2, 256), (2, 16)], [(7, 8), (8, 9)], [(1, 1)]]
        for _ in 0..<60 {
            designs.append(
                (0..<Int.random(in: 2...6, using: &generator)).map { _ in
                    (Int.random(in: 1...4, using: &generator), 1 << Int.random(in: 2...8, using: &generator))
                }
            )
        }
        var resolved = 0
        for design in designs {
            let set = try ObservationSet(design.map { try Observation(layers: $0.0, dim: $0.1, value: 0.3) })
            guard DesignGeometry(Design(set).points).isConfounded else { continue }
            let runs = ResolvingRuns(set).configurations
            if runs.isEmpty { continue }
            resolved += 1
            let all = try ObservationSet(
                (design + runs.map { ($0.layers, $0.dim) }).map { try Observation(layers: $0.0, dim: $0.1, value: 0.3) }
            )
            #expect(!DesignGeometry(Design(all).points).isConfounded, "\(design) \(runs)")
        }
        #expect(resolved > 40, "this test must try many designs")
        #expect(
            !ResolvingRuns(try ObservationSet([Observation(layers: 1, dim: 64, value: 0.3)])).configurations.isEmpty
        )
    }

    @Test("constant values are fitted", arguments: [0.0, 1, 0.3, 1e-200])
    func constant(_ value: Double) throws {
        let set = try ObservationSet(Self.grid([4, 8, 16, 32], [25, 50, 100]) { _, _ in value })
        for form in LawForm.allCases {
            let law = try FittedLaw(fitting: set, options: FitOptions(form: .named(form), candidates: .required))
            #expect(law.scores.r2 == nil)
            #expect(law.scores.aicc == nil)
            #expect(law.warnings.contains(.constantValues))
            #expect(abs(try law.predict(layers: 8, dim: 50).value - value) <= 1e-12)
            try checkFinite(law)
        }
    }

    @Test("values of only 0 and 1 are fitted", arguments: LawForm.allCases)
    func zeroOne(_ form: LawForm) throws {
        let set = try ObservationSet(Self.grid([4, 8, 16, 32], [25, 50, 100]) { ($0 / 4 + $1 / 25) % 2 == 0 ? 1 : 0 })
        try checkFinite(FittedLaw(fitting: set, options: FitOptions(form: .named(form), candidates: .required)))
    }

    static let hugeLevels: [([Int], [Int])] = [
        ([1, 2, 4, .max], [1, 16, .max]),
        ([.max - 2, .max - 1, .max], [1, 2, 3, 4]),
        ([1_000_000, 1_000_001, 1_000_002, 1_000_003], [10, 20, 40]),
        ([1, 1 << 62, .max], [1, 1 << 62, .max]),
    ]

    @Test("huge and nearly equal levels are fitted", arguments: hugeLevels)
    func huge(_ levels: ([Int], [Int])) throws {
        print("seed 31")
        var generator = SeededGenerator(seed: 31)
        let set = try ObservationSet(
            Self.grid(levels.0, levels.1) { _, _ in Double.random(in: 0...1, using: &generator) }
        )
        for form in LawForm.allCases {
            try checkFinite(FittedLaw(fitting: set, options: FitOptions(form: .named(form), candidates: .required)))
        }
    }

    static let dPrimes: [[Double]] =
        [
            [1e-300], [1e300, 1e-300, 1], [1e7, 1e7.nextUp, 1e7.nextUp.nextUp],
            [.leastNonzeroMagnitude, 1e6, .greatestFiniteMagnitude],
        ] + (Build.isOptimised ? [[1e300], [1e-300, 1e300], [1e7, 1e7.nextUp, 2e7]] : [])

    @Test("extreme D′ are fitted", arguments: dPrimes, LawForm.allCases)
    func extremeDPrime(_ dPrimes: [Double], _ form: LawForm) throws {
        print("seed 32")
        var generator = SeededGenerator(seed: 32)
        let observations = try dPrimes.flatMap { dPrime in
            try [4, 8, 16].flatMap { layers in
                try [25, 50, 100].map { dim in
                    try Observation(
                        layers: layers,
                        dim: dim,
                        dPrime: dPrime,
                        value: 0.3 + 0.01 * log(Double(layers)) + 0.01 * generator.normal()
                    )
                }
            }
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
        try checkFinite(law)
        if dPrimes.count == 1 {
            #expect(law.warnings.contains(.dPrimeNotIdentifiable))
            #expect(throws: PredictionError.dPrimeNotIdentifiable(known: dPrimes[0])) {
                try law.predict(layers: 8, dim: 50, dPrime: 5)
            }
        }
    }

    @Test("invalid coordinates and levels are refused")
    func predictionErrors() throws {
        let law = try FittedLaw(fitting: ObservationSet(PublishedGrid.all[0].observations()))
        for layers in [0.5, .nan, .infinity, -1] {
            #expect(throws: PredictionError.self) { try law.predict(layers: layers, dim: 64) }
            #expect(throws: PredictionError.self) { try law.predict(layers: 16, dim: layers) }
        }
        for level in [0, 1, -1, .nan, 2] {
            #expect(throws: PredictionError.self) { try law.predict(layers: 16, dim: 64, level: level) }
            #expect(throws: FitError.self) {
                try FittedLaw(
                    fitting: ObservationSet(PublishedGrid.all[0].observations()),
                    options: FitOptions(form: .auto, level: level)
                )
            }
        }
        #expect(throws: PredictionError.dPrimeNotIdentifiable(known: nil)) {
            try law.predict(layers: 16, dim: 64, dPrime: 1e7)
        }
    }
}
