/// Φ^m and Φ^(m+1) of a set of windows, and what follows from them.
///
/// Pincus, «Approximate entropy as a measure of system complexity», PNAS 88 (1991): natural logarithms, windows match
/// themselves, so no C is 0.
public struct ApproximateEntropy: Sendable, Hashable {
    /// Φ^m; 0 where there is no window.
    public let phi: Double
    /// Φ^(m+1); 0 where there is no window.
    public let nextPhi: Double
    /// How many windows have m items.
    public let windows: Int
    /// How many windows have m + 1 items.
    public let nextWindows: Int

    public init(phi: Double, nextPhi: Double, windows: Int, nextWindows: Int) {
        self.phi = phi
        self.nextPhi = nextPhi
        self.windows = windows
        self.nextWindows = nextWindows
    }

    /// Whether there is a window of m + 1 items.
    public var isDefined: Bool { nextWindows > 0 }

    /// Φ^m − Φ^(m+1): what the absolute value hides. It is negative for −ln(K/(K−1)), all windows distinct.
    ///
    /// What the rounding of the two logarithms alone could have made is 0: 1/ApEn of such a value would be noise.
    public var signed: Double {
        guard isDefined else { return 0 }
        let difference = phi - nextPhi
        let rounding = 4 * Double.ulpOfOne * max(phi.magnitude, nextPhi.magnitude)
        return difference.magnitude <= rounding ? 0 : difference
    }

    /// ApEn = |Φ^m − Φ^(m+1)|, in nats.
    public var value: Double { signed.magnitude }
}
