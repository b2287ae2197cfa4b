import ElementaryFunctions

/// S(τ; w) = (1 − e^(−wτ)) / w, the Box–Cox transform of x = e^τ with λ = −w.
///
/// It is the power x^(−w), shifted and scaled so that it stays finite as w → 0, where it becomes the straight line τ.
///
/// Both nonlinear forms consist of it. With τ = t − c:
/// - power law: x^(−α) = e^(−αc)·(1 − α·S(τ; α));
/// - Performance Law: g(x; w) = −1/2 − w·h(t; w) with h(t; w) = t − S(t; w)/2, so that
///   h(t; w) − h(c; w) = τ − e^(−wc)·S(τ; w)/2.
enum BoxCox {
    /// The bound of |wτ|, which keeps predictions finite however far they extrapolate. They are clamped to [0, 1] later anyway.
    private static let largestExponent = 230.0

    static func value(_ tau: Double, _ w: Double) -> Double {
        let z = min(max(w * tau, -largestExponent), largestExponent)
        // Here expm1(−z) = −z(1 − z/2) to the last bit, while dividing by a denormal w would lose every bit.
        if abs(z) < 1e-9 { return tau * (1 - z / 2) }
        return -Elementary.expm1(-z) / w
    }

    /// ∂S/∂w = τ²·((1 + z)·e^(−z) − 1)/z² with z = wτ.
    static func derivative(_ tau: Double, _ w: Double) -> Double {
        let z = min(max(w * tau, -largestExponent), largestExponent)
        if abs(z) > 0.5 { return tau * tau * ((1 + z) * Elementary.exp(-z) - 1) / (z * z) }
        return tau * tau * derivativeSeries(z)
    }

    /// S and ∂S/∂w for the price of one exponential.
    @inline(__always)
    static func valueAndDerivative(_ tau: Double, _ w: Double) -> (value: Double, derivative: Double) {
        let z = min(max(w * tau, -largestExponent), largestExponent)
        if abs(z) > 0.5 {
            let decay = Elementary.exp(-z)
            return ((1 - decay) / w, tau * tau * ((1 + z) * decay - 1) / (z * z))
        }
        return (value(tau, w), tau * tau * derivativeSeries(z))
    }

    /// Σ_{k≥2} (−1)^(k+1)·(k−1)/k!·z^(k−2), because the closed form cancels near 0. 13 terms reach 2e-15 at |z| = 1/2.
    ///
    /// Even and odd terms have sums of their own, so that the processor evaluates both Horner schemes at once.
    @inline(__always)
    private static func derivativeSeries(_ z: Double) -> Double {
        let y = z * z
        let even =
            -1.0 / 2
            + y
            * (-1.0 / 8
                + y
                * (-1.0 / 144
                    + y
                    * (-1.0 / 5_760
                        + y * (-1.0 / 403_200 + y * (-1.0 / 43_545_600 + y * (-1.0 / 6_706_022_400))))))
        let odd =
            1.0 / 3
            + y
            * (1.0 / 30
                + y
                * (1.0 / 840
                    + y * (1.0 / 45_360 + y * (1.0 / 3_991_680 + y * (1.0 / 518_918_400)))))
        return even + z * odd
    }
}
