import Foundation
import Testing

@testable import LawFitting

@Suite("Gaussian processes")
struct GaussianProcessTests {
    private static let compositions: [GaussianKernel.Composition] = [.product, .additive]

    private func data(_ grid: PublishedGrid = PublishedGrid.all[0], extra: [Observation] = []) throws
        -> GaussianProcessData
    {
        try GaussianProcessData(Design(ObservationSet(grid.observations() + extra)))
    }

    @Test("a Cholesky factor multiplies back to its matrix and inverts it")
    func cholesky() throws {
        let matrix = [4.0, 0, 0, 2, 5, 0, 1, 3, 6]
        let factor = try #require(CholeskyFactor(factoring: matrix, count: 3))
        // V·x = (7, 10, 10) for x = (1, 1, 1).
        for entry in factor.solve([7, 10, 10]) { #expect(abs(entry - 1) <= 1e-14) }
        #expect(CholeskyFactor(factoring: [1, 0, 2, 1], count: 2) == nil)
        let determinant = factor.diagonal.reduce(1, *)
        #expect(abs(determinant * determinant - 67) <= 1e-11)
    }

    @Test("the posterior's gradient agrees with finite differences", arguments: compositions)
    func gradient(_ composition: GaussianKernel.Composition) throws {
        let extra = try [Observation(layers: 8, dim: 50, value: 0.3)]
        let likelihood = try GaussianLikelihood(data: data(extra: extra), composition: composition, axes: [0, 1])
        for parameters in [[0.3, -0.2, -4], [1.5, 1, -1.5], [-1, 0.5, 0.2]] {
            let gradient = try #require(likelihood.cost(parameters)).gradient
            for index in parameters.indices {
                func value(_ change: Double) throws -> Double {
                    var moved = parameters
                    moved[index] += change
                    return try #require(likelihood.cost(moved)).value
                }
                let difference = try (value(1e-5) - value(-1e-5)) / 2e-5
                #expect(abs(gradient[index] - difference) <= 1e-6 * max(1, abs(difference)))
            }
        }
    }

    /// The expected values are k·V⁻¹·(y − m), 1 − kᵀV⁻¹k and the term of the estimated mean, by plain solves with V.
    @Test("moments and differences are the textbook's", arguments: compositions)
    func textbook(_ composition: GaussianKernel.Composition) throws {
        let grid = try PublishedGrid.all[0].observations()
        let extra = try [Observation(layers: 8, dim: 50, value: 0.31), Observation(layers: 7, dim: 33, value: 0.3)]
        let design = try Design(ObservationSet(grid + extra))
        let data = GaussianProcessData(design)
        let kernel = GaussianKernel(composition: composition, lengths: SIMD3(1.2, 0.8, 1))
        let process = try #require(GaussianProcess(data: data, kernel: kernel, noise: 1e-4))
        let n = data.points.count
        var matrix = (0..<n * n).map { kernel.correlation(data.points[$0 / n], data.points[$0 % n]) }
        for row in 0..<n { matrix[row * n + row] += 1e-4 / data.weights[row] }
        let factor = try #require(CholeskyFactor(factoring: matrix, count: n))
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let ones = [Double](repeating: 1, count: n)
        let precision = product(ones, factor.solve(ones))
        let mean = product(ones, factor.solve(data.means)) / precision
        let solved = factor.solve(data.means.map { $0 - mean })
        let amplitude =
            (product(solved, data.means.map { $0 - mean }) + data.pureError / 1e-4) / Double(data.count - 1)
        let (a, b) = (SIMD3(0.3, -0.7, 0), SIMD3(1.7, 2.1, 0))
        let (ka, kb) = (data.points.map { kernel.correlation(a, $0) }, data.points.map { kernel.correlation(b, $0) })
        let missing = 1 - product(ones, factor.solve(ka))
        let variance = amplitude * (1 - product(ka, factor.solve(ka)) + missing * missing / precision)
        let moments = process.moments(a)
        #expect(abs(moments.value - (mean + product(ka, solved))) <= 1e-12)
        #expect(abs(process.value(a) - moments.value) <= 1e-14)
        #expect(abs(moments.variance - variance) <= 1e-10 * amplitude)
        let apart = zip(ka, kb).map { $0 - $1 }
        let share = product(ones, factor.solve(apart))
        let between = process.difference(a, b)
        let spread =
            2 * (1 - kernel.correlation(a, b)) - product(apart, factor.solve(apart)) + share * share / precision
        #expect(abs(between.value - product(apart, solved)) <= 1e-12)
        #expect(abs(between.variance - amplitude * spread) <= 1e-10 * amplitude)
    }

    @Test("leave-one-out in closed form equals conditioning on the other rows", arguments: compositions)
    func leaveOneOut(_ composition: GaussianKernel.Composition) throws {
        let design = try Design(ObservationSet(PublishedGrid.all[0].observations()))
        let kernel = GaussianKernel(composition: composition, lengths: SIMD3(1.2, 0.8, 1))
        let process = try #require(GaussianProcess(data: GaussianProcessData(design), kernel: kernel, noise: 0.03))
        let predictions = process.leaveOneOut().predictions
        for row in [0, 7, 23] {
            let rest = GaussianProcessData(Design(design, without: row))
            let without = try #require(GaussianProcess(data: rest, kernel: kernel, noise: 0.03))
            #expect(abs(without.value(design.scales.normalised(design.offsets[row])) - predictions[row]) <= 1e-10)
        }
    }

    /// Equal replicates are one row of a larger weight, so they do not break the factorisation.
    @Test("duplicates keep a prediction finite and close")
    func duplicates() throws {
        let grid = try PublishedGrid.all[2].observations()
        let law = try FittedLaw(
            fitting: ObservationSet(grid + [[Observation]](repeating: grid, count: 4).joined()),
            options: FitOptions(form: .named(.gaussianProcess), candidates: .required)
        )
        let prediction = try law.predict(layers: Double(grid[3].layers), dim: Double(grid[3].dim))
        #expect(abs(prediction.value - grid[3].value) <= 0.01)
        #expect(prediction.standardError.isFinite)
    }

    @Test("a stored process predicts the same bits")
    func encoding() throws {
        let law = try FittedLaw(fitting: ObservationSet(PublishedGrid.all[0].observations()))
        let copy = try JSONDecoder().decode(FittedLaw.self, from: JSONEncoder().encode(law))
        #expect(try copy.predict(layers: 11, dim: 61) == law.predict(layers: 11, dim: 61))
    }

    @Test("more rows than a process takes are refused")
    func limit() throws {
        let observations = try (1...50).flatMap { layers in
            try (1...41).map { dim in
                try Observation(layers: layers, dim: dim, value: 0.3 + 0.01 * log(Double(layers * dim)))
            }
        }
        let design = try Design(ObservationSet(observations))
        #expect(throws: FitError.tooManyConfigurations(form: .gaussianProcess, have: 2050, limit: 2000)) {
            try GaussianProcessFitter(design: design, form: .gaussianProcess).fit()
        }
    }
}
