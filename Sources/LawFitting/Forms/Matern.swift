import ElementaryFunctions

/// The Matérn covariance with smoothness 5/2 (Rasmussen & Williams 2006, eq. 4.17): k = (1 + a + a²/3)·e^(−a), a = √5·|d|/ℓ.
enum Matern {
    /// √5/ℓ, the change of a per unit of distance.
    @inline(__always)
    static func rate(_ length: Double) -> Double { 2.236_067_977_499_789_8 / length }

    /// k.
    @inline(__always)
    static func value(_ a: Double) -> Double { (1 + a + a * a / 3) * Elementary.exp(-a) }

    /// Writes k between x and every level of a range into `values`.
    ///
    /// a is bounded by 699, where k is below 1e-297: the loop then needs no branch and vectorises.
    @inline(__always)
    static func values(
        _ x: Double,
        _ levels: UnsafePointer<Double>,
        _ range: Range<Int>,
        rate: Double,
        into values: UnsafeMutablePointer<Double>
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let distance = abs(x - levels[index]) * rate
            let a = distance < 699 ? distance : 699
            values[index] = (1 + a + a * a / 3) * Elementary.boundedExp(-a)
            index &+= 1
        }
    }

    /// e^(−a) between neighbouring levels of a range, which ascend: one less than the levels.
    @inline(__always)
    static func decays(
        _ levels: UnsafePointer<Double>,
        _ range: Range<Int>,
        rate: Double,
        into decays: UnsafeMutablePointer<Double>
    ) {
        var index = range.lowerBound
        while index &+ 1 < range.upperBound {
            decays[index &- range.lowerBound] = decay((levels[index &+ 1] - levels[index]) * rate)
            index &+= 1
        }
    }

    /// The values of ``values(_:_:_:rate:into:)`` to rounding, with two exponentials instead of one for each level.
    ///
    /// - Parameters:
    ///   - decays: those of ``decays(_:_:rate:into:)``.
    ///   - values: the first level's value comes first.
    @inline(__always)
    static func values(
        _ x: Double,
        _ levels: UnsafePointer<Double>,
        _ range: Range<Int>,
        rate: Double,
        decays: UnsafePointer<Double>,
        into values: UnsafeMutablePointer<Double>
    ) {
        let (base, count) = (levels + range.lowerBound, range.count)
        var above = 0
        while above < count, base[above] <= x { above &+= 1 }
        // Away from x, each level's decay is the one before it times that between the two.
        var index = above &- 1
        var decay = index >= 0 ? Self.decay((x - base[index]) * rate) : 0
        while index >= 0 {
            values[index] = polynomial((x - base[index]) * rate) * decay
            index &-= 1
            if index >= 0 { decay *= decays[index] }
        }
        index = above
        decay = index < count ? Self.decay((base[index] - x) * rate) : 0
        while index < count {
            values[index] = polynomial((base[index] - x) * rate) * decay
            decay *= index &+ 1 < count ? decays[index] : 1
            index &+= 1
        }
    }

    @inline(__always)
    private static func polynomial(_ a: Double) -> Double { 1 + a + a * a / 3 }

    /// e^(−a), whose a is bounded by 699.
    @inline(__always)
    private static func decay(_ a: Double) -> Double { Elementary.boundedExp(-(a < 699 ? a : 699)) }

    /// k and ∂k/∂ln ℓ = a²/3·(1 + a)·e^(−a).
    @inline(__always)
    static func valueAndSlope(_ a: Double) -> (value: Double, slope: Double) {
        let decay = Elementary.exp(-a)
        return ((1 + a + a * a / 3) * decay, a * a / 3 * (1 + a) * decay)
    }
}
