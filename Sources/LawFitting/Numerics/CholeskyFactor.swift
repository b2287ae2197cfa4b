/// The Cholesky factor of a symmetric positive definite matrix, V = LLᵀ.
///
/// An own kernel rather than LAPACK's `dpotrf`: optimised BLAS libraries choose the order of their sums by the processor, so
/// that a law fitted on one machine would differ in its last bits on another. Here every dot product is summed in one fixed
/// order. Rows are contiguous; 2,000 rows take about a second.
struct CholeskyFactor: Sendable {
    let count: Int
    /// L by rows, `count` apart; above the diagonal 0.
    private let rows: [Double]

    /// `matrix` by rows, of which only the lower triangle is read. `nil` where it is not positive definite.
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

    /// ln det V / 2 = Σ ln Lᵢᵢ, by way of the diagonal.
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

/// Σ aᵢbᵢ in a fixed order, eight partial sums at a time, which the compiler keeps in vector registers.
///
/// Written out rather than with SIMD types, whose operations are calls in a debug build.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var (s0, s1, s2, s3, s4, s5, s6, s7) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index &+ 8 <= count {
        s0 += a[index] * b[index]
        s1 += a[index &+ 1] * b[index &+ 1]
        s2 += a[index &+ 2] * b[index &+ 2]
        s3 += a[index &+ 3] * b[index &+ 3]
        s4 += a[index &+ 4] * b[index &+ 4]
        s5 += a[index &+ 5] * b[index &+ 5]
        s6 += a[index &+ 6] * b[index &+ 6]
        s7 += a[index &+ 7] * b[index &+ 7]
        index &+= 8
    }
    var total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
    while index < count {
        total += a[index] * b[index]
        index &+= 1
    }
    return total
}
