/// The decimal digits of a number below 10^8 in one word.
///
/// The number is halved into groups of four, two and one digits, all groups of a step at once in lanes of the word. A lane
/// is divided by multiplication with a reciprocal that is exact for every value it can have: ⌊v · 10486 / 2^20⌋ = ⌊v / 100⌋
/// for v < 10^4, ⌊v · 103 / 2^10⌋ = ⌊v / 10⌋ for v < 100.
enum DigitWord {
    /// Numbers from here on have more than eight digits.
    static let limit: UInt32 = 100_000_000

    /// - Parameter number: Below `limit`.
    /// - Returns: The digits as ASCII, the first in the lowest byte, and how many there are; bytes beyond them are 0.
    @inline(__always)
    static func of(_ number: UInt32) -> (text: UInt64, count: Int) {
        let fours = UInt64(number / 10_000) | UInt64(number % 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- 100 &* hundreds) << 16
        let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
        let digits = tens | (twos &- 10 &* tens) << 8
        // The last digit stays, also of 0.
        let zeros = (digits | 1 << 56).trailingZeroBitCount & ~7
        return ((digits | 0x3030_3030_3030_3030) >> UInt64(zeros), 8 - zeros / 8)
    }
}
