import ResourceMetering

/// A lower triangular matrix in blocks of eight rows, for products with many vectors.
///
/// A block stores its columns one after another, eight entries each. So a product needs no sum across vector lanes, and the
/// blocks are independent; a forward substitution would wait for each row in turn.
struct BlockedTriangle: Sendable {
    let count: Int
    private let entries: [Double]

    /// L⁻¹ of a lower triangle L, which is given by rows, `count` apart. Without meaning if the meter stopped the work.
    ///
    /// Each column is computed in one piece and then put into the blocks, so that no whole matrix is needed beside them.
    init(inverseOf factor: UnsafePointer<Double>, count: Int, meter: WorkMeter = WorkMeter()) {
        self.count = count
        let blockCount = (count + 7) / 8
        let length = blockCount == 0 ? 0 : Self.start(blockCount - 1) + (count * 8)
        var entries = [Double](repeating: 0, count: length)
        entries.withUnsafeMutableBufferPointer { entries in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { column in
                guard let column = column.baseAddress else { return }
                for i in 0..<count {
                    meter.spend((count - i) * (count - i) / 4)
                    if meter.isStopped { return }
                    column[i] = 1 / factor[(i * count) + i]
                    for k in i + 1..<max(count, i + 1) {
                        let row = factor + (k * count)
                        column[k] = -dot(row + i, column + i, k - i) / row[k]
                    }
                    for k in i..<count { entries[Self.start(k / 8) + (i * 8) + (k % 8)] = column[k] }
                }
            }
        }
        self.entries = entries
    }

    /// Where a block begins. Each block before it has eight columns more than the one before that.
    private static func start(_ block: Int) -> Int { 32 * block * (block + 1) }

    /// |A·x|².
    func squaredLength(times x: UnsafePointer<Double>) -> Double {
        entries.withUnsafeBufferPointer { entries in
            guard var next = entries.baseAddress else { return 0 }
            var total = 0.0
            var first = 0
            while first < count {
                let (s0, s1, s2, s3, s4, s5, s6, s7) = Self.rows(&next, times: x, columns: min(first &+ 8, count))
                total += ((s0 * s0 + s1 * s1) + (s2 * s2 + s3 * s3)) + ((s4 * s4 + s5 * s5) + (s6 * s6 + s7 * s7))
                first &+= 8
            }
            return total
        }
    }

    /// A·x, into `result`.
    func product(times x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
        entries.withUnsafeBufferPointer { entries in
            guard var next = entries.baseAddress else { return }
            var first = 0
            while first < count {
                let sums = Self.rows(&next, times: x, columns: min(first &+ 8, count))
                let own = result + first
                if count - first >= 8 {
                    (own[0], own[1], own[2], own[3]) = (sums.0, sums.1, sums.2, sums.3)
                    (own[4], own[5], own[6], own[7]) = (sums.4, sums.5, sums.6, sums.7)
                } else {
                    let all = [sums.0, sums.1, sums.2, sums.3, sums.4, sums.5, sums.6, sums.7]
                    for row in 0..<count - first { own[row] = all[row] }
                }
                first &+= 8
            }
        }
    }

    /// Aᵀ·x, into `result`.
    func transposedProduct(times x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
        entries.withUnsafeBufferPointer { entries in
            guard var next = entries.baseAddress else { return }
            result.update(repeating: 0, count: count)
            for first in stride(from: 0, to: count, by: 8) {
                let height = min(8, count - first)
                for column in 0..<min(first + 8, count) {
                    result[column] += dot(next, x + first, height)
                    next += 8
                }
            }
        }
    }

    /// The products of the eight rows of a block, whose entries begin at `next`; `next` moves on to the block after it.
    @inline(__always)
    private static func rows(_ next: inout UnsafePointer<Double>, times x: UnsafePointer<Double>, columns: Int) -> (
        Double, Double, Double, Double, Double, Double, Double, Double
    ) {
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        var column = 0
        while column < columns {
            let factor = x[column]
            s0 += next[0] * factor
            s1 += next[1] * factor
            s2 += next[2] * factor
            s3 += next[3] * factor
            s4 += next[4] * factor
            s5 += next[5] * factor
            s6 += next[6] * factor
            s7 += next[7] * factor
            next += 8
            column &+= 1
        }
        return (s0, s1, s2, s3, s4, s5, s6, s7)
    }

    /// The squared length of every column, diag(AᵀA).
    var columnSquares: [Double] {
        var squares = [Double](repeating: 0, count: count)
        entries.withUnsafeBufferPointer { entries in
            guard var next = entries.baseAddress else { return }
            for first in stride(from: 0, to: count, by: 8) {
                for column in 0..<min(first + 8, count) {
                    squares[column] += dot(next, next, 8)
                    next += 8
                }
            }
        }
        return squares
    }
}
