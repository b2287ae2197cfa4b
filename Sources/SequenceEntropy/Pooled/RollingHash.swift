/// Fingerprints of long windows, each from the last window's in a constant number of steps.
///
/// Two polynomials of the window's items over the integers modulo the prime 2^61 − 1, at two random points. Windows of
/// m items that differ have equal fingerprints with a probability of at most (m/2^61)², whatever the items: below
/// 10^−15 for any two of 50 million windows of 1,024 items.
struct RollingHash {
    static let words = 4
    private static let prime: UInt64 = 1 << 61 - 1

    private let length: Int
    private let points: (UInt64, UInt64)
    /// Each point to the power of m − 1: the weight of the item that leaves.
    private let weights: (UInt64, UInt64)

    init(length: Int, using random: inout some RandomNumberGenerator) {
        self.length = length
        points = (
            .random(in: 1 << 32..<Self.prime, using: &random), .random(in: 1 << 32..<Self.prime, using: &random)
        )
        var weights: (UInt64, UInt64) = (1, 1)
        for _ in 1..<length {
            weights = (Self.multiply(weights.0, points.0), Self.multiply(weights.1, points.1))
        }
        self.weights = weights
    }

    /// Hands on the fingerprint of each window of a sequence, in order.
    @inline(__always)
    func forEachWindow(
        of sequence: UnsafeBufferPointer<UInt32>,
        _ body: (_ window: Int, _ fingerprint: (UInt64, UInt64)) -> Void
    ) {
        var (first, second): (UInt64, UInt64) = (0, 0)
        for end in 0..<sequence.count {
            // Items count from 1, so that a window's leading item 0 is not lost.
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

    /// Of a number below twice the prime.
    @inline(__always)
    private static func reduce(_ number: UInt64) -> UInt64 { number >= prime ? number - prime : number }

    @inline(__always)
    private static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        // 2^61 is 1, so the bits from the 61st on add to the lower ones.
        return reduce((low & prime) + (high << 3 | low >> 61))
    }
}
