/// The elementary functions, computed with +, −, ·, / and √ alone.
///
/// Figures and laws must have the same bits on every machine. The C library does not promise that: glibc chooses a variant
/// by the processor (with or without fused multiply-add), and other libraries use other algorithms. IEEE 754 fixes the five
/// operations used here to the last bit, and Swift never contracts them. Range reductions and coefficients come from Sun's
/// fdlibm (S. Moshier and K. C. Ng; freely distributable), whose errors are below 1 ulp. Errors here are below 4 ulp.
///
/// Functions that run in vectorised loops are `@inlinable`, so that callers in other modules can inline them. They are
/// `public`, because the compiler does not inline functions of package access into other modules.
public enum Elementary {
    /// ln 2 in two parts. The first has 32 trailing zeros, so its product with an exponent is exact.
    @inlinable static var ln2High: Double { 6.93147180369123816490e-01 }
    @inlinable static var ln2Low: Double { 1.90821492927058770002e-10 }

    /// eˣ.
    @inline(__always)
    @inlinable public static func exp(_ x: Double) -> Double { abs(x) < 700 ? boundedExp(x) : farExp(x) }

    /// eˣ for |x| < 700, without a branch, so the compiler can vectorise loops over it.
    @inline(__always)
    @inlinable public static func boundedExp(_ x: Double) -> Double {
        // Adding 1.5·2^52 rounds to an integer and leaves it in the lowest bits.
        let shifted = x * 1.44269504088896338700 + 0x1.8p52
        let k = shifted - 0x1.8p52
        let (high, low) = (x - k * ln2High, k * ln2Low)
        let significand = 1 - ((low - reducedExpm1Tail(high - low)) - high)
        // 2^k, from the lowest bits of the shifted number: |k| ≤ 1010.
        return significand * Double(bitPattern: (shifted.bitPattern &+ 1023) &<< 52)
    }

    /// eˣ for |x| ≥ 700 and for NaN. Squaring e^(x/2) also reaches results that are subnormal.
    @usableFromInline static func farExp(_ x: Double) -> Double {
        if x > 709.8 { return .infinity }
        if x < -746 { return 0 }
        guard !x.isNaN else { return x }
        let half = exp(x / 2)
        return half * half
    }

    /// Returns eʳ − 1 − r, computed as r·c/(2 − c) with c = r − r²·P(r²).
    @inline(__always)
    @inlinable static func reducedExpm1Tail(_ r: Double) -> Double {
        let t = r * r
        let low = 1.66666666666666019037e-01 + t * -2.77777777770155933842e-03
        let middle = 6.61375632143793436117e-05 + t * -1.65339022054652515390e-06
        let c = r - t * (low + (t * t) * (middle + (t * t) * 4.13813679705723846039e-08))
        return (r * c) / (2 - c)
    }

    /// eˣ − 1, accurate near 0.
    @inline(__always)
    @inlinable public static func expm1(_ x: Double) -> Double {
        abs(x) < 0.34 ? x + reducedExpm1Tail(x) : exp(x) - 1
    }

    /// ln x.
    public static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x < .infinity else { return x }
        guard x >= .leastNormalMagnitude else { return log(x * 0x1p54) - 54 * (ln2High + ln2Low) }
        // x = 2^k·m with m in [√½, √2).
        let bits = x.bitPattern &- 0x3FE6_A09E_667F_3BCD
        let k = Double(Int64(bitPattern: bits) >> 52)
        let f = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD) - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        let odd =
            z
            * (6.666666666666735130e-01
                + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
        let half = 0.5 * f * f
        return k * ln2High - ((half - (s * (half + (even + odd)) + k * ln2Low)) - f)
    }

    /// log₂ x. Powers of two give exact results.
    public static func log2(_ x: Double) -> Double {
        guard x < .infinity, x > 0 else { return log(x) }
        guard x >= .leastNormalMagnitude else { return log2(x * 0x1p54) - 54 }
        // x = 2^k·m with m in [√½, √2), so k + log₂ m does not cancel: |log₂ m| ≤ ½.
        let bits = x.bitPattern &- 0x3FE6_A09E_667F_3BCD
        let k = Double(Int64(bitPattern: bits) >> 52)
        let m = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
        return k + log(m) * log2E
    }

    /// 1 / ln 2.
    private static var log2E: Double { 1.44269504088896338700 }

    /// ln(1 + x), accurate near 0.
    public static func log1p(_ x: Double) -> Double {
        let sum = 1 + x
        guard sum != 1 else { return x }
        guard sum > 0, x < 0x1p54 else { return log(sum) }
        // The second term restores what rounding 1 + x lost, to first order.
        return log(sum) + (x - (sum - 1)) / sum
    }

    /// sinh x = (eˣ − e⁻ˣ)/2.
    public static func sinh(_ x: Double) -> Double {
        let rise = expm1(abs(x))
        let value = rise.isFinite ? 0.5 * (rise + rise / (rise + 1)) : rise
        return x < 0 ? -value : value
    }

    /// x^y for x ≥ 0. The error grows with |y·ln x|.
    public static func pow(_ x: Double, _ y: Double) -> Double {
        x == 0 ? (y == 0 ? 1 : (y > 0 ? 0 : .infinity)) : exp(y * log(x))
    }

    /// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, the recurrence below 10. The absolute error is about
    /// 1e-15 near 1 and 2, where the function is 0.
    public static func logGamma(_ x: Double) -> Double {
        var (x, product) = (x, 1.0)
        while x < 10 {
            product *= x
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        var series = 1.0 / 156
        for coefficient in stirlingCoefficients { series = series * square + coefficient }
        let halfLogTwoPi = 0.918_938_533_204_672_741_78
        return (x - 0.5) * log(x) - x + halfLogTwoPi + series * inverse - log(product)
    }

    /// B₂ₖ/(2k(2k − 1)) for k = 6, …, 1.
    private static let stirlingCoefficients: [Double] = [
        -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
    ]

    /// cot x for 0 < x ≤ π/2.
    public static func cotangent(_ x: Double) -> Double {
        // Each series is evaluated below π/4, where it is short.
        if x > .pi / 4 {
            let y = .pi / 2 - x
            return sineSeries(y) / cosineSeries(y)
        }
        return cosineSeries(x) / sineSeries(x)
    }

    /// cos x for 0 ≤ x ≤ π.
    public static func cosine(_ x: Double) -> Double {
        let y = min(x, .pi - x)
        let value = y > .pi / 4 ? sineSeries(.pi / 2 - y) : cosineSeries(y)
        return x > .pi / 2 ? -value : value
    }

    /// sin x = Σ(−1)^k·x^(2k+1)/(2k+1)!. Ten terms reach 1e-19 up to π/4.
    private static func sineSeries(_ x: Double) -> Double {
        var (term, sum) = (x, x)
        for k in 1..<10 {
            let divisor = 2 * k * (2 * k + 1)
            term *= -x * x / Double(divisor)
            sum += term
        }
        return sum
    }

    /// cos x = Σ(−1)^k·x^(2k)/(2k)!.
    private static func cosineSeries(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for k in 1..<10 {
            let divisor = 2 * k * (2 * k - 1)
            term *= -x * x / Double(divisor)
            sum += term
        }
        return sum
    }
}
