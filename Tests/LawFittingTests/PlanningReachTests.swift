import ElementaryFunctions
import ResourceMetering
import TestSupport
import Testing

@testable import LawFitting

/// What a law may recommend, and when it stops.
@Suite("Reach of recommendations")
struct PlanningReachTests {
    private static func diagonal() throws -> [Observation] {
        try [(2, 32), (4, 64), (6, 96), (8, 128), (12, 192)].map { layers, dim in
            try Observation(layers: layers, dim: dim, value: 0.2 + 0.02 * Elementary.log(Double(layers)))
        }
    }

    @Test("the best lies within an octave of the hull, or half on a diagonal, unless more is asked for")
    func reach() throws {
        let rising = try [2, 4, 8].flatMap { layers in
            try [16, 32, 64].map { dim in
                try Observation(layers: layers, dim: dim, value: 0.1 + 0.01 * Elementary.log(Double(layers * dim)))
            }
        }
        let space = try SearchSpace(layers: SearchLevels(1...64), dim: SearchLevels(8...512, multipleOf: 8))
        for (observations, reach) in [(rising, 1.0), (try Self.diagonal(), 0.5)] {
            let law = try FittedLaw(fitting: ObservationSet(observations))
            let near = try law.optimum(in: space)
            #expect(near.reach == reach)
            for place in near.frontier.map({ ($0.layers, $0.dim) }) + [(near.best.layers, near.best.dim)] {
                let coverage = law.coverage(layers: Double(place.0), dim: Double(place.1))
                #expect(coverage.octaves <= reach + 1e-6)
            }
            let far = try law.optimum(in: space, beyond: true)
            #expect(far.reach == nil)
            if near.isLimitedByReach { #expect(far.best.prediction.value > near.best.prediction.value) }
        }
    }

    /// log2 64 − log2 32 = 1 octave along dim alone; a corner of the box of a diagonal is off the hull.
    @Test("the distance from the hull is in octaves")
    func coverage() throws {
        let law = try FittedLaw(fitting: ObservationSet(Self.diagonal()))
        #expect(law.coverage(layers: 4, dim: 64).octaves == 0)
        // The hull is the line log2 dim = log2 layers + 4, and the corner is off it by log2(192/2) − 4 in dim.
        let corner = (Elementary.log(192.0 / 2) / Elementary.log(2.0) - 4) / 2.0.squareRoot()
        #expect(abs(law.coverage(layers: 2, dim: 192).octaves - corner) <= 1e-9)
        #expect(law.coverage(layers: 2, dim: 192).isBeyondHull)
    }

    /// The value falls off the diagonal, and the search space has no level of the runs: its best is the nearer to it, but less sure.
    @Test("on a confounded design a measured configuration between the levels of the space is a candidate")
    func measuredBetweenLevels() throws {
        let law = try FittedLaw(fitting: ObservationSet(Self.diagonal()))
        func optimum(_ budgets: [Budget] = [], largest: Int = 256) throws -> Optimum {
            let space = try SearchSpace(
                layers: SearchLevels([3, 5, 16]),
                dim: SearchLevels([24, 48, largest]),
                budgets: budgets
            )
            return try law.optimum(in: space)
        }
        let found = try optimum()
        #expect(found.isMeasured)
        #expect((found.best.layers, found.best.dim) == (12, 192))
        #expect(found.confidence.byLayers.allSatisfy { [3, 5, 12, 16].contains($0.layers) })
        // Neither beyond the ranges of the space nor beyond its budgets.
        #expect(try optimum(largest: 150).best.dim <= 150)
        #expect(try optimum([.parameters(found.best.parameters - 1)]).best.parameters < found.best.parameters)
    }

    @Test("a confounded design is told the runs that resolve it")
    func resolving() throws {
        let observations = try Self.diagonal()
        let law = try FittedLaw(fitting: ObservationSet(observations))
        var runs: [Configuration] = []
        for case .confounded(let found) in law.warnings { runs = found }
        #expect(!runs.isEmpty)
        let all = try observations + runs.map { try Observation(layers: $0.layers, dim: $0.dim, value: 0.3) }
        #expect(!(try FittedLaw(fitting: ObservationSet(all)).isConfounded))
    }

    @Test("a dataset that was not fitted says on how many it rests")
    func newDataset() throws {
        let observations = try SimulatedGrid.observations(dPrimes: [1e6, 3e6, 9e6]) { layers, dim, dPrime in
            0.1 + 0.01 * Elementary.log(layers * dim) + 0.01 * Elementary.log(dPrime / 1e6)
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .auto, candidates: .required)
        )
        #expect(law.coverage(layers: 8, dim: 50, dPrime: 3e6).newDataset == nil)
        // A client may have rounded it.
        #expect(law.coverage(layers: 8, dim: 50, dPrime: 3e6 * (1 + 1e-11)).newDataset == nil)
        #expect(law.coverage(layers: 8, dim: 50, dPrime: 5e6).newDataset == 3)
        let (known, new) = try (
            law.predict(layers: 8, dim: 50, dPrime: 3e6), law.predict(layers: 8, dim: 50, dPrime: 5e6)
        )
        #expect(new.high - new.low > known.high - known.low)
    }

    @Test(
        "a surface has the predictions of its points",
        arguments: [nil, 3e6] as [Double?],
        [LawForm.blend, .kriging, .separable]
    )
    func surface(_ dPrime: Double?, _ form: LawForm) throws {
        let dPrimes: [Double?] = dPrime == nil ? [nil] : [1e6, 3e6, 9e6]
        print("seed 41")
        var generator = SeededGenerator(seed: 41)
        let observations = try SimulatedGrid.observations(dPrimes: dPrimes) { layers, dim, dPrime in
            0.1 + 0.01 * Elementary.log(layers * dim) + 0.002 * generator.normal()
        }
        let law = try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
        let (layers, dim) = ([1, 4, 9, 60], Array(stride(from: 10, through: 200, by: 10)))
        for asked in dPrime == nil ? [nil] : [dPrime, 5e6] {
            let surface = try law.surface(layers: layers, dim: dim, dPrime: asked, level: 0.9)
            for (row, layers) in zip(surface, layers) {
                for (found, dim) in zip(row, dim) {
                    let own = try law.predict(layers: Double(layers), dim: Double(dim), dPrime: asked, level: 0.9)
                    #expect(abs(found.value - own.value) <= 1e-10)
                    #expect(abs(found.low - own.low) <= 1e-7 && abs(found.high - own.high) <= 1e-7)
                }
            }
        }
    }

    @Test("a table has the values of its points, whichever axis has fewer levels")
    func table() throws {
        for (layers, dims) in [([2, 4, 8, 16, 32], [25, 50, 100]), ([2, 4, 8], [16, 25, 50, 75, 100])] {
            for dPrimes in [[nil], [1e6, 3e6]] as [[Double?]] {
                let observations = try SimulatedGrid.observations(layers: layers, dim: dims, dPrimes: dPrimes) {
                    layers,
                    dim,
                    dPrime in
                    0.1 + 0.02 * Elementary.log(layers) - 0.003 * Elementary.log(dim) * Elementary.log(layers)
                }
                let law = try FittedLaw(
                    fitting: ObservationSet(observations),
                    options: FitOptions(form: .auto, candidates: .required)
                )
                let logDPrime = dPrimes.count > 1 ? Elementary.log(2e6) : 0
                let (u, v) = ([0.5, 2.0, 4.0], [3.0, 4.5, 6.0])
                let table = SurfaceTable(law.model, logLayers: u, logDim: v, logDPrime: logDPrime)
                for (i, x) in u.enumerated() {
                    for (j, y) in v.enumerated() {
                        let own = law.model.value(LawPoint(logLayers: x, logDim: y, logDPrime: logDPrime))
                        #expect(abs(table.value(i, j) - own) <= 1e-11)
                    }
                }
            }
        }
    }

    @Test("a table in several blocks has the bits of a small one")
    func blocks() throws {
        let law = try FittedLaw(fitting: ObservationSet(PublishedGrid.all[1].observations()))
        let many = (0..<(SurfaceTable.blockLength + 300)).map { 0.5 + Double($0) / 1_000 }
        let few = [1.5, 3.0, 4.5]
        let places = [0, 1, 255, 256, SurfaceTable.blockLength - 1, SurfaceTable.blockLength, many.count - 1]
        let picked = places.map { many[$0] }
        let deep = SurfaceTable(law.model, logLayers: many, logDim: few, logDPrime: 0)
        let wide = SurfaceTable(law.model, logLayers: few, logDim: many, logDPrime: 0)
        let deepPart = SurfaceTable(law.model, logLayers: picked, logDim: few, logDPrime: 0)
        let widePart = SurfaceTable(law.model, logLayers: few, logDim: picked, logDPrime: 0)
        for (index, place) in places.enumerated() {
            for other in few.indices {
                #expect(deep.value(place, other) == deepPart.value(index, other))
                #expect(wide.value(other, place) == widePart.value(other, index))
            }
        }
    }

    @Test("the confidence set grows with its level")
    func level() throws {
        let law = try FittedLaw(
            fitting: ObservationSet(PublishedGrid.all[1].observations()),
            options: FitOptions(form: .auto, candidates: .required)
        )
        let space = try SearchSpace(layers: SearchLevels(2...40), dim: SearchLevels(16...128, multipleOf: 4))
        let sizes = try [0.5, 0.8, 0.95].map { level in
            try law.optimum(in: space, confidenceLevel: level).confidence.byLayers.reduce(0) { $0 + $1.dim.count }
        }
        #expect(sizes == sizes.sorted())
        #expect(sizes[0] < sizes[2])
    }

    @Test(
        "a batch of suggestions is spread, and one for the surface keeps its distance",
        arguments: SuggestionGoal.allCases
    )
    func spread(_ goal: SuggestionGoal) throws {
        let observations = try ObservationSet(PublishedGrid.all[0].observations())
        let space = try SearchSpace(layers: SearchLevels(2...40), dim: SearchLevels(16...160, multipleOf: 4))
        let found = try observations.suggestions(in: space, count: 4, goal: goal)
        #expect(Set(found.map { SIMD2($0.layers, $0.dim) }).count == 4)
        let span = DOptimality(layers: [2, 40], dim: [16, 160])
        let places = found.map { span.coordinates(layers: $0.layers, dim: $0.dim) }
        for (index, place) in places.enumerated() {
            for other in places[..<index] {
                let distance = ((place - other) * (place - other)).sum().squareRoot()
                // A tenth of the range is 0.2 where it goes from −1 to 1.
                #expect(distance >= (goal == .surface ? 0.1 : 0.2 - 1e-9))
            }
        }
    }
}

/// Work ends when its meter says so.
@Suite("Meter of laws")
struct LawMeterTests {
    @Test("every heavy entry point spends, and throws the meter's reason when the budget is spent")
    func stops() throws {
        let set = try ObservationSet(PublishedGrid.all[0].observations())
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, candidates: .required))
        let space = try SearchSpace(layers: SearchLevels(2...40), dim: SearchLevels(16...128))
        let entries: [(String, (WorkMeter) throws -> Void)] = [
            ("fit", { _ = try FittedLaw(fitting: set, meter: $0) }),
            ("optimum", { _ = try law.optimum(in: space, meter: $0) }),
            ("suggestions", { _ = try law.suggestions(after: set, in: space, count: 1, meter: $0) }),
            ("batch", { _ = try law.suggestions(after: set, in: space, count: 3, meter: $0) }),
            ("surface runs", { _ = try law.suggestions(after: set, in: space, count: 3, goal: .surface, meter: $0) }),
            ("compare", { _ = try FittedLaw.compare([law, law], meter: $0) }),
            ("surface", { _ = try law.surface(layers: [2, 4], dim: Array(16...128), meter: $0) }),
            ("sizes", { _ = try law.predict(Self.sizes, meter: $0) }),
        ]
        for (name, entry) in entries {
            let free = WorkMeter()
            try entry(free)
            #expect(free.spent > 10_000, "\(name)")
            let bounded = WorkMeter(limit: free.spent / 2)
            #expect(throws: WorkMeter.Stop.exhausted, "\(name)") { try entry(bounded) }
            let draining = WorkMeter()
            draining.stop(.draining)
            #expect(throws: WorkMeter.Stop.draining, "\(name)") { try entry(draining) }
        }
    }

    /// What a computation spends beyond its budget is the work between two looks at the meter. A unit is a nanosecond, and 100 ms may
    /// pass after a client has gone.
    @Test("little work lies between two looks at the meter")
    func looks() throws {
        let set = try ObservationSet(PublishedGrid.all[0].observations())
        let law = try FittedLaw(fitting: set, options: FitOptions(form: .auto, candidates: .required))
        let space = try SearchSpace(layers: SearchLevels(1...200), dim: SearchLevels(8...200))
        let long = try SearchSpace(layers: SearchLevels(1...3), dim: SearchLevels(1...10_000))
        let entries: [(String, Int, (WorkMeter) throws -> Void)] = [
            ("optimum", 1_000_000, { _ = try law.optimum(in: space, meter: $0) }),
            ("optimum of few depths", 1_000_000, { _ = try law.optimum(in: long, beyond: true, meter: $0) }),
            (
                "expected values", 1_000_000,
                { _ = try law.expectedValues(layers: [2, 3], dim: Self.widths, meter: $0) }
            ),
            ("surface", 1_000_000, { _ = try law.surface(layers: [2], dim: Array(1...2_000), meter: $0) }),
            ("surface of one width", 1_000_000, { _ = try law.surface(layers: Array(1...200), dim: [9], meter: $0) }),
            ("sizes", 1_000_000, { _ = try law.predict(Self.sizes, meter: $0) }),
            ("compare", 1_000_000, { _ = try FittedLaw.compare([law, law, law], meter: $0) }),
            ("batch", 10_000_000, { _ = try law.suggestions(after: set, in: space, count: 3, meter: $0) }),
        ]
        for (name, bound, entry) in entries {
            let free = WorkMeter()
            try entry(free)
            #expect(free.spent > 2 * bound / 5, "\(name)")
            for share in Build.isOptimised ? Array(1...5) : [1, 4] {
                let limit = free.spent * share / 6
                let meter = WorkMeter(limit: limit)
                #expect(throws: WorkMeter.Stop.exhausted, "\(name)") { try entry(meter) }
                #expect(meter.spent - limit <= bound, "\(name), \(share)/6")
            }
        }
    }

    /// In no order, so that most lines have few sizes.
    private static let sizes = (0..<3_000).map { ModelSize(layers: 1 + $0 * 7 % 60, dim: 1 + $0 * 11 % 997) }

    private static let widths = (0..<5_000).map { 8 + Double($0) / 10 }

    @Test("a stopped factorisation ends soon")
    func factorisation() {
        let count = 600
        var matrix = [Double](repeating: 0.1, count: count * count)
        for row in 0..<count { matrix[row * count + row] = 2 }
        let meter = WorkMeter(limit: 1_000_000)
        let isDone = matrix.withUnsafeMutableBufferPointer { matrix in
            matrix.baseAddress.map { RowCholesky.factor($0, count: count, meter: meter) } ?? true
        }
        #expect(!isDone)
        // It counts every 200,000 units or so.
        #expect(meter.spent < 2_500_000)
    }
}
