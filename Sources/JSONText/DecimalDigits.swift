/// Reads short runs of decimal digits, eight bytes at a time.
public enum DecimalDigits {
    /// The value and the length of the run of digits that `bytes` begins with, if it has 1 to 7 of them and no
    /// superfluous 0; `bytes` are eight of the text, the first one lowest.
    @inlinable
    @inline(__always)
    public static func value(_ bytes: UInt64) -> (value: UInt32, length: Int)? {
        let digits = bytes ^ 0x3030_3030_3030_3030
        // A byte's high half is set where it is no digit: 0x3A–0x3F turn to 0x0A–0x0F, which adding 6 carries there.
        let others = (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
        // A carry reaches only bytes behind a byte that is no digit itself, so the first one found is right.
        let length = others.trailingZeroBitCount >> 3
        guard length &- 1 < 7, length > 0, digits & 0xFF != 0 || length == 1 else { return nil }
        // Leading zeros make it eight digits.
        return (sum(digits << UInt64(truncatingIfNeeded: 64 &- 8 &* length)), length)
    }

    /// Adds digits up in pairs, fours and eights.
    @inlinable
    @inline(__always)
    static func sum(_ digits: UInt64) -> UInt32 {
        var sum = (digits &* 10 &+ (digits >> 8)) & 0x00FF_00FF_00FF_00FF
        sum = (sum &* 100 &+ (sum >> 16)) & 0x0000_FFFF_0000_FFFF
        sum = (sum &* 10_000 &+ (sum >> 32)) & 0xFFFF_FFFF
        return UInt32(truncatingIfNeeded: sum)
    }

    /// The value of eight digits, the first one in the lowest byte; nil where one of them is none.
    @inlinable
    @inline(__always)
    public static func eight(_ bytes: UInt64) -> UInt32? {
        let digits = bytes ^ 0x3030_3030_3030_3030
        guard (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else { return nil }
        return sum(digits)
    }

    /// The value of a text that is a plain integer of at most 18 digits.
    public static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
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
