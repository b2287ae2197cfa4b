import ElementaryFunctions

/// Student's t distribution.
enum StudentT {
    /// t with P(|T| ≤ t) = `level`, for `level` in (0, 1) and `degreesOfFreedom` ≥ 1.
    ///
    /// G. W. Hill's expansion (Algorithm 396, CACM 13, 1970), polished by Newton's method on the logarithm of the tail, to about
    /// 1e-12 relative. Takes about 1 µs.
    static func quantile(level: Double, degreesOfFreedom: Double) -> Double {
        precondition(level > 0 && level < 1 && degreesOfFreedom >= 1)
        let tail = 1 - level
        if degreesOfFreedom == 1 { return Elementary.cotangent(tail * .pi / 2) }
        if degreesOfFreedom == 2 { return (2 / (tail * (2 - tail)) - 2).squareRoot() }

        var t = max(hill(tail: tail, degreesOfFreedom: degreesOfFreedom), 1e-300)
        for _ in 0..<20 {
            let current = twoSidedTail(t, degreesOfFreedom: degreesOfFreedom)
            let density = 2 * Elementary.exp(logDensity(t, degreesOfFreedom: degreesOfFreedom))
            // In the far tail, ln(tail) is nearly linear in ln(t), and Newton's method in these variables keeps t positive. Near
            // 0 the tail is flat, and plain Newton is the better model.
            let next: Double
            if current < 0.5 {
                next = t * Elementary.exp((Elementary.log(current) - Elementary.log(tail)) * current / (density * t))
            } else {
                next = t + (current - tail) / density
            }
            guard next.isFinite, next > 0 else { break }
            let change = abs(next - t)
            t = next
            if change <= 1e-14 * t { break }
        }
        return t
    }

    /// P(|T| > t) for t ≥ 0: the regularised incomplete beta function I(ν/(ν+t²); ν/2, 1/2).
    static func twoSidedTail(_ t: Double, degreesOfFreedom: Double) -> Double {
        let x = degreesOfFreedom / (degreesOfFreedom + t * t)
        return regularisedBeta(x, complement: t * t / (degreesOfFreedom + t * t), a: degreesOfFreedom / 2, b: 0.5)
    }

    private static func logDensity(_ t: Double, degreesOfFreedom n: Double) -> Double {
        Elementary.logGamma((n + 1) / 2) - Elementary.logGamma(n / 2) - 0.5 * Elementary.log(n * .pi) - (n + 1) / 2
            * Elementary.log1p(t * t / n)
    }

    /// Hill's asymptotic inverse, accurate to about 5 digits for n ≥ 3.
    private static func hill(tail: Double, degreesOfFreedom n: Double) -> Double {
        let a = 1 / (n - 0.5)
        let b = 48 / (a * a)
        var c = ((20700 * a / b - 98) * a - 16) * a + 96.36
        let d = ((94.5 / (b + c) - 3) / b + 1) * (a * .pi / 2).squareRoot() * n
        var y = Elementary.pow(d * tail, 2 / n)
        if y > 0.05 + a {
            let x = normalUpperQuantile(tail / 2)
            y = x * x
            if n < 5 { c += 0.3 * (n - 4.5) * (x + 0.6) }
            c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
            y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
            y = Elementary.expm1(a * y * y)
        } else {
            y =
                ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1)
                * (n + 1) / (n + 2) + 1 / y
        }
        return (n * y).squareRoot()
    }

    /// z with P(Z > z) = p, for p in (0, 1/2]: Abramowitz & Stegun 26.2.23, to 4.5e-4. Only a start for Newton's method.
    private static func normalUpperQuantile(_ p: Double) -> Double {
        let t = (-2 * Elementary.log(p)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        return max(0, t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
    }

    /// I(x; a, b) by Lentz's continued fraction (DLMF 8.17.22), on the side where it converges fast.
    ///
    /// - Parameter complement: 1 − x, which the caller knows without cancellation.
    static func regularisedBeta(_ x: Double, complement: Double, a: Double, b: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - regularisedBeta(complement, complement: x, a: b, b: a) }
        let front =
            Elementary.exp(
                Elementary.logGamma(a + b) - Elementary.logGamma(a) - Elementary.logGamma(b) + a * Elementary.log(x) + b
                    * Elementary.log(complement)
            ) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for m in 1...10_000 {
            let m = Double(m)
            for numerator in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + numerator * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + numerator / c
                if abs(c) < tiny { c = tiny }
                fraction *= c * d
            }
            if abs(c * d - 1) < 1e-15 { break }
        }
        return front * fraction
    }
}

/// Fisher's F distribution.
enum FisherF {
    /// P(F > f) for `numerator` and `denominator` degrees of freedom, which need not be integers.
    static func upperTail(_ f: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard f > 0 else { return 1 }
        let product = numerator * f
        guard product.isFinite else { return 0 }
        return StudentT.regularisedBeta(
            denominator / (denominator + product),
            complement: product / (denominator + product),
            a: denominator / 2,
            b: numerator / 2
        )
    }
}
