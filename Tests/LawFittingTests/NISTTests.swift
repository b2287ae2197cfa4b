import Foundation
import Testing

@testable import LawFitting

/// The solver's certificate: the 27 nonlinear problems of the NIST Statistical Reference Datasets, from both starts.
@Suite("NIST certificate")
struct NISTTests {
    /// The number of correct significant digits of the worst parameter: −log10 of the relative error, at most the 11 certified.
    private func digits(_ problem: NISTProblem, start: Int) throws -> Double {
        let content = try problem.content()
        #expect(content.certified.count == content.starts[start].count)
        var leastSquares = NISTLeastSquares(
            model: problem.model,
            rows: content.rows,
            parameterCount: content.certified.count
        )
        let solver = LevenbergMarquardt(
            maxIterations: 5_000,
            gradientTolerance: 1e-13,
            costTolerance: 1e-17,
            polishSteps: 100
        )
        guard let solution = solver.minimise(&leastSquares, from: content.starts[start]) else { return 0 }
        let errors = zip(solution.x, content.certified).map { abs($0 - $1) / abs($1) }
        let worst = errors.max() ?? 1
        return min(11, worst > 0 ? -log10(worst) : 11)
    }

    @Test("from the second start every problem is solved to 8 digits", arguments: NISTProblem.all)
    func secondStart(_ problem: NISTProblem) throws {
        let digits = try digits(problem, start: 1)
        #expect(digits >= 8, "\(problem.name): \(digits) digits")
    }

    @Test("from the first start at least 25 of 27 problems are solved to 8 digits")
    func firstStart() throws {
        let digits = try NISTProblem.all.map { try (name: $0.name, digits: self.digits($0, start: 0)) }
        let failed = digits.filter { $0.digits < 8 }
        print("NIST, first start: \(27 - failed.count) of 27; failed: \(failed.map { "\($0.name) (\($0.digits))" })")
        #expect(NISTProblem.all.count == 27)
        #expect(failed.count <= 2)
    }
}
