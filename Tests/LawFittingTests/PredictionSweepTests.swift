import ElementaryFunctions
import ResourceMetering
import Synchronization
import TestSupport
import Testing

@testable import LawFitting

@Suite("Predictions of many configurations")
struct PredictionSweepTests {
    private static func law(_ dPrimes: [Double?], _ form: LawForm) throws -> FittedLaw {
        var generator = SeededGenerator(seed: 83)
        let observations = try SimulatedGrid.observations(dPrimes: dPrimes) { layers, dim, dPrime in
            0.1 + 0.01 * Elementary.log(layers * dim) + 0.002 * generator.normal()
        }
        return try FittedLaw(
            fitting: ObservationSet(observations),
            options: FitOptions(form: .named(form), candidates: .required)
        )
    }

    /// Sizes of all kinds of lines: none but one size, as many as a lattice has entries, many, each twice, in no order.
    private static func sizes() -> [ModelSize] {
        var generator = SeededGenerator(seed: 89)
        var sizes = (0..<500).map { _ in
            ModelSize(
                layers: Int.random(in: 1...60, using: &generator),
                dim: Int.random(in: 1...999, using: &generator)
            )
        }
        sizes += (1...600).map { ModelSize(layers: 7, dim: 3 * $0) }
        sizes += (1...9).map { ModelSize(layers: 90, dim: 3 * $0) }
        sizes += sizes.prefix(300)
        sizes.shuffle(using: &generator)
        return Build.isOptimised ? sizes : Array(sizes.prefix(600))
    }

    @Test(
        "places are ordered by values, near or far apart, and equal ones stay in their order",
        arguments: [1, 50, 100_000]
    )
    func order(width: Int) {
        var generator = SeededGenerator(seed: 97)
        for count in [0, 1, 2, 7, 300] {
            let values = (0..<count).map { _ in Int.random(in: 1...width, using: &generator) }
            let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
            #expect(PredictionSweep.order(values) == expected)
        }
        #expect(PredictionSweep.order([.max, 1]) == [1, 0])
    }

    @Test(
        "each has the prediction that it has alone, with any number of threads",
        arguments: [1, 3],
        [LawForm.blend, .kriging, .separable]
    )
    func alone(_ datasets: Int, _ form: LawForm) throws {
        print("seeds 83 and 89")
        let dPrimes: [Double?] = datasets == 1 ? [nil] : [1e6, 3e6, 9e6]
        let law = try Self.law(dPrimes, form)
        let sizes = Self.sizes()
        for dPrime in datasets == 1 ? [nil] : [3e6, 5e6] as [Double?] {
            let alone = try sizes.map {
                try law.predict(layers: Double($0.layers), dim: Double($0.dim), dPrime: dPrime, level: 0.9)
            }
            let together = try law.predict(sizes, dPrime: dPrime, level: 0.9)
            #expect(together.count == sizes.count)
            for (found, own) in zip(together, alone) {
                #expect(abs(found.value - own.value) <= 1e-10)
                #expect(abs(found.low - own.low) <= 1e-8 && abs(found.high - own.high) <= 1e-8)
                #expect(abs(found.standardError - own.standardError) <= 1e-8)
            }
            #expect(
                try law.predict(sizes, dPrime: dPrime, level: 0.9, threads: ThreadPool(threads: 3)) == together,
                "the bits do not depend on the threads"
            )
        }
    }

    /// Many sizes of few layers: most of them are interpolated.
    @Test(
        "a line of many dims has the predictions that they have alone",
        arguments: [1, 3],
        [LawForm.blend, .kriging]
    )
    func interpolated(_ datasets: Int, _ form: LawForm) throws {
        print("seeds 83 and 97")
        let dPrimes: [Double?] = datasets == 1 ? [nil] : [1e6, 3e6, 9e6]
        let law = try Self.law(dPrimes, form)
        var generator = SeededGenerator(seed: 97)
        let sizes = [1, 2, 3, 5, 8, 13, 16, 21, 34, 64, 200, 700].flatMap { layers in
            (0..<400).map { _ in ModelSize(layers: layers, dim: Int.random(in: 1...4_096, using: &generator)) }
        }
        let dPrime = datasets == 1 ? nil : 5e6
        for level in [0.5, 0.95, 0.9999] {
            let together = try law.predict(sizes, dPrime: dPrime, level: level, threads: ThreadPool(threads: 2))
            for (number, size) in sizes.enumerated() where Build.isOptimised || number % 59 == 0 {
                let own = try law.predict(
                    layers: Double(size.layers),
                    dim: Double(size.dim),
                    dPrime: dPrime,
                    level: level
                )
                let found = together[number]
                #expect(abs(found.value - own.value) <= 1e-10, "\(size)")
                #expect(abs(found.low - own.low) <= 1e-8 && abs(found.high - own.high) <= 1e-8, "\(size) \(level)")
                #expect(abs(found.standardError - own.standardError) <= 1e-8, "\(size)")
            }
        }
        let meter = WorkMeter()
        let dims = Set(sizes.map(\.dim)).sorted()
        let lines = (1...12).map { layers in
            var line = PredictionSweep.Line(layers: layers, capacity: dims.count)
            for dim in dims.indices { line.append(dim, dim: dim) }
            return line
        }
        let sweep = PredictionSweep(law: law, logDPrime: dPrime.map(Elementary.log) ?? 0, level: 0.95)
        let logDim = dims.map { Elementary.log(Double($0)) }
        let stretches = sweep.smoothStretches(lines, logDim, NoSpareThreads(), meter)
        #expect(stretches.reduce(0) { $0 + $1.dims.count } > dims.count / 2, "this test must try interpolation")
    }

    /// Far from the measurements the members of a law differ, and a quantile bends where it moves from one to another.
    @Test(
        "lines of many dims by laws of published grids have the predictions that they have alone",
        arguments: PublishedGrid.all.prefix(Build.isOptimised ? 10 : 2)
    )
    func published(_ grid: PublishedGrid) throws {
        let law = try FittedLaw(
            fitting: ObservationSet(grid.observations()),
            options: FitOptions(form: .named(.blend), candidates: .required)
        )
        var generator = SeededGenerator(seed: 103)
        print("seed 103")
        let sizes = [1, 3, 8, 20, 40, 64, 128, 500].flatMap { layers in
            (0..<600).map { _ in ModelSize(layers: layers, dim: Int.random(in: 8...4_096, using: &generator)) }
        }
        for level in [0.8, 0.95, 0.999] {
            let together = try law.predict(sizes, level: level)
            for (number, size) in sizes.enumerated() where Build.isOptimised || number % 19 == 0 {
                let own = try law.predict(layers: Double(size.layers), dim: Double(size.dim), level: level)
                let found = together[number]
                #expect(abs(found.value - own.value) <= 1e-10, "\(size)")
                #expect(abs(found.low - own.low) <= 1e-8 && abs(found.high - own.high) <= 1e-8, "\(size) \(level)")
                #expect(abs(found.standardError - own.standardError) <= 1e-8, "\(size)")
            }
        }
    }

    @Test("a line that is less smooth than those that were tried is computed dim by dim")
    func roughLine() throws {
        let law = try Self.law([nil], .blend)
        let sizes = (1...12).flatMap { layers in (0..<400).map { ModelSize(layers: layers, dim: 3 + 10 * $0) } }
        let refusals = Mutex(0)
        var sweep = PredictionSweep(law: law, logDPrime: 0, level: 0.9)
        sweep.isSmooth = { values in
            // Every other stretch, so that a line has both kinds.
            refusals.withLock { refusals in
                refusals += 1
                return refusals.isMultiple(of: 2)
            }
        }
        let together = try sweep.predictions(sizes, NoSpareThreads(), WorkMeter())
        #expect(refusals.withLock(\.self) > 12)
        for (number, size) in sizes.enumerated() where number % 23 == 0 {
            let own = try law.predict(layers: Double(size.layers), dim: Double(size.dim), level: 0.9)
            let found = together[number]
            #expect(abs(found.value - own.value) <= 1e-10, "\(size)")
            #expect(abs(found.low - own.low) <= 1e-8 && abs(found.high - own.high) <= 1e-8, "\(size)")
        }
    }

    @Test("a stretch counts as smooth only if the last coefficients of all four functions are small")
    func lessSmooth() throws {
        var generator = SeededGenerator(seed: 101)
        print("seed 101")
        let values = (0...SmoothStretch.largestDegree).map { _ in
            SIMD4(1 + generator.normal(), 1, -1 + generator.normal(), 2)
        }
        #expect(!SmoothStretch.isConverged(values[...]))
        #expect(SmoothStretch.degree(for: values[...], atLeast: 0) == nil)
        #expect(!SmoothStretch.isConverged(values.map { $0 * .nan }[...]))
        let nodes = ChebyshevInterpolation(0...0.6, degree: SmoothStretch.largestDegree).nodes
        let smooth = nodes.map { x in SIMD4(x, 1, Elementary.exp(-x), Elementary.exp(x)) }
        #expect(SmoothStretch.isConverged(smooth[...]))
        let degree = try #require(SmoothStretch.degree(for: smooth[...], atLeast: 0))
        #expect(6...12 ~= degree)
        #expect(SmoothStretch.degree(for: smooth[...], atLeast: 13) == 14)
        // One part in ten million of the spread is too much, and too much for each of the four.
        for lane in 0..<4 {
            var rough = smooth
            for index in rough.indices { rough[index][lane] += index.isMultiple(of: 2) ? 1e-7 : -1e-7 }
            #expect(!SmoothStretch.isConverged(rough[...]), "\(lane)")
        }
        // A kink in the middle, as at a measured level.
        let kinked = nodes.map { x in SIMD4(abs(x - 0.3), 1, 0, 0) }
        #expect(!SmoothStretch.isConverged(kinked[...]))
    }

    @Test("sizes of more dims than a lattice has are predicted block by block")
    func blocks() throws {
        let law = try Self.law([nil], .blend)
        let most = KrigingLattice.mostDims(try #require(law.model.blend).kriging)
        let sizes = (1...most + 100).flatMap { dim in
            dim % 97 == 0 || dim > most - 10
                ? [2, 3].map { ModelSize(layers: $0, dim: dim) } : [ModelSize(layers: 2, dim: dim)]
        }
        let together = try law.predict(sizes, threads: ThreadPool(threads: 2))
        #expect(together.count == sizes.count)
        for (size, found) in zip(sizes, together) where size.dim % 97 == 0 || size.dim > most - 10 && size.layers == 3 {
            let own = try law.predict(layers: Double(size.layers), dim: Double(size.dim))
            #expect(abs(found.value - own.value) <= 1e-10 && abs(found.high - own.high) <= 1e-8, "\(size)")
        }
    }

    /// Components lie in groups of eight, and the last group may have fewer.
    @Test("a line has the moments of each component, however many there are", arguments: [1, 7, 8, 9, 12], [1, 3])
    func components(_ count: Int, _ datasets: Int) throws {
        let law = try Self.law(datasets == 1 ? [nil] : [1e6, 3e6, 9e6], .blend)
        let whole = try #require(law.model.blend).kriging
        let model = try #require(KrigingModel(data: whole.data, parts: Array(whole.parts.prefix(count))))
        #expect(model.components.count == count)
        let dims = (0..<40).map { 3 + 5.0 * Double($0) }
        for logDPrime in datasets == 1 ? [0] : [3e6, 5e6].map(Elementary.log) {
            let lattice = try #require(
                KrigingLattice(model, logDim: dims.map(Elementary.log), logDPrime: logDPrime)
            )
            let places = [0, 1, 5, 17, 38, 39]
            let line = try #require(KrigingLine(lattice, logLayers: Elementary.log(5), dims: places))
            let columns = MixtureColumns(
                [Double](repeating: model.degreesOfFreedom, count: count),
                tables: StudentTables([model.degreesOfFreedom])
            )
            for (place, dim) in places.enumerated() {
                line.write(place, into: columns)
                let point = LawPoint(
                    logLayers: Elementary.log(5),
                    logDim: Elementary.log(dims[dim]),
                    logDPrime: logDPrime
                )
                for (index, own) in model.moments(model.data.normalised(point)).enumerated() {
                    #expect(abs(columns.locations[index] - own.mean) <= 1e-10)
                    let scale = own.variance + own.noise
                    #expect(abs(columns.squaredScales[index] - scale) <= 1e-9 * scale)
                }
            }
        }
    }

    @Test("a lattice that the meter stopped is none")
    func stoppedLattice() throws {
        let law = try Self.law([nil], .blend)
        let meter = WorkMeter(limit: 10_000)
        let kriging = try #require(law.model.blend).kriging
        #expect(
            KrigingLattice(kriging, logDim: (1...999).map { Elementary.log(Double($0)) }, logDPrime: 0, meter: meter)
                == nil
        )
    }

    @Test("no sizes have no predictions, and a size below 1 is refused")
    func edges() throws {
        let law = try Self.law([nil], .blend)
        #expect(try law.predict([]).isEmpty)
        #expect(throws: PredictionError.coordinateOutOfRange(axis: .dim, value: 0)) {
            try law.predict([ModelSize(layers: 1, dim: 1), ModelSize(layers: 1, dim: 0)])
        }
    }

    @Test("a size that is asked for again has its own prediction, and takes no place of a lattice")
    func twice() throws {
        let law = try Self.law([nil], .blend)
        let dims = Array(stride(from: 10, through: 120, by: 10))
        var sizes = dims.map { ModelSize(layers: 2, dim: $0) }
        sizes += ([10] + dims.dropLast()).map { ModelSize(layers: 3, dim: $0) }
        for (size, found) in zip(sizes, try law.predict(sizes)) {
            let own = try law.predict(layers: Double(size.layers), dim: Double(size.dim))
            #expect(abs(found.value - own.value) <= 1e-10, "\(size)")
        }
        // Otherwise 10,000 equal sizes would take memory that nobody has counted.
        let (once, often) = (WorkMeter(), WorkMeter())
        _ = try law.predict(sizes, meter: once)
        _ = try law.predict(sizes + [ModelSize](repeating: sizes[20], count: 10_000), meter: often)
        #expect(often.spent == once.spent)
    }

    @Test("work that was stopped has no result, whichever thread notices it", arguments: [1, 3])
    func stops(_ threads: Int) throws {
        let law = try Self.law([nil], .blend)
        let sizes = Self.sizes()
        let free = WorkMeter()
        _ = try law.predict(sizes, meter: free)
        for share in 0..<10 {
            let meter = WorkMeter(limit: free.spent * share / 10)
            #expect(throws: WorkMeter.Stop.exhausted) {
                try law.predict(sizes, threads: ThreadPool(threads: threads), meter: meter)
            }
        }
    }

    /// The quantiles of neighbours lie on a smooth curve, which the search follows.
    @Test("a track foresees quantiles on a parabola, and follows none far")
    func track() {
        var track = QuantileTrack()
        #expect(track.next(at: 1) == nil)
        track.append(SIMD2(-2, 2), at: 1)
        #expect(track.next(at: 5) == SIMD2(-2, 2))
        track.append(SIMD2(-3, 2.5), at: 2)
        #expect(track.next(at: 2.5) == SIMD2(-3.5, 2.75), "a straight line through two")
        #expect(track.next(at: 100) == SIMD2(-5, 3.5), "two steps at most")
        func curve(_ x: Double) -> SIMD2<Double> { SIMD2((x * x) - 3, 2 - x) }
        for place in [1, 2, 4.0] { track.append(curve(place), at: place) }
        #expect(track.next(at: 5) == curve(5), "unequal steps")
        #expect(track.next(at: 100) == curve(8), "two steps at most")
        track.append(SIMD2(-3, 2.5), at: 4)
        #expect(track.next(at: 9) == SIMD2(-3, 2.5), "the same place gives no curve")
    }
}
