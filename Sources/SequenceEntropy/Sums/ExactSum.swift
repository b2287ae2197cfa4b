/// A sum of finite, non-negative numbers without rounding. The result depends neither on the order of the terms nor on how
/// they are split into parts.
///
/// The sum is a fixed-point number that covers the whole range of Double. Its digits have 32 bits; each is stored in a
/// 64-bit word, which leaves room for carries (a small superaccumulator: Neal, «Fast exact summation using small and large
/// superaccumulators», 2015).
struct ExactSum: Sendable, Equatable {
    /// The unit of the first digit is 2^−1074, the smallest positive Double. The last digits hold sums above the largest.
    static let digits = 68
    private static let smallestExponent = -1_074

    private var digits = [UInt64](repeating: 0, count: Self.digits)
    /// Number of additions since the last carry. Each adds less than 2^32 to a word.
    private var additions = 0

    init() {}

    /// A sum from its digits, the lowest first; `nil` unless there are as many as a sum has.
    init?(digits: [UInt32]) {
        guard digits.count == Self.digits else { return nil }
        self.digits = digits.map(UInt64.init)
    }

    /// The digits, the lowest first. The last ones stand for sums above the largest Double, which no real sum reaches.
    var carriedDigits: [UInt32] {
        var carried = self
        carried.carry()
        return carried.digits.map { UInt32(clamping: $0) }
    }

    mutating func add(_ term: Double) {
        precondition(term.isFinite && term >= 0, "an exact sum takes finite, non-negative terms")
        // A subnormal number has the exponent of the smallest normal numbers, and no implicit leading bit.
        let biased = Int(term.exponentBitPattern)
        let significand = term.significandBitPattern | (biased == 0 ? 0 : 1 << 52)
        let shift = max(biased, 1) - 1
        let first = shift >> 5
        let (high, low) = significand.multipliedFullWidth(by: 1 << UInt64(shift & 31))
        digits[first] += low & 0xFFFF_FFFF
        digits[first + 1] += low >> 32
        digits[first + 2] += high
        additions += 1
        if additions == 1 << 30 { carry() }
    }

    mutating func merge(_ other: ExactSum) {
        var other = other
        other.carry()
        carry()
        for index in digits.indices { digits[index] += other.digits[index] }
        carry()
    }

    /// The sum as a Double. Equal sums have equal digits after the carry, hence equal values.
    var value: Double {
        var carried = self
        carried.carry()
        var result = 0.0
        for (index, digit) in carried.digits.enumerated() where digit != 0 {
            result += Double(sign: .plus, exponent: Self.smallestExponent + 32 * index, significand: Double(digit))
        }
        return result
    }

    /// Brings every digit except the last into 0 ..< 2^32.
    private mutating func carry() {
        var carry: UInt64 = 0
        for index in digits.indices.dropLast() {
            let sum = digits[index] + carry
            digits[index] = sum & 0xFFFF_FFFF
            carry = sum >> 32
        }
        digits[Self.digits - 1] += carry
        additions = 0
    }
}
