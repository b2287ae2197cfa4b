/// A lower triangular matrix in blocks of eight rows, for products with many vectors.
///
/// A block stores its columns one after another, eight entries each. So a product needs no sum across vector lanes, and the
/// blocks are independent; a forward substitution would wait for each row in turn.
struct BlockedTriangle: Sendable {
    let count: Int
    private let entries: [Double]

    /// - Parameter transpose: the columns of the triangle, `count` apart, 0 before their diagonal.
    init(transpose: [Double], count: Int) {
        var entries: [Double] = []
        entries.reserveCapacity((count + 8) * (count + 8) / 2)
        for first in stride(from: 0, to: count, by: 8) {
            for column in 0..<min(first + 8, count) {
                for row in first..<first + 8 { entries.append(row < count ? transpose[column * count + row] : 0) }
            }
        }
        self.entries = entries
        self.count = count
    }

    /// |A·x|².
    func squaredLength(times x: UnsafePointer<Double>) -> Double {
        entries.withUnsafeBufferPointer { entries in
            guard var next = entries.baseAddress else { return 0 }
            var total = 0.0
            var first = 0
            while first < count {
                var (s0, s1, s2, s3, s4, s5, s6, s7) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
                var column = 0
                let end = min(first &+ 8, count)
                while column < end {
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
            for first in stride(from: 0, to: count, by: 8) {
                let height = min(8, count - first)
                for row in 0..<height { result[first + row] = 0 }
                for column in 0..<min(first + 8, count) {
                    for row in 0..<height { result[first + row] += next[row] * x[column] }
                    next += 8
                }
            }
        }
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
