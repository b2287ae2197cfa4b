import Glibc

/// The ASCII bytes that HTTP's grammar names, and the classes of bytes that more than one rule uses.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let asterisk: UInt8 = 0x2A
    static let comma: UInt8 = 0x2C
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let equals: UInt8 = 0x3D
    static let question: UInt8 = 0x3F
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let delete: UInt8 = 0x7F

    /// `SP` or `HTAB`, the bytes of optional whitespace (RFC 9110 §5.6.3).
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// A byte that a field value may contain: `VCHAR`, `obs-text`, `SP` or `HTAB` (RFC 9110 §5.5).
    @inline(__always)
    static func isFieldContent(_ byte: UInt8) -> Bool { (byte >= space && byte != delete) || byte == tab }

    /// Maps "A" to "Z" to lower case and leaves every other byte unchanged.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}

// ASCII text is compared and sliced where it lies, so that no `String` is made for text that is only inspected.

extension UnsafeRawBufferPointer {
    /// The bytes of `range`, indexed from 0.
    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        // The standard library checks the bounds of raw buffers in debug builds only. These ranges are computed from a
        // client's bytes, so a mistake in them must stop the process rather than read other memory.
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "the range exceeds the buffer")
        return UnsafeRawBufferPointer(rebasing: self[range])
    }

    /// The place of the first such byte. The standard library compares one byte at a time.
    @inline(__always)
    func place(of byte: UInt8) -> Int? {
        guard let base = baseAddress, let found = memchr(base, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// `range` without the blanks at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, Byte.isBlank(self[start]) { start += 1 }
        while end > start, Byte.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Whether a field value may contain all bytes (RFC 9110 §5.5). Eight at a time are none of those that need a closer look.
    var isFieldContent: Bool {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var place = 0
        while place &+ 8 <= count {
            let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let deletes = word ^ (ones &* UInt64(Byte.delete))
            let suspects = ((word &- (ones &* UInt64(Byte.space))) & ~word) | ((deletes &- ones) & ~deletes)
            if suspects & highs != 0 {
                for index in place..<place &+ 8 where !Byte.isFieldContent(self[index]) { return false }
            }
            place &+= 8
        }
        while place < count {
            if !Byte.isFieldContent(self[place]) { return false }
            place &+= 1
        }
        return true
    }

    /// Compares ASCII letters without regard to case.
    ///
    /// - Parameter lowercase: lower-case letters, digits and "-" only.
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        for index in 0..<count where Byte.lowercased(self[index]) != lowercase.utf8Start[index] { return false }
        return true
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes of `range`, indexed from 0.
    @inline(__always)
    func withBytes<Value, Failure>(
        _ range: Range<Int>,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try withUnsafeBufferPointer { all throws(Failure) in
            try body(UnsafeRawBufferPointer(all).slice(range))
        }
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ text: String) {
        // The bytes of a text are copied at once if they are in memory, else one by one.
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// Appends the decimal digits of `number`.
    mutating func append(decimal number: Int) {
        precondition(number >= 0, "only numbers without a sign are written")
        if number >= 10 { append(decimal: number / 10) }
        append(Byte.zero + UInt8(truncatingIfNeeded: number % 10))
    }
}
