import ResourceMetering

/// The Cholesky factorisation in place, four rows at a time.
///
/// Four rows share each load of an earlier row, which is what bounds a large factorisation. Every sum has one fixed order.
enum RowCholesky {
    /// Replaces the lower triangle of a symmetric matrix, by rows `count` apart, by L with V = LLᵀ.
    ///
    /// - Returns: whether the matrix is positive definite, and the meter did not stop the work.
    static func factor(
        _ matrix: UnsafeMutablePointer<Double>,
        count: Int,
        meter: WorkMeter = WorkMeter()
    ) -> Bool {
        var first = 0
        var units = 0
        while first < count {
            // Four rows of dot products with all rows before.
            units += first * first
            if units > 200_000 {
                meter.spend(units)
                if meter.isStopped { return false }
                units = 0
            }
            let block = min(4, count - first)
            let base = matrix + (first * count)
            if block == 4 {
                for j in 0..<first {
                    let other = matrix + (j * count)
                    let inverse = 1 / other[j]
                    let sums = fourDots(base, count, other, j)
                    base[j] = (base[j] - sums.0) * inverse
                    base[count + j] = (base[count + j] - sums.1) * inverse
                    base[(2 * count) + j] = (base[(2 * count) + j] - sums.2) * inverse
                    base[(3 * count) + j] = (base[(3 * count) + j] - sums.3) * inverse
                }
            } else {
                for row in 0..<block {
                    let own = base + (row * count)
                    for j in 0..<first {
                        let other = matrix + (j * count)
                        own[j] = (own[j] - dot(own, other, j)) / other[j]
                    }
                }
            }
            for row in first..<first + block {
                let own = matrix + (row * count)
                for j in first..<row {
                    let other = matrix + (j * count)
                    own[j] = (own[j] - dot(own, other, j)) / other[j]
                }
                let pivot = own[row] - dot(own, own, row)
                guard pivot > 0, pivot.isFinite else { return false }
                own[row] = pivot.squareRoot()
            }
            first += block
        }
        meter.spend(units)
        return true
    }

    /// L⁻¹·x in place.
    static func solveLower(_ factor: UnsafePointer<Double>, count: Int, _ x: UnsafeMutablePointer<Double>) {
        for i in 0..<count {
            let row = factor + (i * count)
            x[i] = (x[i] - dot(row, x, i)) / row[i]
        }
    }

    /// L⁻ᵀ·x in place.
    static func solveUpper(_ factor: UnsafePointer<Double>, count: Int, _ x: UnsafeMutablePointer<Double>) {
        for i in stride(from: count - 1, through: 0, by: -1) {
            let row = factor + (i * count)
            x[i] /= row[i]
            let value = x[i]
            for j in 0..<i { x[j] -= row[j] * value }
        }
    }

    /// The dot products of four rows with another, two partial sums each.
    @inline(__always)
    private static func fourDots(
        _ rows: UnsafePointer<Double>,
        _ stride: Int,
        _ other: UnsafePointer<Double>,
        _ count: Int
    ) -> (Double, Double, Double, Double) {
        let (a, b, c, d) = (rows, rows + stride, rows + (2 * stride), rows + (3 * stride))
        var (a0, a1, b0, b1, c0, c1, d0, d1) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        var k = 0
        while k &+ 2 <= count {
            let (x, y) = (other[k], other[k &+ 1])
            a0 += a[k] * x
            a1 += a[k &+ 1] * y
            b0 += b[k] * x
            b1 += b[k &+ 1] * y
            c0 += c[k] * x
            c1 += c[k &+ 1] * y
            d0 += d[k] * x
            d1 += d[k &+ 1] * y
            k &+= 2
        }
        if k < count {
            let x = other[k]
            a0 += a[k] * x
            b0 += b[k] * x
            c0 += c[k] * x
            d0 += d[k] * x
        }
        return (a0 + a1, b0 + b1, c0 + c1, d0 + d1)
    }
}
