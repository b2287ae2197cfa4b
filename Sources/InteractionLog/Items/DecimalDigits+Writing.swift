import JSONText

extension DecimalDigits {
    /// Integers from here on have more than eight digits.
    static let shortLimit: UInt32 = 100_000_000

    /// The digits of a short integer in one word, by SWAR (SIMD within a register).
    ///
    /// The integer is split into groups of four, two and one digits. Each step splits all groups at once, in lanes of
    /// the word. A lane is divided by multiplication with a reciprocal that is exact for every value it can have:
    ///
    ///     ⌊v · 10486 / 2^20⌋ = ⌊v / 100⌋ for v < 10^4
    ///     ⌊v · 103 / 2^10⌋ = ⌊v / 10⌋ for v < 100
    ///
    /// - Parameter integer: Below `shortLimit`.
    /// - Returns: The digits in ASCII, the first one in the lowest byte, and how many there are; the bytes after them
    ///   are 0.
    @inline(__always)
    static func short(_ integer: UInt32) -> (text: UInt64, count: Int) {
        let digits = values(integer)
        // The bit above the last digit keeps that digit even if the integer is 0.
        let zeros = (digits | (1 << 56)).trailingZeroBitCount & ~7
        return ((digits | 0x3030_3030_3030_3030) >> UInt64(zeros), 8 - zeros / 8)
    }

    /// Eight digits in ASCII, zeros before the integer included.
    private static func eight(_ integer: UInt32) -> UInt64 { values(integer) | 0x3030_3030_3030_3030 }

    /// The values of eight digits, one in each byte, the first one in the lowest byte.
    @inline(__always)
    private static func values(_ integer: UInt32) -> UInt64 {
        let fours = UInt64(integer / 10_000) | (UInt64(integer % 10_000) << 32)
        let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | ((fours &- (100 &* hundreds)) << 16)
        let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
        return tens | ((twos &- (10 &* tens)) << 8)
    }

    /// The memory that `write` needs for so many integers.
    static func mostBytes(of count: Int) -> Int { 11 * count + 8 }

    /// Writes integers in ASCII, each followed by a separator.
    ///
    /// - Parameter text: At least `mostBytes(of:)`, because digits are stored eight at a time, and the next ones overwrite what is not used.
    /// - Returns: How many bytes they take.
    static func write(
        _ integers: UnsafeBufferPointer<UInt32>,
        separator: UInt8,
        to text: UnsafeMutableRawBufferPointer
    ) -> Int {
        precondition(text.count >= mostBytes(of: integers.count), "digits are stored eight at a time")
        var end = 0
        for var integer in integers {
            if integer >= shortLimit {
                let first = short(integer / shortLimit)
                text.storeBytes(of: first.text.littleEndian, toByteOffset: end, as: UInt64.self)
                end &+= first.count
                // The other eight digits begin with zeros.
                integer = integer % shortLimit
                text.storeBytes(of: eight(integer).littleEndian, toByteOffset: end, as: UInt64.self)
                end &+= 8
            } else {
                let label = short(integer)
                text.storeBytes(of: label.text.littleEndian, toByteOffset: end, as: UInt64.self)
                end &+= label.count
            }
            text.storeBytes(of: separator, toByteOffset: end, as: UInt8.self)
            end &+= 1
        }
        return end
    }

    /// Appends an integer of any length in ASCII, without an intermediate `String`.
    static func append(_ integer: Int64, to text: inout [UInt8]) {
        if integer < 0 { text.append(UInt8(ascii: "-")) }
        var rest = integer.magnitude
        let begin = text.count
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        text[begin...].reverse()
    }
}
