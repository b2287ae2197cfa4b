import Foundation
import Testing

@testable import LawFitting

@Suite("Levenberg–Marquardt")
struct LevenbergMarquardtTests {
    /// Rosenbrock's function as residuals 10(y − x²), 1 − x; its minimum is 0 at (1, 1).
    private struct Rosenbrock: LeastSquaresProblem {
        var bounds: [ClosedRange<Double>] = [-10...10, -10...10]
        var dataLength = 1.0
        var unit = 1.0

        mutating func residuals(at x: [Double]) -> [Double]? { [10 * (x[1] - x[0] * x[0]) * unit, (1 - x[0]) * unit] }
        mutating func jacobian(at x: [Double]) -> [Double] { [-20 * x[0] * unit, -unit, 10 * unit, 0] }
    }

    @Test("finds Rosenbrock's minimum")
    func rosenbrock() throws {
        var problem = Rosenbrock()
        let solution = try #require(LevenbergMarquardt().minimise(&problem, from: [-1.2, 1]))
        #expect(abs(solution.x[0] - 1) <= 1e-10)
        #expect(abs(solution.x[1] - 1) <= 1e-10)
        #expect(solution.iterations < 100)
    }

    /// With x ≤ 1/2 the minimum is (1 − x)² = 1/4, at x = 1/2 and y = 1/4.
    @Test("stops on an active bound")
    func bound() throws {
        var problem = Rosenbrock(bounds: [-10...0.5, -10...10])
        let solution = try #require(LevenbergMarquardt().minimise(&problem, from: [-1.2, 1]))
        #expect(solution.x[0] == 0.5)
        #expect(abs(solution.x[1] - 0.25) <= 1e-9)
        #expect(abs(solution.cost - 0.25) <= 1e-12)
    }

    @Test("the unit of the residuals does not change when it stops", arguments: [1e-6, 1e3, 1e9])
    func scaleFree(_ unit: Double) throws {
        var plain = Rosenbrock(bounds: [-10...0.5, -10...10])
        var scaled = Rosenbrock(bounds: [-10...0.5, -10...10], dataLength: unit, unit: unit)
        let first = try #require(LevenbergMarquardt().minimise(&plain, from: [-1.2, 1]))
        let second = try #require(LevenbergMarquardt().minimise(&scaled, from: [-1.2, 1]))
        #expect(abs(first.iterations - second.iterations) <= 1)
        #expect(abs(first.x[1] - second.x[1]) <= 1e-9)
    }

    @Test("returns nothing if the model has no value at the start")
    func nonFinite() {
        struct Undefined: LeastSquaresProblem {
            let bounds: [ClosedRange<Double>] = [0...1]
            let dataLength = 1.0
            mutating func residuals(at x: [Double]) -> [Double]? { nil }
            mutating func jacobian(at x: [Double]) -> [Double] { [] }
        }
        var problem = Undefined()
        #expect(LevenbergMarquardt().minimise(&problem, from: [0.5]) == nil)
    }
}
