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

    /// Writes e^(−a) between each of some ascending levels and the next one.
    @inline(__always)
    static func decays(
        between levels: UnsafeBufferPointer<Double>,
        rate: Double,
        into decays: UnsafeMutablePointer<Double>
    ) {
        for index in 0..<max(0, levels.count - 1) { decays[index] = decay((levels[index + 1] - levels[index]) * rate) }
    }

    /// Writes k between x and each of some ascending levels, with two exponentials instead of one for each level.
    ///
    /// - Parameter decays: those of ``decays(between:rate:into:)``.
    @inline(__always)
    static func values(
        _ x: Double,
        ascending levels: UnsafeBufferPointer<Double>,
        rate: Double,
        decays: UnsafePointer<Double>,
        into values: UnsafeMutablePointer<Double>
    ) {
        var above = 0
        while above < levels.count, levels[above] <= x { above &+= 1 }
        // Away from x, each level's decay is the one before it times that between the two.
        var index = above &- 1
        var decay = index >= 0 ? Self.decay((x - levels[index]) * rate) : 0
        while index >= 0 {
            values[index] = polynomial((x - levels[index]) * rate) * decay
            index &-= 1
            if index >= 0 { decay *= decays[index] }
        }
        index = above
        decay = index < levels.count ? Self.decay((levels[index] - x) * rate) : 0
        while index < levels.count {
            values[index] = polynomial((levels[index] - x) * rate) * decay
            decay *= index &+ 1 < levels.count ? decays[index] : 1
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
