extension [Double] {
    /// Σ xᵢ², summed from the first element to the last.
    var squaredLength: Double { reduce(0) { $0 + $1 * $1 } }

    /// Σ xᵢyᵢ, summed from the first element to the last.
    ///
    /// For short vectors. ``dot(_:_:_:)`` is faster on long ones, but adds in another order and so rounds differently.
    func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// Σ aᵢbᵢ in eight partial sums, which the compiler keeps in vector registers, added in one fixed order.
///
/// SIMD types would be shorter to write, but their operations are calls in a debug build.
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
