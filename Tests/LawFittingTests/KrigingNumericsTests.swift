import ElementaryFunctions
import TestSupport
import Testing

@testable import LawFitting

@Suite("Kriging's numerics")
struct KrigingNumericsTests {
    /// Φ at points whose values stand in Abramowitz & Stegun, table 26.1, and far in the tail in table 26.2.
    @Test("ten thousand predictions are remembered, each for its own law, and no more than there are places for")
    func predictionCache() {
        let cache = PredictionCache()
        func key(_ law: UInt64, _ index: Int) -> PredictionCache.Key {
            PredictionCache.Key(law: law, point: LawPoint(logLayers: 2, logDim: Double(index) / 1_000), level: 0.95)
        }
        func interval(_ value: Int) -> LawInterval {
            LawInterval(value: Double(value), low: 0, high: 0, standardError: 0)
        }
        for index in 0..<10_000 { cache.insert(interval(index), key(1, index)) }
        let found = (0..<10_000).filter { cache.interval(key(1, $0))?.value == Double($0) }
        #expect(found.count > 9_800)
        #expect((0..<10_000).allSatisfy { cache.interval(key(2, $0)) == nil })
        for index in 0..<100_000 { cache.insert(interval(index), key(2, index)) }
        #expect((0..<100_000).count { cache.interval(key(2, $0)) != nil } <= 32_768)
        #expect(cache.interval(key(2, 99_999))?.value == 99_999, "the newest is kept")
    }

    @Test("a blocked inverse undoes its triangle, whatever its size", arguments: [1, 7, 8, 9, 24, 37])
    func blockedTriangle(count: Int) {
        print("seed \(count)")
        var generator = SeededGenerator(seed: UInt64(count))
        var factor = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<row { factor[(row * count) + column] = Double.random(in: -0.3...0.3, using: &generator) }
            factor[(row * count) + row] = Double.random(in: 1...2, using: &generator)
        }
        let x = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
        let image = (0..<count).map { row in (0...row).reduce(0.0) { $0 + (factor[(row * count) + $1] * x[$1]) } }
        let triangle = factor.withUnsafeBufferPointer {
            $0.baseAddress.map { BlockedTriangle(inverseOf: $0, count: count) }
        }
        var found = [Double](repeating: 7, count: count)
        var square = 0.0
        image.withUnsafeBufferPointer { image in
            found.withUnsafeMutableBufferPointer { found in
                guard let image = image.baseAddress, let found = found.baseAddress else { return }
                triangle?.product(times: image, into: found)
                square = triangle?.squaredLength(times: image) ?? .nan
            }
        }
        for (own, expected) in zip(found, x) { #expect(abs(own - expected) <= 1e-12) }
        let expectedSquare = x.reduce(0.0) { $0 + ($1 * $1) }
        #expect(abs(square - expectedSquare) <= 1e-12 * Double(count))
        // (Aᵀa)·b = a·(Ab).
        var back = [Double](repeating: 7, count: count)
        x.withUnsafeBufferPointer { x in
            back.withUnsafeMutableBufferPointer { back in
                guard let x = x.baseAddress, let back = back.baseAddress else { return }
                triangle?.transposedProduct(times: x, into: back)
            }
        }
        let (one, other) = (
            zip(back, image).reduce(0) { $0 + ($1.0 * $1.1) }, zip(x, found).reduce(0) { $0 + ($1.0 * $1.1) }
        )
        #expect(abs(one - other) <= 1e-12 * Double(count))
        // The columns of the identity's image are those of the inverse.
        let squares = triangle?.columnSquares ?? []
        for column in 0..<count {
            let unit = (0..<count).map { $0 == column ? 1.0 : 0 }
            let own = unit.withUnsafeBufferPointer { unit in
                unit.baseAddress.flatMap { triangle?.squaredLength(times: $0) } ?? .nan
            }
            #expect(abs(squares[column] - own) <= 1e-12)
        }
    }

    @Test(
        "the normal distribution",
        arguments: [
            (0.0, 0.5), (1, 0.841_344_746_068_543), (-2, 0.022_750_131_948_179), (-6, 9.865_876_450_377e-10),
            (4.5, 0.999_996_602_326_875),
        ]
    )
    func normal(z: Double, p: Double) {
        #expect(abs(NormalDistribution.cumulative(z) - p) <= 1e-12 * p + 1e-15)
        #expect(abs(NormalDistribution.quantile(p) - z) <= 1e-6 * max(abs(z), 1))
    }

    @Test("the normal quantile inverts the distribution", arguments: [1e-9, 1e-4, 0.03, 0.3, 0.5, 0.77, 0.999])
    func normalQuantile(p: Double) {
        #expect(abs(NormalDistribution.cumulative(NormalDistribution.quantile(p)) - p) <= 1e-15)
    }

    /// Every block of 2^k points has one point in each of 2^k equal intervals, along every axis; scrambling keeps that.
    @Test("the Sobol points are stratified along every axis", arguments: [0, 1, 5])
    func sobol(block: Int) {
        let sequence = SobolSequence(dimension: SobolSequence.dimensionLimit)
        let points = (0..<256).map { sequence.point((block * 256) + $0) }
        for axis in 0..<sequence.dimension {
            #expect(Set(points.map { Int($0[axis] * 256) }).count == 256)
        }
        // The first two axes are a (0, 8, 2)-net: every elementary interval of volume 2⁻⁸ has one point.
        for power in 0...8 {
            let cells = points.map { point in
                [Int(point[0] * Double(1 << power)), Int(point[1] * Double(1 << (8 - power)))]
            }
            #expect(Set(cells).count == 256)
        }
    }

    @Test("the tabulated t distribution", arguments: [2.0, 3, 7, 19, 150])
    func studentTable(degreesOfFreedom: Double) throws {
        let table = StudentTable(degreesOfFreedom: degreesOfFreedom)
        for t in [-30.0, -4, -1.3, -0.01, 0, 0.4, 2.2, 9] {
            let tail = 0.5 * StudentT.twoSidedTail(abs(t), degreesOfFreedom: degreesOfFreedom)
            let value = table.cumulative(t)
            #expect(abs(value - (t < 0 ? tail : 1 - tail)) < (degreesOfFreedom == 3 ? 1e-6 : 2e-8))
            let point = try #require(table.withCubics { StudentTable.Point(t, degreesOfFreedom, $0) })
            #expect(point.cumulative == value)
            #expect(abs(point.square * (degreesOfFreedom + (t * t)) - 1) < 1e-15)
            let step = 1e-4
            let density = (table.cumulative(t + step) - table.cumulative(t - step)) / (2 * step)
            #expect(abs(table.densityUnit * point.density - density) < 1e-4)
        }
        #expect(table.cumulative(.nan).isFinite, "and no crash")
    }

    /// Householder's method converges with wrong derivatives too, only more slowly, so they have a test of their own.
    @Test("the derivatives of a mixture's distribution function are those of finite differences")
    func mixtureSlopes() {
        let columns = MixtureColumns([7, 7, 7, 12, 20], tables: StudentTables([7, 12, 20]))
        for (index, own) in [(0.3, 0.0, 1.0), (0.2, -1.5, 4.0), (0.1, 2, 0.25), (0.25, 0.5, 2), (0.15, 1, 9)]
            .enumerated()
        {
            (columns.weights[index], columns.locations[index], columns.squaredScales[index]) = own
        }
        columns.prepare(spread: columns.squaredScale(mean: columns.mean).squareRoot())
        let step = 1e-3
        for y in [-6.0, -2.2, -0.4, 0, 0.7, 3.1] {
            let (below, own, above) = (
                columns.slopes(at: y - step, minus: 0.1), columns.slopes(at: y, minus: 0.1),
                columns.slopes(at: y + step, minus: 0.1)
            )
            #expect(abs(own.first - (above.value - below.value) / (2 * step)) < 1e-5)
            #expect(abs(own.second - (above.first - below.first) / (2 * step)) < 1e-4)
            #expect(abs(own.third - (above.second - below.second) / (2 * step)) < 1e-4)
        }
    }

    /// Components far apart, of very different scales, and starts far from the root: what a bracket is for.
    @Test("quantiles of any mixture are found from any start")
    func anyMixture() {
        print("seed 97")
        var generator = SeededGenerator(seed: 97)
        let tables = StudentTables([3, 7, 20])
        for _ in 0..<200 {
            let count = Int.random(in: 1...9, using: &generator)
            let components = (0..<count).map { _ in
                StudentMixture.Component(
                    weight: 1 / Double(count),
                    location: 4 * generator.normal(),
                    squaredScale: Elementary.exp(4 * generator.normal()),
                    degreesOfFreedom: [3, 7, 20].randomElement(using: &generator) ?? 3
                )
            }
            let mixture = StudentMixture(components: components)
            for p in [0.001, 0.025, 0.4, 0.975] {
                let start = 3 * generator.normal()
                let y = mixture.quantiles([p], tables: tables, from: [start])[0]
                #expect(abs(mixture.cumulative(y, tables: tables) - p) < 1e-9, "p \(p) of \(components) from \(start)")
            }
        }
    }

    @Test("quantiles invert the mixture's distribution")
    func mixtureQuantiles() {
        let mixture = StudentMixture(components: [
            .init(weight: 0.5, location: 0, squaredScale: 1, degreesOfFreedom: 7),
            .init(weight: 0.3, location: 5, squaredScale: 0.01, degreesOfFreedom: 3),
            .init(weight: 0.2, location: -9, squaredScale: 4, degreesOfFreedom: 7),
        ])
        let tables = StudentTables([3, 7])
        let probabilities = [0.001, 0.025, 0.2, 0.5, 0.8, 0.975, 0.999]
        for (p, y) in zip(probabilities, mixture.quantiles(probabilities, tables: tables)) {
            #expect(abs(mixture.cumulative(y, tables: tables) - p) < 1e-9)
        }
    }

    /// A start that a first step takes to the last bit of the root must not be left for the middle of the bracket.
    @Test("quantiles do not depend on where the search begins", arguments: [-3.0, -1.644, -1.6, 0, 2])
    func mixtureStarts(start: Double) {
        let mixture = StudentMixture(components: [
            .init(weight: 0.6, location: 0.1, squaredScale: 1, degreesOfFreedom: 20),
            .init(weight: 0.4, location: -0.2, squaredScale: 2, degreesOfFreedom: 20),
        ])
        let tables = StudentTables([20])
        let reference = mixture.quantiles([0.05], tables: tables)[0]
        #expect(abs(mixture.quantiles([0.05], tables: tables, from: [start])[0] - reference) < 1e-10)
        // From the root itself.
        let spread = mixture.squaredScale.squareRoot()
        let own = mixture.quantiles([0.05], tables: tables, from: [(reference - mixture.mean) / spread])[0]
        #expect(abs(own - reference) < 1e-12)
    }

    @Test("the factorisation is a Cholesky factorisation", arguments: [1, 3, 4, 7, 24, 61])
    func cholesky(count: Int) throws {
        var generator = SplitMix64(seed: UInt64(count))
        let entries = (0..<count * count).map { _ in Double(generator.next() >> 11) * 0x1p-53 }
        var matrix = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0..<count {
                for k in 0..<count { matrix[(i * count) + j] += entries[(i * count) + k] * entries[(j * count) + k] }
            }
            matrix[(i * count) + i] += 1
        }
        var factor = matrix
        let isPositive = factor.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { RowCholesky.factor($0, count: count) } ?? false
        }
        #expect(isPositive)
        for i in 0..<count {
            for j in 0...i {
                let product = (0...j).reduce(0) { $0 + (factor[(i * count) + $1] * factor[(j * count) + $1]) }
                #expect(abs(product - matrix[(i * count) + j]) < 1e-11 * Double(count))
            }
        }
    }

    @Test("a matrix that is not positive definite is refused")
    func indefinite() {
        var matrix = [1.0, 0, 2, 1]
        let isPositive = matrix.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { RowCholesky.factor($0, count: 2) } ?? true
        }
        #expect(!isPositive)
    }

    /// A normal likelihood has a normal posterior and a known evidence.
    @Test("the integration finds a normal posterior", arguments: [0.3, 0.05])
    func integration(deviation: Double) {
        let target = [1.5, -1, 0.5, 0]
        let variance = deviation * deviation
        let integration = HyperparameterIntegration(dimension: 4) { z in
            -zip(z, target).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)) } / (2 * variance)
        }
        let shrink = 1 / (1 + variance)
        for axis in 0..<4 {
            let mean = integration.points.reduce(0) { $0 + ($1.weight * $1.z[axis]) }
            #expect(abs(mean - (target[axis] * shrink)) < 0.15 * deviation)
        }
        let spread = integration.points.reduce(0) { sum, point in
            let delta = point.z[0] - (target[0] * shrink)
            return sum + (point.weight * delta * delta)
        }
        #expect(abs((spread / (variance * shrink)) - 1) < 0.4)
        let expected =
            (2 * Elementary.log(variance * shrink))
            - (target.squaredLength / (2 * (1 + variance)))
        #expect(abs(integration.logEvidence - expected) < 0.15)
        #expect(abs(integration.points.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    }

    /// Prior N(0, 1), likelihood e^(−(z − a)²/2v) by axis: the evidence is √(v/(1 + v))·e^(−a²/2(1 + v)).
    @Test("one stage about the mode finds a normal posterior", arguments: [0.3, 0.05])
    func aboutMode(deviation: Double) throws {
        let target = [1.5, -1, 0.5, 0]
        let variance = deviation * deviation
        // Of part of the data: off the mode and too wide.
        let preliminary = try #require(
            NormalProposal(
                mean: [1.2, -0.7, 0.3, 0.2],
                covariance: [0.2, 0, 0, 0, 0.05, 0.2, 0, 0, 0, 0, 0.2, 0, 0, 0, 0.02, 0.2]
            )
        )
        let integration = HyperparameterIntegration(about: preliminary, pointCount: 64, componentLimit: 12) { z in
            -zip(z, target).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)) } / (2 * variance)
        }
        let shrink = 1 / (1 + variance)
        for axis in target.indices {
            let mean = integration.points.reduce(0) { $0 + ($1.weight * $1.z[axis]) }
            #expect(abs(mean - (shrink * target[axis])) < 0.3 * deviation)
        }
        let evidence = target.reduce(0) {
            $0 + (0.5 * Elementary.log(variance * shrink)) - (0.5 * $1 * $1 * shrink)
        }
        #expect(abs(integration.logEvidence - evidence) < 0.3)
        #expect(integration.effectiveSampleSize > 20)
        #expect(integration.points.count <= 12)
    }

    @Test("a moved proposal has the density of its definition")
    func movedProposal() throws {
        let proposal = try #require(NormalProposal(mean: [1, 2], covariance: [4, 0, 2, 5]))
        // L = [[2, 0], [1, 2]], so L·D = [[1, 0], [½, 6]] with D = diag(½, 3).
        let moved = proposal.moved(by: [1, -1], scaled: [0.5, 3])
        let other = try #require(NormalProposal(mean: [3, 1], covariance: [1, 0, 0.5, 36.25]))
        for z in [[3.0, 1.0], [0, 0], [5, -4]] { #expect(abs(moved.logDensity(z) - other.logDensity(z)) < 1e-12) }
    }

    @Test("tilting reaches the mean with the smallest change")
    func tilting() throws {
        let points = (0..<40).map {
            HyperparameterIntegration.Point(z: [Double($0 % 7) - 3, Double($0 % 5)], weight: 1.0 / 40)
        }
        let weights = try #require(ExponentialTilting(points: points, moments: [0.2, 1.7])?.weights)
        #expect(abs(zip(points, weights).reduce(0) { $0 + ($1.0.z[0] * $1.1) } - 0.2) < 1e-8)
        #expect(abs(zip(points, weights).reduce(0) { $0 + ($1.0.z[1] * $1.1) } - 1.7) < 1e-8)
        #expect(weights.allSatisfy { $0 > 0 })
    }

    @Test("eigenvalues of a matrix with known ones")
    func eigenvalues() {
        // The second difference matrix: 2 − 2·cos(kπ/4), k = 1, 2, 3.
        let values = SymmetricEigenvalues.values(of: [2, -1, 0, -1, 2, -1, 0, -1, 2], count: 3).sorted()
        let root = 2.0.squareRoot()
        for (value, expected) in zip(values, [2 - root, 2, 2 + root]) { #expect(abs(value - expected) < 1e-14) }
    }

    @Test(
        "distances from the hull",
        arguments: [
            (SIMD2(0.5, 0.5), 0.0), (SIMD2(1, 0.5), 0), (SIMD2(3, 0.5), 2), (SIMD2(4, 5), 5),
            (SIMD2(-1, -1), 2.0.squareRoot()),
        ]
    )
    func hull(point: SIMD2<Double>, distance: Double) {
        let square = MeasuredHull([SIMD2(0, 0), SIMD2(1, 0), SIMD2(0.5, 0.2), SIMD2(1, 1), SIMD2(0, 1)])
        #expect(square.corners.count == 4)
        #expect(abs(square.distance(point) - distance) < 1e-14)
    }

    /// layers = dim/16, in logarithms: one octave along both axes beyond the last is √2 off.
    @Test("the continuation of a line is outside, whatever the rounding", arguments: [8, 12, 24, 96])
    func continuedLine(last: Int) {
        let log2e = DesignGeometry.log2e
        func point(_ layers: Int) -> SIMD2<Double> {
            SIMD2(Elementary.log(Double(layers)) * log2e, Elementary.log(Double(16 * layers)) * log2e)
        }
        let hull = MeasuredHull((2...last).map(point))
        #expect(abs(hull.distance(point(2 * last)) - 2.0.squareRoot()) < 1e-9)
        #expect(abs(hull.distance(point(1)) - 2.0.squareRoot()) < 1e-9)
        #expect(hull.distance(point(last - 1)) < 1e-9)
    }

    @Test("the hull of a line and of a point")
    func degenerateHulls() {
        #expect(
            abs(MeasuredHull([SIMD2(0, 0), SIMD2(1, 1), SIMD2(2, 2)]).distance(SIMD2(0, 2)) - 2.0.squareRoot()) < 1e-14
        )
        #expect(MeasuredHull([SIMD2(1, 1)]).distance(SIMD2(4, 5)) == 5)
    }

    @Test(
        "scales invert themselves and are monotone",
        arguments: [MetricScale.share, .likelihood, .inverse, .logarithm, .identity]
    )
    func scales(scale: MetricScale) throws {
        for value in [0.001, 0.3, 0.9] where scale != .inverse {
            let fitted = try #require(scale.fitted(value))
            #expect(abs(scale.original(fitted) - value) < 1e-13)
        }
        guard scale != .share else {
            #expect(scale.fitted(1.5) == nil && scale.fitted(-0.1) == nil)
            return
        }
        let (a, b) = (try #require(scale.fitted(1.5)), try #require(scale.fitted(2)))
        #expect((a > b) == scale.isReversed)
        if scale == .logarithm || scale == .inverse { #expect(scale.fitted(-1) == nil) }
        let fitted = try #require(scale.fitted(1.7))
        let step = 1e-6
        let difference = abs(scale.original(fitted + step) - scale.original(fitted - step)) / (2 * step)
        #expect(abs(difference - scale.slope(at: fitted)) < 1e-6 * difference)
    }
}
