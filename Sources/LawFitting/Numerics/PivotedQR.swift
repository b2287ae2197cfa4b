/// A = QRΠᵀ with column pivoting (Golub & Van Loan 2013, algorithm 5.4.1; LAPACK's `dgeqp3`).
///
/// Columns are scaled to length 1 first, so that the rank does not depend on their units.
struct PivotedQR {
    /// The rank ends at the first pivot below this part of the largest one. Columns have length 1, so the condition number of
    /// the accepted ones is at most about 1e10.
    static let dependence = 1e-10

    let rowCount: Int
    let columnCount: Int
    let rank: Int
    /// By pivot, the index of its column.
    private let pivots: [Int]
    private let lengths: [Double]
    /// R in its upper triangle and the reflectors below, by columns, `rowCount` apart, in the order of the pivots.
    private let factor: [Double]
    private let reflections: [Double]

    /// - Parameter columns: the matrix by columns.
    /// - Returns: `nil` if an entry is not finite or the matrix is empty.
    init?(columns: [Double], rowCount: Int, columnCount: Int) {
        guard rowCount > 0, columnCount > 0 else { return nil }
        var matrix = columns
        var lengths = [Double](repeating: 1, count: columnCount)
        for column in 0..<columnCount {
            let range = column * rowCount..<(column + 1) * rowCount
            // Dividing by the largest entry first keeps the squares from overflowing.
            var largest = 0.0
            for index in range {
                guard matrix[index].isFinite else { return nil }
                largest = max(largest, abs(matrix[index]))
            }
            guard largest > 0 else { continue }
            let length = largest * matrix[range].reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
            lengths[column] = length
            for index in range { matrix[index] /= length }
        }
        var pivots = Array(0..<columnCount)
        var reflections: [Double] = []
        matrix.withUnsafeMutableBufferPointer { matrix in
            guard let matrix = matrix.baseAddress else { return }
            for step in 0..<min(rowCount, columnCount) {
                Self.bringLongest(matrix, step, rowCount: rowCount, columnCount: columnCount, &pivots)
                let pivot = matrix + step * rowCount + step
                let reflection = Householder.reflect(pivot, count: rowCount - step)
                reflections.append(reflection)
                for other in step + 1..<max(columnCount, step + 1) {
                    let target = matrix + other * rowCount + step
                    Householder.apply(pivot, reflection, to: target, count: rowCount - step)
                }
            }
        }
        let largestPivot = abs(matrix[0])
        var rank = 0
        while rank < reflections.count, abs(matrix[rank * rowCount + rank]) > Self.dependence * largestPivot {
            rank += 1
        }
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.rank = rank
        self.lengths = lengths
        self.pivots = pivots
        self.reflections = reflections
        factor = matrix
    }

    /// Swaps the column that is longest below the finished rows into place. Of equal ones the first wins.
    private static func bringLongest(
        _ matrix: UnsafeMutablePointer<Double>,
        _ step: Int,
        rowCount: Int,
        columnCount: Int,
        _ pivots: inout [Int]
    ) {
        var longest = (column: step, square: -1.0)
        for column in step..<columnCount {
            let start = matrix + column * rowCount + step
            let square = dot(start, start, rowCount - step)
            if square > longest.square { longest = (column, square) }
        }
        guard longest.column != step else { return }
        pivots.swapAt(step, longest.column)
        for row in 0..<rowCount {
            let (a, b) = (step * rowCount + row, longest.column * rowCount + row)
            (matrix[a], matrix[b]) = (matrix[b], matrix[a])
        }
    }

    /// The least-squares solution; columns beyond the rank get 0.
    func solve(_ right: [Double]) -> [Double] {
        var rotated = right
        reflect(&rotated, Array(0..<rank))
        var coordinates = Array(rotated[..<rank])
        backSubstitute(&coordinates)
        var solution = [Double](repeating: 0, count: columnCount)
        for index in 0..<rank { solution[pivots[index]] = coordinates[index] / lengths[pivots[index]] }
        return solution
    }

    /// The leverages, diag(QQᵀ).
    var leverages: [Double] {
        var sums = [Double](repeating: 0, count: rowCount)
        for index in 0..<rank {
            // A column of Q: the reflections, last first, of a unit vector.
            var column = [Double](repeating: 0, count: rowCount)
            column[index] = 1
            reflect(&column, Array((0...index).reversed()))
            for row in 0..<rowCount { sums[row] += column[row] * column[row] }
        }
        return sums
    }

    /// F, by columns, with (AᵀA)⁻¹ = FFᵀ on the columns within the rank. The rows of other columns are 0.
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

    /// Applies reflections in the given order.
    private func reflect(_ vector: inout [Double], _ order: [Int]) {
        factor.withUnsafeBufferPointer { factor in
            vector.withUnsafeMutableBufferPointer { vector in
                guard let factor = factor.baseAddress, let vector = vector.baseAddress else { return }
                for step in order {
                    let reflector = factor + step * rowCount + step
                    Householder.apply(reflector, reflections[step], to: vector + step, count: rowCount - step)
                }
            }
        }
    }

    private func backSubstitute(_ x: inout [Double]) {
        for column in stride(from: rank - 1, through: 0, by: -1) {
            x[column] /= factor[column * rowCount + column]
            for row in 0..<column { x[row] -= factor[column * rowCount + row] * x[column] }
        }
    }
}
