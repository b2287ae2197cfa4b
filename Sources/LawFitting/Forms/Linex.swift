/// The linear-exponential (Linex) curve φ_κ(u) = 2(e^(−κu) − 1 + κu)/κ² (Varian 1975).
///
/// At κ = 0 it is the parabola u². Otherwise the arm on the side opposite to the sign of κ is steeper.
enum Linex {
    static func value(_ u: Double, _ kappa: Double) -> Double {
        let z = kappa * u
        // In terms of Box–Cox: φ = 2(u − S(u; κ))/κ, which cancels near 0.
        if abs(z) > 0.5 { return 2 * (u - BoxCox.value(u, kappa)) / kappa }
        // 2·u²·Σ_{j≥0} (−z)^j/(j + 2)!; 14 terms reach 1e-17 at |z| = 1/2.
        var term = 0.5
        var sum = term
        for j in 1...14 {
            term *= -z / Double(j + 2)
            sum += term
        }
        return 2 * u * u * sum
    }

    /// ∂φ/∂κ.
    static func derivative(_ u: Double, _ kappa: Double) -> Double {
        let z = kappa * u
        if abs(z) > 0.5 {
            let excess = (u - BoxCox.value(u, kappa)) / kappa
            return -2 * (BoxCox.derivative(u, kappa) + excess) / kappa
        }
        // 2·u³·Σ_{j≥1} (−1)^j·j·z^(j−1)/(j + 2)!.
        var factor = -1.0 / 6
        var sum = factor
        for j in 2...15 {
            factor *= -z / Double(j + 2)
            sum += Double(j) * factor
        }
        return 2 * u * u * u * sum
    }
}
