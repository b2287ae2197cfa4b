import CLapacke
import Foundation
import TestSupport
import Testing

@testable import LawFitting

/// The module's own kernels against LAPACK and closed forms.
@Suite("Linear algebra")
struct LinearAlgebraTests {
    static let seeds: [UInt64] = Array(11...20)

    @Test("Gram-Schmidt agrees with pivoted reflections", arguments: seeds)
    func orthonormalBasis(_ seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let (rows, count) = (24, 5)
        // Nearly dependent columns: each differs from the one before by 1e-4.
        var columns = [(0..<rows).map { _ in generator.normal() }]
        while columns.count < count {
            columns.append(columns[columns.count - 1].map { $0 + 1e-4 * generator.normal() })
        }
        let right = (0..<rows).map { _ in generator.normal() }

        var basis = GramSchmidtBasis(rowCount: rows, capacity: count)
        let accepted = columns.map { basis.append($0) }
        #expect(accepted.allSatisfy { $0 })
        var residual = right
        let solution = basis.solve(basis.project(&residual))

        let qr = try #require(PivotedQR(columns: columns.flatMap { $0 }, rowCount: rows, columnCount: count))
        #expect(qr.rank == count)
        let reference = qr.solve(right)
        let fitted = (0..<rows).map { row in (0..<count).reduce(0) { $0 + columns[$1][row] * reference[$1] } }
        for row in 0..<rows {
            #expect(abs(residual[row] - (right[row] - fitted[row])) <= 1e-10)
            #expect(abs(basis.leverage(row: row) - qr.leverages[row]) <= 1e-9)
        }
        for index in 0..<count {
            #expect(abs(solution[index] - reference[index]) <= 1e-6 * reference.reduce(1) { max($0, abs($1)) })
        }
    }

    @Test("least squares agree with LAPACK's `dgels`", arguments: seeds)
    func leastSquares(_ seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let (rows, count) = (30, 6)
        let matrix = (0..<rows * count).map { index in
            // Columns of very different lengths.
            generator.normal() * pow(10, Double(index / rows) - 3)
        }
        let right = (0..<rows).map { _ in generator.normal() }
        var (factored, reference) = (matrix, right)
        let (height, width) = (Int32(rows), Int32(count))
        let status = LAPACKE_dgels(
            LAPACK_COL_MAJOR,
            CChar(UInt8(ascii: "N")),
            height,
            width,
            1,
            &factored,
            height,
            &reference,
            height
        )
        #expect(status == 0)
        var (copy, target) = (matrix, right)
        let plain = try #require(Householder.leastSquares(&copy, height: rows, width: count, &target))
        let pivoted = try #require(PivotedQR(columns: matrix, rowCount: rows, columnCount: count))
        #expect(pivoted.rank == count)
        for (index, expected) in reference.prefix(count).enumerated() {
            #expect(abs(plain[index] - expected) <= 1e-12 * abs(expected))
            #expect(abs(pivoted.solve(right)[index] - expected) <= 1e-12 * abs(expected))
        }
    }

    @Test("a dependent column is refused by both")
    func dependence() throws {
        let columns: [[Double]] = [[1, 1, 1, 1], [1, 2, 3, 4], [3, 5, 7, 9]]
        var basis = GramSchmidtBasis(rowCount: 4, capacity: 3)
        let accepted = columns.map { basis.append($0) }
        #expect(accepted == [true, true, false])
        let qr = try #require(PivotedQR(columns: columns.flatMap { $0 }, rowCount: 4, columnCount: 3))
        #expect(qr.rank == 2)
    }

    @Test("the inverse factor gives the inverse of AᵀA")
    func inverseFactor() throws {
        // A = [1 0; 1 1; 1 2]: AᵀA = [3 3; 3 5], its inverse [5 −3; −3 3]/6.
        let qr = try #require(PivotedQR(columns: [1, 1, 1, 0, 1, 2], rowCount: 3, columnCount: 2))
        let factor = qr.inverseFactor
        let expected = [[5.0 / 6, -0.5], [-0.5, 0.5]]
        for i in 0..<2 {
            for j in 0..<2 {
                #expect(abs(factor.reduce(0) { $0 + $1[i] * $1[j] } - expected[i][j]) <= 1e-14)
            }
        }
        for (leverage, expected) in zip(qr.leverages, [5.0 / 6, 1.0 / 3, 5.0 / 6]) {
            #expect(abs(leverage - expected) <= 1e-14)
        }
    }

    @Test("the rank does not depend on the lengths of the columns")
    func scaling() throws {
        let columns = [1e-300, 2e-300, 4e-300, 1e300, -1e300, 1e300]
        #expect(try #require(PivotedQR(columns: columns, rowCount: 3, columnCount: 2)).rank == 2)
        #expect(PivotedQR(columns: [1, .infinity, 0], rowCount: 3, columnCount: 1) == nil)
        #expect(try #require(PivotedQR(columns: [0, 0, 0], rowCount: 3, columnCount: 1)).rank == 0)
    }
}
