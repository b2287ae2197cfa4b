import ResourceMetering

/// A rolling hash (Rabin–Karp): fingerprints of long windows, each computed from the previous window's in constant time.
///
/// The fingerprint is a pair of polynomials in the window's items, modulo the prime 2^61 − 1, at two random points. Two
/// different windows of m items have equal fingerprints with a probability of at most (m/2^61)², whatever the items are:
/// below 10^−15 for any two of 50 million windows of 1,024 items.
struct RollingHash {
    /// 32-bit words of a fingerprint.
    static let words = 4
    private static let prime: UInt64 = (1 << 61) - 1

    private let length: Int
    private let points: (UInt64, UInt64)
    /// Each point to the power of m − 1: the weight of the item that leaves the window.
    private let weights: (UInt64, UInt64)

    init(length: Int, using random: inout some RandomNumberGenerator) {
        self.length = length
        let range: Range<UInt64> = (1 << 32)..<Self.prime
        points = (.random(in: range, using: &random), .random(in: range, using: &random))
        var weights: (UInt64, UInt64) = (1, 1)
        for _ in 1..<length {
            weights = (Self.multiply(weights.0, points.0), Self.multiply(weights.1, points.1))
        }
        self.weights = weights
    }

    /// Calls `body` with the fingerprint of each window of a sequence, in order, until the meter stops.
    @inline(__always)
    func forEachWindow(
        of sequence: UnsafeBufferPointer<UInt32>,
        _ meter: WorkMeter,
        _ body: (_ window: Int, _ fingerprint: (UInt64, UInt64)) -> Void
    ) {
        var (first, second): (UInt64, UInt64) = (0, 0)
        for end in 0..<sequence.count {
            if end & 0xFFFF == 0xFFFF, meter.isStopped { return }
            // Items are shifted by one. Otherwise leading items with number 0 would not change the polynomial.
            let item = UInt64(sequence[end]) + 1
            if end >= length {
                let leaving = UInt64(sequence[end - length]) + 1
                first = Self.reduce(first + Self.prime - Self.multiply(leaving, weights.0))
                second = Self.reduce(second + Self.prime - Self.multiply(leaving, weights.1))
            }
            first = Self.reduce(Self.multiply(first, points.0) + item)
            second = Self.reduce(Self.multiply(second, points.1) + item)
            if end >= length - 1 { body(end - length + 1, (first, second)) }
        }
    }

    /// Reduces a number below twice the prime.
    @inline(__always)
    private static func reduce(_ number: UInt64) -> UInt64 { number >= prime ? number - prime : number }

    @inline(__always)
    private static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        // 2^61 ≡ 1 modulo the prime, so the bits from 61 on are added to the lower ones.
        return reduce((low & prime) + ((high << 3) | (low >> 61)))
    }
}
