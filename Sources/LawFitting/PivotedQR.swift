internal import CLapacke

/// A = QRΠᵀ with column pivoting (LAPACK's `dgeqp3`), columns scaled to length 1 first so that the rank does not depend on
/// anyone's units.
struct PivotedQR {
    /// A pivot below this part of the largest ends the rank. Columns have length 1, so it bounds the condition at 1e10.
    static let dependence = 1e-10

    let rowCount: Int
    let columnCount: Int
    let rank: Int
    /// Which column each pivot is.
    private let pivots: [Int]
    private let lengths: [Double]
    /// R in its upper triangle, by columns, `rowCount` apart.
    private let factor: [Double]
    /// The first `rank` columns of Q.
    private let orthonormal: [Double]

    /// `columns` are the matrix by columns, all finite. `nil` where LAPACK refuses or the shape exceeds its integers.
    init?(columns: [Double], rowCount: Int, columnCount: Int) {
        guard rowCount > 0, columnCount > 0, let rows = Int32(exactly: rowCount) else { return nil }
        var matrix = columns
        var lengths = [Double](repeating: 1, count: columnCount)
        for column in 0..<columnCount {
            let range = column * rowCount..<(column + 1) * rowCount
            // Dividing by the largest entry first keeps the squares from overflowing.
            let largest = matrix[range].reduce(0) { max($0, abs($1)) }
            guard largest.isFinite else { return nil }
            guard largest > 0 else { continue }
            let length = largest * matrix[range].reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
            lengths[column] = length
            for index in range { matrix[index] /= length }
        }
        var permutation = [Int32](repeating: 0, count: columnCount)
        let smaller = min(rowCount, columnCount)
        var reflectors = [Double](repeating: 0, count: smaller)
        let width = Int32(columnCount)
        guard LAPACKE_dgeqp3(LAPACK_COL_MAJOR, rows, width, &matrix, rows, &permutation, &reflectors) == 0 else {
            return nil
        }
        let largestPivot = abs(matrix[0])
        var rank = 0
        while rank < smaller, abs(matrix[rank * rowCount + rank]) > Self.dependence * largestPivot { rank += 1 }

        var orthonormal = Array(matrix[..<(rank * rowCount)])
        if rank > 0 {
            let status = LAPACKE_dorgqr(
                LAPACK_COL_MAJOR,
                rows,
                Int32(rank),
                Int32(rank),
                &orthonormal,
                rows,
                &reflectors
            )
            guard status == 0 else { return nil }
        }
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.rank = rank
        self.lengths = lengths
        self.orthonormal = orthonormal
        pivots = permutation.map { Int($0) - 1 }
        factor = matrix
    }

    /// The least-squares solution; columns beyond the rank get 0.
    func solve(_ right: [Double]) -> [Double] {
        var coordinates = [Double](repeating: 0, count: rank)
        for column in 0..<rank {
            for row in 0..<rowCount { coordinates[column] += orthonormal[column * rowCount + row] * right[row] }
        }
        backSubstitute(&coordinates)
        var solution = [Double](repeating: 0, count: columnCount)
        for index in 0..<rank { solution[pivots[index]] = coordinates[index] / lengths[pivots[index]] }
        return solution
    }

    /// The leverages, diag(QQᵀ).
    var leverages: [Double] {
        var sums = [Double](repeating: 0, count: rowCount)
        for index in 0..<rank * rowCount { sums[index % rowCount] += orthonormal[index] * orthonormal[index] }
        return sums
    }

    /// F with (AᵀA)⁻¹ = FFᵀ on the columns within the rank, by columns; rows beyond the rank are 0.
    var inverseFactor: [[Double]] {
        (0..<rank).map { index in
            var unit = [Double](repeating: 0, count: rank)
            unit[index] = 1
            backSubstitute(&unit)
            var column = [Double](repeating: 0, count: columnCount)
            for row in 0..<rank { column[pivots[row]] = unit[row] / lengths[pivots[row]] }
            return column
        }
    }

    /// Whether a column is beyond the rank.
    func isDependent(_ column: Int) -> Bool { !pivots[..<rank].contains(column) }

    private func backSubstitute(_ x: inout [Double]) {
        for column in stride(from: rank - 1, through: 0, by: -1) {
            x[column] /= factor[column * rowCount + column]
            for row in 0..<column { x[row] -= factor[column * rowCount + row] * x[column] }
        }
    }
}
