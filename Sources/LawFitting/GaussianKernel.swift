#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The correlation of two configurations, 1 at distance 0, from Matérn curves of the normalised coordinates u, v and s.
struct GaussianKernel: Hashable, Codable, Sendable {
    enum Composition: String, Codable, Sendable {
        /// k_u·k_v·k_s.
        case product
        /// (k_u + k_v + k_u·k_v)/3·k_s: main effects of either axis that the other does not bend, and their interaction.
        case additive
    }

    let composition: Composition
    /// Length scales in half-ranges of each axis.
    let lengths: SIMD3<Double>

    @inline(__always)
    func correlation(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
        let distance = (a - b) / lengths
        let (u, v) = (Matern.value(distance.x), Matern.value(distance.y))
        let s = distance.z == 0 ? 1 : Matern.value(distance.z)
        switch composition {
        case .product: return u * v * s
        case .additive: return (u + v + u * v) / 3 * s
        }
    }

    /// The correlation and its derivatives by the logarithms of the lengths.
    @inline(__always)
    func correlationAndSlopes(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> (value: Double, slopes: SIMD3<Double>) {
        let distance = (a - b) / lengths
        let (u, v) = (Matern.valueAndSlope(distance.x), Matern.valueAndSlope(distance.y))
        let s = distance.z == 0 ? (1, 0) : Matern.valueAndSlope(distance.z)
        switch composition {
        case .product:
            return (
                u.value * v.value * s.0,
                SIMD3(u.slope * v.value * s.0, u.value * v.slope * s.0, u.value * v.value * s.1)
            )
        case .additive:
            let plane = (u.value + v.value + u.value * v.value) / 3
            return (
                plane * s.0,
                SIMD3(u.slope * (1 + v.value) / 3 * s.0, v.slope * (1 + u.value) / 3 * s.0, plane * s.1)
            )
        }
    }
}
