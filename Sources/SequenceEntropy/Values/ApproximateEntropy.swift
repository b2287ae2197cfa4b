/// Φ^m and Φ^(m+1) of a set of windows, and the approximate entropy that follows from them.
///
/// Pincus, «Approximate entropy as a measure of system complexity», PNAS 88 (1991). Logarithms are natural. Every window
/// matches itself, so no C is 0.
struct ApproximateEntropy: Sendable, Hashable {
    /// Φ^m; 0 if there is no window.
    let phi: Double
    /// Φ^(m+1); 0 if there is no window.
    let nextPhi: Double
    /// Number of windows of m items.
    let windows: Int
    /// Number of windows of m + 1 items.
    let nextWindows: Int

    /// Whether there is a window of m + 1 items.
    var isDefined: Bool { nextWindows > 0 }

    /// Φ^m − Φ^(m+1). It is negative, −ln(K/(K−1)), if all windows are distinct; the absolute value hides that.
    ///
    /// A difference that rounding of the two values alone could produce counts as 0, because 1/ApEn of it would be noise.
    var signed: Double {
        guard isDefined else { return 0 }
        let difference = phi - nextPhi
        let rounding = 4 * Double.ulpOfOne * max(phi.magnitude, nextPhi.magnitude)
        return difference.magnitude <= rounding ? 0 : difference
    }

    /// ApEn = |Φ^m − Φ^(m+1)|, in nats.
    var value: Double { signed.magnitude }
}
