import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// The place of a byte. The C library's search compares many bytes at a time.
    func place(of byte: UInt8, from begin: Int = 0) -> Int? {
        guard let base = baseAddress, begin < count else { return nil }
        guard let found = memchr(base + begin, Int32(byte), count - begin) else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    /// Whether the bytes are UTF-8 without the byte 0. Most text is ASCII, which one pass over the bytes shows.
    var isText: Bool {
        let (all, zeros) = signs
        return zeros == 0 && (all == 0 || isUTF8)
    }

    /// Whether the bytes are UTF-8.
    var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }

    /// The high bits of all bytes together, and whether a byte is 0; both are 0 for the plainest text.
    private var signs: (high: UInt64, zero: UInt64) {
        var (all, zeros): (UInt64, UInt64) = (0, 0)
        let bytes = UnsafeRawBufferPointer(self)
        var index = 0
        while index + 8 <= count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            all |= word
            // Subtracting 1 gives a high bit to a byte without one only if the byte is 0, or follows such a byte.
            zeros |= (word &- 0x0101_0101_0101_0101) & ~word
            index += 8
        }
        while index < count {
            let byte = UInt64(bytes[index])
            all |= byte
            zeros |= (byte &- 1) & ~byte
            index += 1
        }
        return (all & 0x8080_8080_8080_8080, zeros & 0x8080_8080_8080_8080)
    }

    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[range])
    }

    /// The bytes without blanks and tabs at both ends.
    var trimmed: UnsafeBufferPointer<UInt8> {
        var begin = 0
        var end = count
        while begin < end, self[begin].isBlank { begin += 1 }
        while end > begin, self[end - 1].isBlank { end -= 1 }
        return slice(begin..<end)
    }

    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && text.withUTF8Buffer { elementsEqual($0) }
    }

    /// Whether the bytes are these. The C library compares many at a time.
    func hasBytes(of other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
        return memcmp(base, otherBase, count) == 0
    }
}

extension UInt8 {
    /// Whether the byte is a blank or a tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    var isDigit: Bool { self &- 0x30 < 10 }

    var isLineEnd: Bool { self == 0x0A || self == 0x0D }

    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
