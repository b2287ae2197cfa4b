/// The names of a header, to know the line again where files were joined.
struct HeaderNames: Sendable {
    /// In lower case, without blanks around them.
    let names: [[UInt8]]
    /// The lengths of the names, as bits; the last one stands for all longer ones.
    private var lengths: UInt64 = 0
    /// The first bytes of the names in both cases, as bits.
    private var firsts: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// - Returns: Nil if the table has no header.
    init?(_ header: [String]) {
        guard !header.isEmpty else { return nil }
        names = header.map { name in name.withBytes { Self.plain($0) } }
        for name in names {
            lengths |= 1 << UInt64(min(name.count, 63))
            guard let first = name.first else { continue }
            insert(first)
            if UInt8(ascii: "a")...UInt8(ascii: "z") ~= first { insert(first & ~0x20) }
        }
    }

    private mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: firsts.0 |= bit
        case 1: firsts.1 |= bit
        case 2: firsts.2 |= bit
        default: firsts.3 |= bit
        }
    }

    /// Whether a name may begin with the byte.
    @inline(__always)
    func mayBegin(with byte: UInt8) -> Bool {
        let set =
            switch byte >> 6 {
            case 0: firsts.0
            case 1: firsts.1
            case 2: firsts.2
            default: firsts.3
            }
        return set & (1 << UInt64(byte & 63)) != 0
    }

    /// Whether a text without blanks around it is one of the names, in any case.
    @inline(__always)
    func has(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first, mayBegin(with: first) else { return false }
        guard lengths & (1 << UInt64(min(text.count, 63))) != 0 else { return false }
        return names.contains { $0.count == text.count && $0.elementsEqual(text.lazy.map(Self.lower)) }
    }

    /// The text in lower case, without a byte order mark and without blanks.
    static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let mark = Charset.utf8.mark
        let text = text.starts(with: mark) ? text.slice(mark.count..<text.count) : text
        return text.trimmed.map(lower)
    }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
