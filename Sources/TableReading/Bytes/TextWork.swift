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
        var total = 0
        var begin = 0
        // A count of eight bits is what lets the compiler compare many bytes at once.
        while begin < text.count {
            let end = min(begin + 255, text.count)
            var count: UInt8 = 0
            for index in begin..<end {
                let byte = text[index]
                let folded = byte | 0x20
                // Everything below `0`, and `:`, `;`, `[`, `]`, `{`, `}`, `|`, `_` and others beside the letters.
                let isMark =
                    (byte < 0x30) != ((byte >= 0x3A) && (byte < 0x80) && !((folded >= 0x61) && (folded <= 0x7A)))
                count &+= isMark ? 1 : 0
            }
            total += Int(count)
            begin = end
        }
        return total
    }
}
