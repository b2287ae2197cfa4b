import ElementaryFunctions
import TestSupport
import Testing

@testable import LawFitting

/// Kriging against dense algebra, refits and finite differences that share none of its code.
@Suite("Kriging")
struct KrigingModelTests {
    private static func data(datasets: Int, replicated: Bool = false, seed: UInt64) -> KrigingData {
        var generator = SplitMix64(seed: seed)
        var rows: [KrigingData.Row] = []
        for dataset in 0..<datasets {
            for (layers, dim) in [(2.0, 16.0), (4, 16), (8, 16), (2, 64), (4, 64), (8, 64), (4, 32)] {
                let noise = Double(generator.next() >> 11) * 0x1p-53
                let mean = 0.2 + (0.03 * Elementary.log(layers)) - (0.01 * Elementary.log(dim)) + (0.02 * noise)
                rows.append(
                    KrigingData.Row(
                        logLayers: Elementary.log(layers),
                        logDim: Elementary.log(dim),
                        logDPrime: datasets > 1 ? 14 + Double(dataset) : 0,
                        mean: mean + (0.01 * Double(dataset * dataset)),
                        weight: replicated ? 2 + noise : 1,
                        count: replicated ? 2 : 1,
                        pureError: replicated ? 1e-5 * (1 + noise) : 0
                    )
                )
            }
        }
        return KrigingData(rows)
    }

    private static func parameters(datasets: Int) -> KrigingParameters {
        KrigingParameters(
            saturations: SIMD3(0.7, 0.2, datasets > 1 ? 0.3 : 0),
            curvatures: SIMD3(0.4, 0.4, datasets > 1 ? 0.6 : 0),
            interaction: 0.5,
            residualVariance: 0.6,
            lengths: SIMD3(1.1, 1.7, 3),
            datasetVariance: datasets > 1 ? 0.3 : 0,
            noise: 0.08
        )
    }

    /// V, F and P by Gauss–Jordan elimination in the textbook order.
    private struct Dense {
        var v: [[Double]]
        var inverse: [[Double]]
        var flat: [[Double]]
        var projected: [[Double]]
        var gram: [[Double]]

        init(_ data: KrigingData, _ parameters: KrigingParameters) {
            let kernel = KrigingKernel(parameters)
            let n = data.rowCount
            v = (0..<n).map { i in
                (0..<n).map { j in
                    let same = data.datasets[i] == data.datasets[j]
                    let value = kernel.covariance(data.points[i], data.points[j], isSameDataset: same)
                    return i == j ? value + (parameters.noise / data.weights[i]) : value
                }
            }
            flat = [[Double](repeating: 1, count: n)]
            if data.flatCount > 1 { flat.append(data.points.map(kernel.slope)) }
            inverse = Self.inverse(v)
            let (flat, inverse) = (flat, inverse)
            let solved = flat.map { column in inverse.map { Self.product($0, column) } }
            gram = flat.map { a in solved.map { Self.product(a, $0) } }
            let gramInverse = Self.inverse(gram)
            projected = (0..<n).map { i in
                (0..<n).map { j in
                    var value = inverse[i][j]
                    for a in flat.indices {
                        for b in flat.indices { value -= solved[a][i] * gramInverse[a][b] * solved[b][j] }
                    }
                    return value
                }
            }
        }

        static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 * $1.1) } }

        static func inverse(_ matrix: [[Double]]) -> [[Double]] {
            let n = matrix.count
            var work = (0..<n).map { i in matrix[i] + (0..<n).map { $0 == i ? 1 : 0 } }
            for column in 0..<n {
                let pivot = (column..<n).max { abs(work[$0][column]) < abs(work[$1][column]) } ?? column
                work.swapAt(column, pivot)
                let scale = work[column][column]
                work[column] = work[column].map { $0 / scale }
                for row in 0..<n where row != column {
                    let factor = work[row][column]
                    work[row] = zip(work[row], work[column]).map { $0 - (factor * $1) }
                }
            }
            return work.map { Array($0[n...]) }
        }

        /// ln det by elimination without the pivots' signs.
        static func logDeterminant(_ matrix: [[Double]]) -> Double {
            var work = matrix
            var sum = 0.0
            for column in work.indices {
                sum += Elementary.log(work[column][column])
                for row in work.indices where row > column {
                    let factor = work[row][column] / work[column][column]
                    work[row] = zip(work[row], work[column]).map { $0 - (factor * $1) }
                }
            }
            return sum
        }
    }

    private static func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
        abs(a - b) <= tolerance * max(1, abs(a), abs(b))
    }

    @Test(
        "the restricted likelihood is that of dense algebra",
        arguments: [(1, false), (1, true), (3, false), (3, true)]
    )
    func likelihood(datasets: Int, replicated: Bool) {
        let data = Self.data(datasets: datasets, replicated: replicated, seed: 11)
        let parameters = Self.parameters(datasets: datasets)
        let dense = Dense(data, parameters)
        let projected = dense.projected.map { Dense.product($0, data.means) }
        let squares = Dense.product(projected, data.means) + (data.pureErrors.reduce(0, +) / parameters.noise)
        let expected =
            -(0.5 * Dense.logDeterminant(dense.v)) - (0.5 * Dense.logDeterminant(dense.gram))
            - (0.5 * data.degreesOfFreedom * Elementary.log(squares))
            - (0.5 * (data.count - Double(data.rowCount)) * Elementary.log(parameters.noise))
        #expect(Self.isClose(KrigingLikelihood(data).logDensity(parameters), expected, 1e-11))
    }

    @Test("the posterior is that of dense algebra, at measured and new datasets", arguments: [1, 3])
    func posterior(datasets: Int) throws {
        let data = Self.data(datasets: datasets, seed: 12)
        let parameters = Self.parameters(datasets: datasets)
        let dense = Dense(data, parameters)
        let kernel = KrigingKernel(parameters)
        let model = try #require(KrigingModel(data: data, parts: [.init(weight: 1, parameters: parameters)]))
        let squares = Dense.product(dense.projected.map { Dense.product($0, data.means) }, data.means)
        let scale = squares / data.degreesOfFreedom
        for u in [SIMD3(0.3, -0.4, data.points[0].z), SIMD3(1.9, 1.4, datasets > 1 ? 0.37 : 0), data.points[2]] {
            let at = DensePlace(dense, data, kernel, u, dataset: model.dataset(u))
            let mean = at.mean(data.means)
            let missing = at.flat.indices.map { at.flat[$0] - Dense.product(at.solved[$0], at.covariances) }
            let prior = kernel.covariance(u, u, isSameDataset: true)
            let variance =
                prior - Dense.product(at.covariances, dense.inverse.map { Dense.product($0, at.covariances) })
                + Dense.product(missing, at.gramInverse.map { Dense.product($0, missing) })
            let moments = model.moments(u)[0]
            #expect(Self.isClose(moments.mean, data.centre + (data.unit * mean), 1e-10))
            #expect(Self.isClose(moments.variance / (data.unit * data.unit * scale), variance, 1e-8))
            #expect(Self.isClose(model.value(u), moments.mean, 1e-13))
        }
    }

    /// The prediction is linear in the means, so what one of them moves is its weight.
    @Test("the variance from noise is that of the weights of the measurements", arguments: [1, 3])
    func noiseVariances(datasets: Int) throws {
        let data = Self.data(datasets: datasets, seed: 21)
        let parameters = Self.parameters(datasets: datasets)
        let dense = Dense(data, parameters)
        let kernel = KrigingKernel(parameters)
        let model = try #require(KrigingModel(data: data, parts: [.init(weight: 1, parameters: parameters)]))
        let squares = Dense.product(dense.projected.map { Dense.product($0, data.means) }, data.means)
        let scale = squares / data.degreesOfFreedom
        for u in [SIMD3(0.3, -0.4, data.points[0].z), SIMD3(1.9, 1.4, datasets > 1 ? 0.37 : 0)] {
            let at = DensePlace(dense, data, kernel, u, dataset: model.dataset(u))
            let sum = data.means.indices.reduce(0.0) { sum, row in
                let weight = at.mean(data.means.indices.map { $0 == row ? 1 : 0 })
                return sum + (weight * weight / data.weights[row])
            }
            let expected = data.unit * data.unit * scale * parameters.noise * sum
            #expect(Self.isClose(model.noiseVariances(u)[0], expected, 1e-9))
        }
    }

    @Test("leave-one-out is a refit at given hyper-parameters", arguments: [(1, false), (1, true), (3, true)])
    func leaveOneOut(datasets: Int, replicated: Bool) throws {
        let data = Self.data(datasets: datasets, replicated: replicated, seed: 13)
        let first = Self.parameters(datasets: datasets)
        var second = first
        second.noise = 0.3
        second.lengths = SIMD3(0.5, 0.8, 2)
        let parts = [KrigingModel.Part(weight: 0.4, parameters: first), .init(weight: 0.6, parameters: second)]
        let model = try #require(KrigingModel(data: data, parts: parts))
        let leaveOneOut = KrigingLeaveOneOut(model)
        for row in 0..<data.rowCount {
            let kept = (0..<data.rowCount).filter { $0 != row }
            let rest = data.selecting(kept)
            // The weights are prior · likelihood, so without the row they change by the ratio of the likelihoods.
            let all = KrigingLikelihood(data)
            let some = KrigingLikelihood(rest)
            let logWeights = parts.map { part in
                Elementary.log(part.weight) + some.logDensity(part.parameters) - all.logDensity(part.parameters)
            }
            let largest = logWeights.max() ?? 0
            let raw = logWeights.map { Elementary.exp($0 - largest) }
            let mixture = leaveOneOut.mixtures[row]
            for (index, part) in parts.enumerated() {
                let refit = try #require(
                    KrigingModel(data: rest, parts: [.init(weight: 1, parameters: part.parameters)])
                )
                let moments = refit.moments(data.points[row])[0]
                let component = mixture.components[index]
                #expect(Self.isClose(component.weight, raw[index] / raw.reduce(0, +), 1e-9))
                #expect(Self.isClose(component.location, moments.mean, 1e-10))
                let measured = moments.variance + (moments.noise / data.weights[row])
                #expect(Self.isClose(component.squaredScale / measured, 1, 1e-7))
            }
        }
    }

    @Test("a fit has the same bits again, after coding, and for any order of the runs")
    func determinism() throws {
        let data = Self.data(datasets: 1, seed: 14)
        let fit = try #require(KrigingFitter().fit(data))
        let again = try #require(KrigingFitter().fit(data))
        #expect(fit.model == again.model)
        let restored = try TestCoding.roundTrip(fit.model)
        for u in [SIMD3(0.1, 0.2, 0.0), SIMD3(2, -3, 0)] {
            #expect(fit.model.value(u) == again.model.value(u))
            #expect(restored.moments(u) == fit.model.moments(u))
        }
    }

    @Test("a change of unit or sign changes nothing else", arguments: [1_000.0, -1])
    func equivariance(factor: Double) throws {
        let rows = Self.rows(seed: 15)
        let scaled = rows.map { row in
            var row = row
            row.mean = (row.mean * factor) + 7
            return row
        }
        let (a, b) = (
            try #require(KrigingFitter().fit(KrigingData(rows))), try #require(KrigingFitter().fit(KrigingData(scaled)))
        )
        let u = SIMD3(1.4, 0.3, 0.0)
        #expect(Self.isClose((a.model.value(u) * factor) + 7, b.model.value(u), 1e-8))
        let (first, second) = (
            a.model.moments(u).map(\.variance).reduce(0, +), b.model.moments(u).map(\.variance).reduce(0, +)
        )
        #expect(Self.isClose(first * factor * factor / second, 1, 1e-6))
    }

    private static func rows(seed: UInt64) -> [KrigingData.Row] {
        var generator = SplitMix64(seed: seed)
        return [2.0, 4, 8].flatMap { layers in
            [16.0, 32, 64].map { dim in
                let noise = Double(generator.next() >> 11) * 0x1p-53
                return KrigingData.Row(
                    logLayers: Elementary.log(layers),
                    logDim: Elementary.log(dim),
                    mean: 0.1 + (0.02 * Elementary.log(layers * dim)) + (0.01 * noise)
                )
            }
        }
    }

    @Test("an effect per dataset widens a new dataset's interval, not a measured one's")
    func newDataset() throws {
        let data = Self.data(datasets: 3, seed: 16)
        let fit = try #require(KrigingFitter().fit(data))
        let measured = fit.model.moments(SIMD3(0, 0, data.points[7].z)).reduce(0) { $0 + ($1.weight * $1.variance) }
        let new = fit.model.moments(SIMD3(0, 0, data.points[7].z + 1e-3)).reduce(0) { $0 + ($1.weight * $1.variance) }
        #expect(new > 2 * measured)
    }

    @Test("constant values give a constant without width")
    func constantValues() throws {
        let rows = Self.rows(seed: 17).map { row in
            var row = row
            row.mean = 0.25
            return row
        }
        let fit = try #require(KrigingFitter().fit(KrigingData(rows)))
        let moments = fit.model.moments(SIMD3(2, 2, 0))
        #expect(Self.isClose(moments.reduce(0) { $0 + ($1.weight * $1.mean) }, 0.25, 1e-12))
        #expect(moments.allSatisfy { $0.variance + $0.noise < 1e-15 })
    }

    @Test("two configurations are refused, three are not")
    func fewRuns() {
        let rows = Self.rows(seed: 18)
        #expect(KrigingFitter().fit(KrigingData(Array(rows.prefix(2)))) == nil)
        #expect(KrigingFitter().fit(KrigingData(Array(rows.prefix(3)))) != nil)
    }

    /// A level of 20 × 10 configurations: one stage about the mode must say what the full exploration says.
    @Test("a large design is integrated about its mode")
    func largeDesign() throws {
        print("seed 5")
        var generator = SeededGenerator(seed: 5)
        let rows = (1...20).flatMap { layers in
            (1...10).map { width in
                let (x, y) = (Elementary.log(Double(layers)), Elementary.log(Double(16 * width)))
                let mean = 0.3 + (0.05 * x) - (0.012 * x * x) + (0.02 * y) + (0.004 * generator.normal())
                return KrigingData.Row(logLayers: x, logDim: y, mean: mean)
            }
        }
        let data = KrigingData(rows)
        let fit = try #require(KrigingFitter().fit(data))
        #expect(fit.model.components.count <= 12)
        #expect(fit.effectiveSampleSize >= 10 && fit.effectiveSampleSize <= 64)
        let prior = KrigingPrior()
        let likelihood = KrigingLikelihood(data)
        var effort = HyperparameterIntegration.Effort()
        effort.pointsPerStage = 128
        effort.componentLimit = 16
        let full = HyperparameterIntegration(dimension: 8, effort: effort) {
            likelihood.logDensity(prior.parameters($0, data))
        }
        let parts = full.points.map {
            KrigingModel.Part(weight: $0.weight, parameters: prior.parameters($0.z, data))
        }
        let other = try #require(KrigingModel(data: data, parts: parts))
        for u in [SIMD3(0, 0, 0), SIMD3(0.9, -0.4, 0), SIMD3(1.5, 1.5, 0)] as [SIMD3<Double>] {
            let (own, reference) = (fit.model.moments(u), other.moments(u))
            func mean(_ moments: [KrigingModel.Moments]) -> Double { moments.reduce(0) { $0 + ($1.weight * $1.mean) } }
            func deviation(_ moments: [KrigingModel.Moments]) -> Double {
                moments.reduce(0) { $0 + ($1.weight * ($1.variance + $1.noise)) }.squareRoot()
            }
            #expect(abs(mean(own) - mean(reference)) < 0.3 * deviation(reference))
            #expect(abs(deviation(own) / deviation(reference) - 1) < 0.15)
        }
    }
}

extension KrigingModelTests {
    /// What dense algebra says of a place.
    private struct DensePlace {
        private let dense: Dense
        let covariances: [Double]
        /// The unpenalised columns at the place, and V⁻¹F.
        let flat: [Double]
        let solved: [[Double]]
        let gramInverse: [[Double]]

        init(_ dense: Dense, _ data: KrigingData, _ kernel: KrigingKernel, _ u: SIMD3<Double>, dataset: Int?) {
            self.dense = dense
            covariances = data.points.indices.map { row in
                kernel.covariance(u, data.points[row], isSameDataset: dataset == data.datasets[row])
            }
            flat = [1] + (data.flatCount > 1 ? [kernel.slope(u)] : [])
            gramInverse = Dense.inverse(dense.gram)
            solved = dense.flat.map { column in dense.inverse.map { Dense.product($0, column) } }
        }

        /// The prediction from these values of the rows.
        func mean(_ means: [Double]) -> Double {
            let beta = gramInverse.map { row in
                zip(row, solved).reduce(0) { $0 + ($1.0 * Dense.product($1.1, means)) }
            }
            let rest = means.indices.map { row in
                means[row] - beta.indices.reduce(0) { $0 + (beta[$1] * dense.flat[$1][row]) }
            }
            return Dense.product(flat, beta) + Dense.product(covariances, dense.inverse.map { Dense.product($0, rest) })
        }
    }
}
