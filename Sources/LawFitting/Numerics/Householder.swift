/// Householder reflections H = 1 − τ·vvᵀ with v₀ = 1, in the convention of LAPACK's `dlarfg` and `dlarf`.
///
/// The kernels are our own because a law must be the same on every machine, and each BLAS has its own order of sums. The
/// matrices here are tall and at most a dozen columns wide.
enum Householder {
    /// Turns a column into (β, 0, …) and stores v in place of the zeros.
    ///
    /// - Returns: τ; 0 if there is nothing to reflect.
    static func reflect(_ column: UnsafeMutablePointer<Double>, count: Int) -> Double {
        guard count > 1 else { return 0 }
        let tail = dot(column + 1, column + 1, count - 1)
        guard tail > 0 else { return 0 }
        let length = (column[0] * column[0] + tail).squareRoot()
        let beta = column[0] > 0 ? -length : length
        let scale = 1 / (column[0] - beta)
        let factor = (beta - column[0]) / beta
        for row in 1..<count { column[row] *= scale }
        column[0] = beta
        return factor
    }

    /// Replaces y by H·y. `reflector` holds v from its second entry on.
    static func apply(
        _ reflector: UnsafePointer<Double>,
        _ factor: Double,
        to y: UnsafeMutablePointer<Double>,
        count: Int
    ) {
        guard factor != 0, count > 0 else { return }
        let projection = factor * (y[0] + dot(reflector + 1, y + 1, count - 1))
        y[0] -= projection
        for row in 1..<max(count, 1) { y[row] -= projection * reflector[row] }
    }

    /// Solves min ‖A·x − b‖ for a matrix of full column rank that is at least as tall as wide. Overwrites both arguments.
    ///
    /// - Parameter matrix: by columns.
    /// - Returns: x; `nil` if the rank is not full or an entry is not finite.
    static func leastSquares(_ matrix: inout [Double], height: Int, width: Int, _ right: inout [Double]) -> [Double]? {
        var solution = [Double](repeating: 0, count: width)
        let isSolved = matrix.withUnsafeMutableBufferPointer { matrix in
            right.withUnsafeMutableBufferPointer { right in
                guard let matrix = matrix.baseAddress, let right = right.baseAddress else { return width == 0 }
                for column in 0..<width {
                    let pivot = matrix + column * height + column
                    let factor = reflect(pivot, count: height - column)
                    for other in column + 1..<max(width, column + 1) {
                        apply(pivot, factor, to: matrix + other * height + column, count: height - column)
                    }
                    apply(pivot, factor, to: right + column, count: height - column)
                }
                for column in stride(from: width - 1, through: 0, by: -1) {
                    var sum = right[column]
                    for later in column + 1..<max(width, column + 1) {
                        sum -= matrix[later * height + column] * solution[later]
                    }
                    solution[column] = sum / matrix[column * height + column]
                }
                return true
            }
        }
        return isSolved && solution.allSatisfy(\.isFinite) ? solution : nil
    }
}
