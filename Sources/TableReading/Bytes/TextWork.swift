/// What reading text costs, in units of `WorkMeter`: about a nanosecond of one core each.
///
/// Reading costs little for each byte, and much for each cell, value, line and fault. All of these end at a byte that is
/// neither a letter nor a digit, so counting such bytes bounds the work before it is done, whatever the text means.
public enum TextWork {
    private static let byte = 1
    private static let mark = 20
    /// A byte that zlib decompresses.
    static let inflatedByte = 4

    /// The units for reading a piece of text.
    public static func units(of text: UnsafeBufferPointer<UInt8>) -> Int {
        text.count * byte + marks(in: text) * mark
    }

    /// How many bytes may end a cell, a value or a line. An upper bound of the values in a JSON text is one more.
    public static func marks(in text: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = UnsafeRawBufferPointer(text)
        let words = bytes.count / 8
        var total = 0
        var word = 0
        while word < words {
            // Each byte of the sum counts up to 255.
            let end = min(word + 255, words)
            var counts: UInt64 = 0
            while word < end {
                counts &+= marks(bytes.loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self)) >> 7
                word &+= 1
            }
            total += sum(ofBytes: counts)
        }
        for index in 8 * words..<bytes.count { total += marks(UInt64(bytes[index]) | zeros << 8).nonzeroBitCount }
        return total
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    /// Eight times the digit 0, which is no mark.
    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// The high bits of those of eight bytes that are marks: everything below `0`, and `:`, `;`, `[`, `]`, `{`, `}`, `|`, `_` and others
    /// beside the letters. Eight bytes are compared at once, because a byte at a time costs as much as to read it.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let folded = low | 0x2020_2020_2020_2020
        let digits = atLeast(0x30, low) ^ atLeast(0x3A, low)
        let letters = atLeast(0x61, folded) ^ atLeast(0x7B, folded)
        return ~(word | digits | letters) & highBits
    }

    /// The high bits of those of eight bytes below 128 that are at least `bound`.
    @inline(__always)
    private static func atLeast(_ bound: UInt64, _ low: UInt64) -> UInt64 {
        (low &+ (0x80 &- bound) &* 0x0101_0101_0101_0101) & highBits
    }

    private static func sum(ofBytes word: UInt64) -> Int {
        let pairs = (word & 0x00FF_00FF_00FF_00FF) &+ ((word >> 8) & 0x00FF_00FF_00FF_00FF)
        return Int((pairs &* 0x0001_0001_0001_0001) >> 48)
    }
}
