import Foundation
import ResourceMetering
import TestSupport
import Testing

@testable import LawFitting

@Suite("Optimum search")
struct OptimumSearchTests {
    /// Counted by hand from the definitions: sasrec 6·64² + 10·64; llama h = 192 for d = 64; hstu 5·64² + 9·64.
    @Test(
        "parameters are counted by architecture",
        arguments: [
            (Architecture.sasrec, 64, 25_216), (.llama, 64, 16_384 + 3 * 64 * 192 + 128), (.hstu, 64, 21_056),
            (.llama, 24, 4 * 576 + 3 * 24 * 64 + 48), (.llama, 25, 4 * 625 + 3 * 25 * 128 + 50), (.sasrec, 1, 16),
        ]
    )
    func parameters(_ architecture: Architecture, dim: Int, perLayer: Int) {
        #expect(architecture.parametersPerLayer(dim: dim) == perLayer)
        #expect(architecture.parameters(layers: 3, dim: dim, items: 1000) == 3 * perLayer + 1000 * dim)
    }

    @Test("a count beyond Int is nil", arguments: Architecture.allCases)
    func overflow(_ architecture: Architecture) {
        #expect(architecture.parameters(layers: 1, dim: .max) == nil)
        #expect(architecture.parameters(layers: .max, dim: 64) == nil)
        #expect(architecture.parameters(layers: 1, dim: 64, items: .max) == nil)
        #expect(architecture.parametersPerLayer(dim: 1 << 31) == nil || architecture != .sasrec)
    }

    @Test("levels are the multiples within a range")
    func levels() throws {
        #expect(try SearchLevels(15...33, multipleOf: 8).values == [16, 24, 32])
        #expect(try SearchLevels([7, 3, 3]).values == [3, 7])
        #expect(throws: SearchSpaceError.noMultiple(9...15, of: 8)) { try SearchLevels(9...15, multipleOf: 8) }
        #expect(throws: SearchSpaceError.tooManyValues(limit: 1_000_000)) { try SearchLevels(1...Int.max) }
        #expect(throws: SearchSpaceError.valueOutOfRange(0)) { try SearchLevels(0...4) }
        #expect(throws: SearchSpaceError.multipleOutOfRange(0)) { try SearchLevels(1...4, multipleOf: 0) }
        #expect(try SearchLevels(Int.max...Int.max, multipleOf: .max).values == [.max])
        let wide = try SearchLevels(1...1_000_000)
        #expect(throws: SearchSpaceError.tooManyConfigurations(limit: 4_000_000)) {
            try SearchSpace(layers: wide, dim: wide)
        }
    }

    @Test("a search that remembers the last one answers the same, whatever was asked before, and works less")
    func memo() throws {
        var runs: [Observation] = []
        for data in [1e6, 4e6, 1e7] {
            for layers in [2, 4, 8] {
                for dim in [16, 32, 64] {
                    let rise = Double(layers) / Double(layers + 2) + Double(dim).squareRoot() / 40
                    let noise = Double((layers * 7 + dim * 3) % 5) / 100
                    let value = 0.2 + 0.02 * (rise + noise) + 1e-9 * data
                    runs.append(try Observation(layers: layers, dim: dim, dPrime: data, value: value))
                }
            }
        }
        let law = try FittedLaw(fitting: ObservationSet(runs), options: FitOptions())
        let memo = OptimumMemo()
        let (narrow, wide) = (try SearchLevels(2...16), try SearchLevels(1...24))
        let dim = try SearchLevels(8...128, multipleOf: 8)
        for (layers, budget, dPrime, beyond) in [
            (narrow, nil, 1e6, false), (narrow, 100_000, 1e6, false), (narrow, 100_000, 4e6, false),
            (wide, 100_000, 4e6, false), (wide, 100_000, 4e6, true), (wide, 90_000, 4e6, true),
        ] as [(SearchLevels, Int?, Double, Bool)] {
            let space = try SearchSpace(layers: layers, dim: dim, maxParameters: budget)
            let remembered = try law.optimum(in: space, dPrime: dPrime, beyond: beyond, memo: memo)
            #expect(remembered == (try law.optimum(in: space, dPrime: dPrime, beyond: beyond)))
        }
        let space = try SearchSpace(layers: narrow, dim: dim, maxParameters: 100_000)
        let again = try (0..<2).map { _ in
            let meter = WorkMeter()
            _ = try law.optimum(in: space, dPrime: 1e6, memo: memo, meter: meter)
            return meter.spent
        }
        #expect(again[1] < again[0], "the same question costs less the second time")
    }

    private static let spaces: [(budget: Int?, items: Int, architecture: Architecture)] = [
        (nil, 0, .sasrec), (200_000, 0, .sasrec), (400_000, 3_000, .llama), (60_000, 0, .hstu),
        (900_000, 10_000, .hstu),
    ]

    @Test("agrees with a search through every configuration", arguments: spaces, LawForm.parametric)
    func bruteForce(_ asked: (budget: Int?, items: Int, architecture: Architecture), _ form: LawForm) throws {
        let law = try FittedLaw(
            fitting: ObservationSet(PublishedGrid.all[0].observations()),
            options: FitOptions(form: .named(form))
        )
        let (layers, dim) = (try SearchLevels(1...48), try SearchLevels(8...160, multipleOf: Build.isOptimised ? 4 : 8))
        let space = try SearchSpace(
            layers: layers,
            dim: dim,
            architecture: asked.architecture,
            items: asked.items,
            maxParameters: asked.budget
        )
        let found = try law.optimum(in: space, tolerance: 0.02, level: 0.9, confidenceLevel: 0.9, beyond: true)

        var all: [(layers: Int, dim: Int, value: Double, cost: Int)] = []
        for layers in layers.values {
            for dim in dim.values {
                let cost = try #require(asked.architecture.parameters(layers: layers, dim: dim, items: asked.items))
                guard cost <= asked.budget ?? .max else { continue }
                all.append((layers, dim, try law.predict(layers: Double(layers), dim: Double(dim)).value, cost))
            }
        }
        let highest = try #require(all.map(\.value).max())
        #expect(abs(found.best.prediction.value - highest) <= 1e-12)
        // The tolerance is a share of the measured range.
        let values = try PublishedGrid.all[0].observations().map(\.value)
        let range = try #require(values.max()) - #require(values.min())
        let enough = all.filter { $0.value >= highest - 0.02 * range }
        #expect(found.cheapest.parameters == enough.map(\.cost).min())
        // The frontier rises in cost and value. For every configuration it has one that is as good and costs no more. If a law
        // saturates, values differ in the last bits only.
        for (cheaper, dearer) in zip(found.frontier, found.frontier.dropFirst()) {
            #expect(cheaper.parameters < dearer.parameters)
            #expect(cheaper.value <= dearer.value)
        }
        for entry in all {
            let affordable = try #require(found.frontier.last { $0.parameters <= entry.cost })
            #expect(affordable.value >= entry.value - 1e-12)
        }

        try checkConfidence(found, all.map { ($0.layers, $0.dim) }, law, level: 0.9)
    }

    /// Layers and dim grow together, so the best measured configuration can be the best without lying on the frontier.
    @Test("the cheapest configuration that is as good never has more parameters than the best")
    func cheapest() throws {
        let measured = [
            (2, 16, 0.22346), (4, 32, 0.270084), (8, 64, 0.290489), (16, 128, 0.284751), (32, 256, 0.248599),
        ]
        let observations = try measured.map { try Observation(layers: $0.0, dim: $0.1, value: $0.2) }
        let law = try FittedLaw(fitting: ObservationSet(observations), options: FitOptions())
        let found = try law.optimum(in: SearchSpace(layers: SearchLevels(1...64), dim: SearchLevels(8...512)))
        #expect(found.isMeasured && found.best.layers == 8 && found.best.dim == 64)
        #expect(found.cheapest.parameters <= found.best.parameters)
        let loss = found.best.prediction.value - found.cheapest.prediction.value
        #expect(loss <= 0.01 * law.measuredRange + 1e-12)
    }

    /// By brute force: every configuration of the set lies within the reported ranges. They are rounded outwards between evaluated
    /// levels, so they may hold more.
    private func checkConfidence(_ found: Optimum, _ all: [(Int, Int)], _ law: FittedLaw, level: Double) throws {
        let best = law.point(Double(found.best.layers), Double(found.best.dim))
        let tables = law.model.tables
        let differences = law.model.differences(at: all.map { law.point(Double($0.0), Double($0.1)) }, reference: best)
        for (place, difference) in zip(all, differences) {
            // The set's boundary moves by rounding.
            guard 1 - difference.cumulative(0, tables: tables) >= 1 - level + 1e-6 else { continue }
            let row = try #require(found.confidence.byLayers.first { $0.layers == place.0 }, "\(place)")
            #expect(row.dim.contains(place.1), "\(place) in \(row)")
        }
        let rows = found.confidence.byLayers
        #expect(rows.map(\.layers) == rows.map(\.layers).sorted())
        #expect(found.confidence.layers.low == rows.first?.layers && found.confidence.layers.high == rows.last?.layers)
        #expect(found.confidence.dim.low == rows.map(\.dim.lowerBound).min())
        #expect(found.confidence.dim.high == rows.map(\.dim.upperBound).max())
    }

    @Test("a blend's table and confidence set agree with its predictions", arguments: [0.5, 0.8, 0.95])
    func blend(_ level: Double) throws {
        let law = try FittedLaw(
            fitting: ObservationSet(PublishedGrid.all[0].observations()),
            options: FitOptions(form: .auto, candidates: .required)
        )
        // Few enough that every configuration is evaluated.
        let layers = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80]
        let space = try SearchSpace(layers: SearchLevels(layers), dim: SearchLevels(30...90, multipleOf: 10))
        let found = try law.optimum(in: space, confidenceLevel: level)
        var (all, highest) = ([(Int, Int)](), 0.0)
        for layers in layers {
            for dim in stride(from: 30, through: 90, by: 10)
            where law.geometry.octaves(logLayers: log(Double(layers)), logDim: log(Double(dim))) <= 1 {
                all.append((layers, dim))
                highest = max(highest, try law.predict(layers: Double(layers), dim: Double(dim)).value)
            }
        }
        #expect(abs(found.best.prediction.value - highest) <= 1e-12)
        try checkConfidence(found, all, law, level: level)
    }

    @Test("if nothing is feasible, the error names the smallest budget that would be")
    func nothingFeasible() throws {
        let law = try FittedLaw(fitting: ObservationSet(PublishedGrid.all[0].observations()))
        let space = try SearchSpace(
            layers: SearchLevels(2...8),
            dim: SearchLevels(16...64),
            items: 100,
            maxParameters: 1000
        )
        let smallest = try #require(Architecture.sasrec.parameters(layers: 2, dim: 16, items: 100))
        #expect(throws: OptimumError.nothingFeasible([.parameters(smallest)])) {
            try law.optimum(in: space, beyond: true)
        }
        let huge = try SearchSpace(layers: SearchLevels([1]), dim: SearchLevels([.max]))
        #expect(throws: OptimumError.nothingFeasible([])) { try law.optimum(in: huge, beyond: true) }
        // The nearest measured dim is 100, so dim 800 is three octaves off.
        let far = try SearchSpace(layers: SearchLevels([8]), dim: SearchLevels([800]))
        let error = #expect(throws: OptimumError.self) { try law.optimum(in: far) }
        guard case .nothingWithinReach(let octaves, 1) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(abs(octaves - 3) <= 1e-9)
        #expect(throws: OptimumError.toleranceOutOfRange(2)) { try law.optimum(in: space, tolerance: 2) }
        #expect(throws: OptimumError.prediction(.levelOutOfRange(1))) { try law.optimum(in: space, level: 1) }
    }

    @Test("a law over several D′ needs one")
    func dPrime() throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 2e6, 7e6]) { layers, dim, dPrime in
            0.05 * SimulatedGrid.gain(layers, -0.3) + 0.04 * SimulatedGrid.gain(dim, -0.21)
                + 0.01 * SimulatedGrid.gain(dPrime / 2.6e6, -0.2) + 0.5
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(.performanceLaw))
        )
        let space = try SearchSpace(layers: .around(law.domain.layers), dim: .around(law.domain.dim))
        #expect(throws: OptimumError.prediction(.dPrimeNeeded(low: 1e6, high: 7e6))) { try law.optimum(in: space) }
        let found = try law.optimum(in: space, dPrime: 3e6)
        // The optimum of w1·g is at 2^(−1/w): 10.1 layers, 27.1 dim.
        #expect((found.best.layers, found.best.dim) == (10, 27))
        #expect(abs(found.continuous.layers - pow(2, 1 / 0.3)) <= 1e-3)
        #expect(found.continuous.interior)
        #expect(found.continuous.dPrime == 3e6)
    }
}
