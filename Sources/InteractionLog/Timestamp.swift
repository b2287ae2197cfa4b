/// When an interaction happened, in whatever unit its log uses.
///
/// Integer part and fraction apart, because nanoseconds since 1970 do not fit a `Double` exactly.
struct Timestamp: Sendable, Comparable {
    let whole: Int64
    /// In [0, 1).
    let fraction: Double

    init(_ integer: Int64) {
        whole = integer
        fraction = 0
    }

    /// Nil where the integer part does not fit 64 bits.
    init?(_ value: Double) {
        let floor = value.rounded(.down)
        guard let whole = Int64(exactly: floor) else { return nil }
        self.whole = whole
        fraction = value - floor
    }

    static func < (first: Timestamp, second: Timestamp) -> Bool {
        (first.whole, first.fraction) < (second.whole, second.fraction)
    }
}
