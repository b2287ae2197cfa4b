#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The Matérn covariance with smoothness 5/2 (Rasmussen & Williams 2006, eq. 4.17): k = (1 + a + a²/3)·e^(−a), a = √5·|d|/ℓ.
enum Matern {
    /// k at a distance in units of the length scale.
    @inline(__always)
    static func value(_ distance: Double) -> Double {
        let a = 5.0.squareRoot() * abs(distance)
        return (1 + a + a * a / 3) * exp(-a)
    }

    /// k and ∂k/∂ln ℓ = a²/3·(1 + a)·e^(−a).
    @inline(__always)
    static func valueAndSlope(_ distance: Double) -> (value: Double, slope: Double) {
        let a = 5.0.squareRoot() * abs(distance)
        let decay = exp(-a)
        return ((1 + a + a * a / 3) * decay, a * a / 3 * (1 + a) * decay)
    }
}
