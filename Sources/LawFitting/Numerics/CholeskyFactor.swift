/// The Cholesky factor of a symmetric positive definite matrix, V = LLᵀ.
///
/// The kernel is our own because LAPACK's `dpotrf` is not reproducible: an optimised BLAS chooses the order of its sums by the
/// processor, so the same law would differ in its last bits on another machine. Here every dot product has one fixed order.
/// Rows are contiguous; 2,000 rows take about a second.
struct CholeskyFactor: Sendable {
    let count: Int
    /// L by rows, `count` apart; 0 above the diagonal.
    private let rows: [Double]

    /// - Parameter matrix: by rows; only the lower triangle is read.
    /// - Returns: `nil` if the matrix is not positive definite.
    init?(factoring matrix: [Double], count: Int) {
        var rows = matrix
        var isPositive = true
        rows.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for i in 0..<count {
                let row = base + i * count
                for j in 0..<i {
                    let other = base + j * count
                    row[j] = (row[j] - dot(row, other, j)) / other[j]
                }
                let pivot = row[i] - dot(row, row, i)
                guard pivot > 0, pivot.isFinite else {
                    isPositive = false
                    return
                }
                row[i] = pivot.squareRoot()
                for j in i + 1..<max(count, i + 1) { row[j] = 0 }
            }
        }
        guard isPositive else { return nil }
        self.rows = rows
        self.count = count
    }

    /// Lᵢᵢ. The sum of their logarithms is ln det V / 2.
    var diagonal: [Double] { (0..<count).map { rows[$0 * count + $0] } }

    /// L⁻¹·x, in place.
    func solveLower(_ x: UnsafeMutablePointer<Double>) {
        rows.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for i in 0..<count {
                let row = base + i * count
                x[i] = (x[i] - dot(row, x, i)) / row[i]
            }
        }
    }

    /// V⁻¹·x.
    func solve(_ right: [Double]) -> [Double] {
        var x = right
        x.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            solveLower(base)
        }
        for i in stride(from: count - 1, through: 0, by: -1) {
            x[i] /= rows[i * count + i]
            for j in 0..<i { x[j] -= rows[i * count + j] * x[i] }
        }
        return x
    }

    /// L⁻ᵀ by rows: row i is the i-th column of L⁻¹, 0 before its diagonal.
    func inverseTranspose() -> [Double] {
        var inverse = [Double](repeating: 0, count: count * count)
        rows.withUnsafeBufferPointer { factor in
            inverse.withUnsafeMutableBufferPointer { inverse in
                guard let factor = factor.baseAddress, let inverse = inverse.baseAddress else { return }
                for i in 0..<count {
                    let column = inverse + i * count
                    column[i] = 1 / factor[i * count + i]
                    for k in i + 1..<max(count, i + 1) {
                        let row = factor + k * count
                        column[k] = -dot(row + i, column + i, k - i) / row[k]
                    }
                }
            }
        }
        return inverse
    }
}
