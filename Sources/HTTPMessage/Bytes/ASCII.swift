/// The bytes that HTTP's grammar names.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let asterisk: UInt8 = 0x2A
    static let comma: UInt8 = 0x2C
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let equals: UInt8 = 0x3D
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let backslash: UInt8 = 0x5C
    static let openBracket: UInt8 = 0x5B
    static let closeBracket: UInt8 = 0x5D
    static let delete: UInt8 = 0x7F

    /// `SP` or `HTAB`, of which optional whitespace consists (RFC 9110 §5.6.3).
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// What a field value may hold: `VCHAR`, `obs-text`, `SP` and `HTAB` (RFC 9110 §5.5).
    @inline(__always)
    static func isFieldContent(_ byte: UInt8) -> Bool { (byte >= space && byte != delete) || byte == tab }
}

extension UnsafeRawBufferPointer {
    /// The bytes of `range`, indexed from 0.
    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }

    /// Without the blanks at either end.
    func trimmed() -> UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, Byte.isBlank(self[start]) { start += 1 }
        while end > start, Byte.isBlank(self[end - 1]) { end -= 1 }
        return slice(start..<end)
    }

    /// Whether the bytes spell `lowercase`, the case of letters aside. `lowercase` holds small letters, digits and "-".
    func spells(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if folded != lowercase.utf8Start[index] { return false }
        }
        return true
    }

    /// Calls `visit` for each element of a comma-separated list, trimmed, empty ones included (RFC 9110 §5.6.1).
    func forEachListElement(_ visit: (UnsafeRawBufferPointer) -> Void) {
        var start = 0
        for index in 0...count where index == count || self[index] == Byte.comma {
            visit(slice(start..<index).trimmed())
            start = index + 1
        }
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes of `range`, indexed from 0.
    @inline(__always)
    func withBytes<Value>(
        _ range: Range<Int>,
        _ body: (UnsafeRawBufferPointer) throws(RequestRejection) -> Value
    ) throws(RequestRejection) -> Value {
        try withUnsafeBufferPointer { all throws(RequestRejection) in
            try body(UnsafeRawBufferPointer(all).slice(range))
        }
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The decimal digits of a number that is not negative.
    mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(Byte.zero + UInt8(truncatingIfNeeded: number % 10))
    }
}
