import Foundation
import Testing

@testable import LawFitting

/// Functions with known minima and maxima.
@Suite("Projected Newton")
struct ProjectedNewtonTests {
    /// Residuals x + 1 and λx² + x − 1 (Madsen, Nielsen & Tingleff 2004, example 3.4): the minimum is at 0 with ‖r‖² = 2. With
    /// λ < −1 the curvature of the residuals outweighs their slope there, and Gauss–Newton steps diverge.
    private struct LargeResidual: LeastSquaresProblem {
        var bounds: [ClosedRange<Double>] = [-1...1]
        let dataLength = 1.0
        let lambda = -2.0

        mutating func residuals(at x: [Double]) -> [Double]? { [x[0] + 1, lambda * x[0] * x[0] + x[0] - 1] }
        mutating func jacobian(at x: [Double]) -> [Double] { [1, 2 * lambda * x[0] + 1] }
    }

    private func start(_ problem: inout LargeResidual, at x: Double) throws -> LevenbergMarquardt.Solution {
        let residuals = problem.residuals(at: [x])
        let cost = try #require(residuals).squaredLength
        return LevenbergMarquardt.Solution(x: [x], cost: cost, reason: .iterations, iterations: 20)
    }

    @Test("converges in a few steps where residuals are large")
    func largeResidual() throws {
        var problem = LargeResidual()
        let solution = try ProjectedNewton().minimise(&problem, from: start(&problem, at: 0.2))
        #expect(abs(solution.x[0]) <= 1e-7)
        #expect(abs(solution.cost - 2) <= 1e-12)
        #expect(solution.reason == .cost)
        #expect(solution.iterations <= 20 + 8)
    }

    @Test("stops on an active bound")
    func bound() throws {
        var problem = LargeResidual(bounds: [0.1...1])
        let solution = try ProjectedNewton().minimise(&problem, from: start(&problem, at: 0.3))
        #expect(solution.x == [0.1])
        #expect(solution.reason == .gradient)
    }

    /// The cost differs from its minimum by less than its rounding error for |x| < 1e-8, the gradient does not.
    @Test("refines a minimum to nearly all digits, and leaves an active bound")
    func refined() throws {
        var problem = LargeResidual()
        let solution = try ProjectedNewton().refined(&problem, from: start(&problem, at: 1e-6))
        #expect(abs(solution.x[0]) <= 1e-12)
        var bounded = LargeResidual(bounds: [0.1...1])
        #expect(try ProjectedNewton().refined(&bounded, from: start(&bounded, at: 0.1)).x == [0.1])
    }

    @Test("reports when it runs out of iterations")
    func iterations() throws {
        var problem = LargeResidual()
        let solution = try ProjectedNewton(maxIterations: 1).minimise(&problem, from: start(&problem, at: 0.2))
        #expect(solution.reason == .iterations)
        #expect(solution.iterations == 21)
    }
}

@Suite("Peak search")
struct PeakSearchTests {
    private static func lattice(_ function: @escaping (Double, Double) -> Double) -> ([Double], [Double]) -> [Double] {
        { first, second in first.flatMap { a in second.map { function(a, $0) } } }
    }

    static let peaks: [(Double, Double)] = [(0.3, -1.7), (1.999, 2.5), (-0.9, 0)]

    @Test("finds the peak of a paraboloid", arguments: peaks)
    func paraboloid(_ x: Double, _ y: Double) {
        let peak = PeakSearch(first: -1...2, second: -3...3).maximum(
            of: Self.lattice { a, b in 5 - (a - x) * (a - x) - 2 * (b - y) * (b - y) }
        )
        #expect(abs(peak.first - x) <= 1e-7 && abs(peak.second - y) <= 1e-7)
        #expect(abs(peak.value - 5) <= 1e-13)
        #expect(peak.isInside == (true, true))
    }

    @Test("reports a peak on an edge")
    func edge() {
        let peak = PeakSearch(first: -1...2, second: -3...3).maximum(of: Self.lattice { a, b in a - b * b })
        #expect(peak.first == 2)
        #expect(abs(peak.second) <= 1e-7)
        #expect(peak.isInside == (false, true))
    }

    @Test("of equal points the first wins")
    func flat() {
        let peak = PeakSearch(first: -1...2, second: -3...3).maximum(of: Self.lattice { _, _ in 1 })
        #expect((peak.first, peak.second, peak.value) == (-1, -3, 1))
        #expect(peak.isInside == (false, false))
    }
}
