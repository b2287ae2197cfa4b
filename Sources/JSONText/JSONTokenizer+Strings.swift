extension JSONTokenizer {
    /// The state of a string between two bytes.
    @usableFromInline
    struct StringState: Sendable {
        @usableFromInline
        enum Mode: UInt8, Sendable {
            case plain
            /// Inside a character of several bytes.
            case continuation
            /// After a backslash.
            case escape
            /// Within the four digits of `\u`.
            case hexadecimal
            /// After a high surrogate such as `\uD83D`, whose other half must follow.
            case lowSurrogateBackslash
            case lowSurrogateU
        }

        @usableFromInline var mode = Mode.plain
        /// Whether `carry` has the text so far because an escape made it differ from the input.
        @usableFromInline var isDecoded = false
        /// Continuation bytes, or hexadecimal digits, that must still follow.
        @usableFromInline var remaining: UInt8 = 0
        /// The range of the next continuation byte; narrower after E0, ED, F0 and F4 (RFC 3629, section 4).
        @usableFromInline var lowest: UInt8 = 0x80
        @usableFromInline var highest: UInt8 = 0xBF
        @usableFromInline var codeUnit: UInt16 = 0
        /// The first half of a surrogate pair; 0 for none.
        @usableFromInline var highSurrogate: UInt16 = 0

        @usableFromInline init() {}
    }

    /// Continues inside a string, up to its closing quotation mark or the end of the slice.
    @inlinable
    mutating func readString(
        _ input: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        to consumer: inout some JSONConsumer
    ) throws(JSONSyntaxError) {
        // The first byte that is not in `carry` yet.
        var pending = index
        while index < input.count {
            let byte = input[index]
            switch string.mode {
            case .plain:
                if byte == UInt8(ascii: "\"") {
                    let rest = input[pending..<index]
                    index += 1
                    if carry.isEmpty, !string.isDecoded {
                        try checkLength(rest.count)
                        emitString(UnsafeBufferPointer(rebasing: rest), to: &consumer)
                    } else {
                        try append(rest)
                        carry.withUnsafeBufferPointer { emitString($0, to: &consumer) }
                    }
                    return
                }
                if byte == UInt8(ascii: "\\") {
                    try append(input[pending..<index])
                    string.isDecoded = true
                    string.mode = .escape
                } else if byte < 0x20 {
                    throw error(.controlCharacter(byte), after: index - pending, at: index)
                } else if byte >= 0x80 {
                    try beginCharacter(byte, after: index - pending, at: index)
                }
                index += 1
            case .continuation:
                guard string.lowest...string.highest ~= byte else {
                    throw error(.invalidUTF8, after: index - pending, at: index)
                }
                string.lowest = 0x80
                string.highest = 0xBF
                string.remaining -= 1
                if string.remaining == 0 { string.mode = .plain }
                index += 1
            case .escape, .hexadecimal, .lowSurrogateBackslash, .lowSurrogateU:
                try readEscape(byte, at: index)
                index += 1
                pending = index
            }
        }
        // Within an escape there is no pending text: `string` holds what was read of the escape.
        if string.mode == .plain || string.mode == .continuation { try append(input[pending..<index]) }
    }

    @inlinable
    mutating func emitString(_ utf8: UnsafeBufferPointer<UInt8>, to consumer: inout some JSONConsumer) {
        if partial == .key {
            consumer.key(utf8, at: tokenOffset)
            partial = .none
            position = .colon
        } else {
            consumer.string(utf8, at: tokenOffset)
            endValue()
        }
    }

    /// The first byte of a character of two to four bytes (RFC 3629, section 4).
    @usableFromInline
    mutating func beginCharacter(
        _ byte: UInt8,
        after length: Int,
        at index: Int
    ) throws(JSONSyntaxError) {
        switch byte {
        case 0xC2...0xDF: string.remaining = 1
        case 0xE0...0xEF: string.remaining = 2
        case 0xF0...0xF4: string.remaining = 3
        default: throw error(.invalidUTF8, after: length, at: index)
        }
        switch byte {
        case 0xE0: string.lowest = 0xA0  // overlong forms
        case 0xED: string.highest = 0x9F  // surrogates
        case 0xF0: string.lowest = 0x90  // overlong forms
        case 0xF4: string.highest = 0x8F  // beyond U+10FFFF
        default: break
        }
        string.mode = .continuation
    }

    @usableFromInline
    mutating func readEscape(_ byte: UInt8, at index: Int) throws(JSONSyntaxError) {
        switch string.mode {
        case .plain, .continuation: break
        case .escape:
            string.mode = .plain
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): carry.append(byte)
            case UInt8(ascii: "b"): carry.append(0x08)
            case UInt8(ascii: "f"): carry.append(0x0C)
            case UInt8(ascii: "n"): carry.append(0x0A)
            case UInt8(ascii: "r"): carry.append(0x0D)
            case UInt8(ascii: "t"): carry.append(0x09)
            case UInt8(ascii: "u"): beginCodeUnit()
            default: throw error(.invalidEscape(byte), at: index)
            }
        case .lowSurrogateBackslash:
            guard byte == UInt8(ascii: "\\") else { throw error(.loneSurrogate(string.highSurrogate), at: index) }
            string.mode = .lowSurrogateU
        case .lowSurrogateU:
            guard byte == UInt8(ascii: "u") else { throw error(.loneSurrogate(string.highSurrogate), at: index) }
            beginCodeUnit()
        case .hexadecimal:
            guard let digit = Self.hexadecimalValue(byte) else { throw error(.invalidHexDigit(byte), at: index) }
            string.codeUnit = (string.codeUnit << 4) | digit
            string.remaining -= 1
            if string.remaining == 0 { try endCodeUnit(at: index) }
        }
        try checkLength(carry.count)
    }

    private mutating func beginCodeUnit() {
        string.mode = .hexadecimal
        string.codeUnit = 0
        string.remaining = 4
    }

    private mutating func endCodeUnit(at index: Int) throws(JSONSyntaxError) {
        let unit = string.codeUnit
        let isLow = 0xDC00...0xDFFF ~= unit
        guard isLow == (string.highSurrogate != 0) else {
            throw error(.loneSurrogate(isLow ? unit : string.highSurrogate), at: index)
        }
        if 0xD800...0xDBFF ~= unit {
            string.highSurrogate = unit
            string.mode = .lowSurrogateBackslash
            return
        }
        var scalar = UInt32(unit)
        if isLow {
            scalar = 0x10000 + ((UInt32(string.highSurrogate) - 0xD800) << 10) + (UInt32(unit) - 0xDC00)
            string.highSurrogate = 0
        }
        // Surrogates were handled above, so this is a Unicode scalar value.
        if let scalar = Unicode.Scalar(scalar) {
            carry.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        string.mode = .plain
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
