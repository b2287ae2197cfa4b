/// Parses decimal digits eight at a time, by SWAR (SIMD within a register).
@usableFromInline
package enum DecimalDigits {
    /// The value and the length of the digits at the beginning of `bytes`. Nil if there are none, more than seven, or a
    /// leading zero.
    ///
    /// - Parameter bytes: Eight bytes of the text, the first one lowest.
    @inlinable
    @inline(__always)
    package static func value(_ bytes: UInt64) -> (value: UInt32, length: Int)? {
        let digits = bytes ^ 0x3030_3030_3030_3030
        // The high half of each byte that is no digit is set: 0x3A–0x3F became 0x0A–0x0F, to which adding 6 carries.
        let others = (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
        // A carry out of a byte only follows a byte that is no digit, so the first one found is right.
        let length = others.trailingZeroBitCount >> 3
        guard UInt(bitPattern: length &- 1) < 7, (digits & 0xFF) != 0 || length == 1 else { return nil }
        // The shift puts leading zeros before the digits, which makes them eight.
        return (sum(digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length)), length)
    }

    /// Combines eight digits in pairs, fours and eights.
    @inlinable
    @inline(__always)
    static func sum(_ digits: UInt64) -> UInt32 {
        var sum = (digits &* 10 &+ (digits >> 8)) & 0x00FF_00FF_00FF_00FF
        sum = (sum &* 100 &+ (sum >> 16)) & 0x0000_FFFF_0000_FFFF
        sum = (sum &* 10_000 &+ (sum >> 32)) & 0xFFFF_FFFF
        return UInt32(truncatingIfNeeded: sum)
    }

    /// The value of eight digits, the first one in the lowest byte; nil if one of the bytes is no digit.
    @inlinable
    @inline(__always)
    package static func eight(_ bytes: UInt64) -> UInt32? {
        let digits = bytes ^ 0x3030_3030_3030_3030
        guard ((digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0) == 0 else { return nil }
        return sum(digits)
    }

    /// The value of a text of 1 to 18 digits; nil for a leading zero and any other text. 18 digits fit 64 bits.
    package static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard 1...18 ~= text.count, text[0] != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var value: Int64 = 0
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }
}
