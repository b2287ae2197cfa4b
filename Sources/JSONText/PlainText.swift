/// Whether a text needs no escapes, eight bytes at a time. Almost every text of an answer or a log line needs none.
public enum PlainText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Whether no byte is a control byte, a quote or a backslash, so that the text is its own JSON string.
    @inline(__always)
    public static func isJSON(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        all(bytes, filling: UInt8(ascii: " ")) { word in suspects(word) == 0 }
    }

    /// Whether all bytes are printable ASCII, and none is a quote or a backslash.
    @inline(__always)
    public static func isPrintable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // A byte of 0x7F or more has its high bit, or gets it from 1.
        all(bytes, filling: UInt8(ascii: " ")) { word in (suspects(word) | word | (word &+ ones)) & highs == 0 }
    }

    /// Whether the text is one word of a log line: not empty, printable ASCII, without quotes, backslashes, blanks and `=`.
    @inline(__always)
    public static func isWord(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        !bytes.isEmpty
            && all(bytes, filling: UInt8(ascii: "-")) { word in
                (suspects(word) | word | (word &+ ones) | zeros(word ^ (ones &* 0x20)) | zeros(word ^ (ones &* 0x3D)))
                    & highs == 0
            }
    }

    /// The high bit of some byte if one is below 0x20, `"` or `\`; 0 if none is.
    @inline(__always)
    private static func suspects(_ word: UInt64) -> UInt64 {
        let controls = (word &- (ones &* 0x20)) & ~word
        return (controls | zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C))) & highs
    }

    /// The high bit of some byte if one is 0. Other bits are not meant.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }

    /// Whether a rule holds for all bytes, given eight of them at a time; a byte for which it holds fills the last word.
    @inline(__always)
    private static func all(
        _ bytes: UnsafeBufferPointer<UInt8>,
        filling: UInt8,
        _ holds: (UInt64) -> Bool
    ) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var place = 0
        while place &+ 8 <= raw.count {
            if !holds(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { return false }
            place &+= 8
        }
        var rest = ones &* UInt64(filling)
        while place < raw.count {
            rest = (rest << 8) | UInt64(raw[place])
            place &+= 1
        }
        return holds(rest)
    }
}
