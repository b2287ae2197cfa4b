/// The correlation of two configurations: 1 at distance 0, composed of Matérn curves of the normalised coordinates u, v and s.
struct GaussianKernel: Hashable, Codable, Sendable {
    enum Composition: String, Codable, Sendable {
        /// k_u·k_v·k_s.
        case product
        /// (k_u + k_v + k_u·k_v)/3·k_s: a main effect per axis, independent of the other axis, and an interaction.
        case additive
    }

    let composition: Composition
    /// Length scales in half-ranges of each axis.
    let lengths: SIMD3<Double>

    @inline(__always)
    func correlation(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
        func along(_ axis: Int) -> Double { Matern.value(abs(a[axis] - b[axis]) * Matern.rate(lengths[axis])) }
        return composed(along(0), along(1), along(2))
    }

    /// The correlation, given those along the axes.
    @inline(__always)
    func composed(_ u: Double, _ v: Double, _ s: Double) -> Double {
        switch composition {
        case .product: u * v * s
        case .additive: (u + v + u * v) * (1.0 / 3) * s
        }
    }

    /// The derivatives by the logarithms of the lengths, given those along the axes.
    @inline(__always)
    func composedSlopes(_ u: Slope, _ v: Slope, _ s: Slope) -> SIMD3<Double> {
        switch composition {
        case .product:
            return SIMD3(u.slope * v.value * s.value, u.value * v.slope * s.value, u.value * v.value * s.slope)
        case .additive:
            let plane = (u.value + v.value + u.value * v.value) * (1.0 / 3)
            return SIMD3(
                u.slope * (1 + v.value) * (1.0 / 3) * s.value,
                v.slope * (1 + u.value) * (1.0 / 3) * s.value,
                plane * s.slope
            )
        }
    }

    /// A correlation along one axis, and its derivative by the logarithm of the length.
    typealias Slope = (value: Double, slope: Double)
}
