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

    /// k and ∂k/∂ln ℓ = a²/3·(1 + a)·e^(−a).
    @inline(__always)
    static func valueAndSlope(_ a: Double) -> (value: Double, slope: Double) {
        let decay = Elementary.exp(-a)
        return ((1 + a + a * a / 3) * decay, a * a / 3 * (1 + a) * decay)
    }
}
