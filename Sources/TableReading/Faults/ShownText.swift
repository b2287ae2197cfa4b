import JSONText

/// Makes text from a file safe to show in a message or on a terminal.
///
/// Control characters, bytes that are not UTF-8, and invisible characters (`InvisibleCharacters`) are escaped, so that a file can never move
/// the cursor or change the meaning of a message. Long text is cut.
public enum ShownText {
    /// How many characters are shown before the text is cut.
    public static let length = 60

    public static func escaped(_ text: String, length: Int = length) -> String {
        var text = text
        return text.withUTF8 { escaped($0, length: length) }
    }

    /// A text of several lines, whole. Only its line feeds stay as they are.
    public static func lines(_ text: String) -> String {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.map { escaped(String(Substring($0)), length: $0.count) }.joined(separator: "\n")
    }

    public static func escaped(_ bytes: UnsafeBufferPointer<UInt8>, length: Int = length) -> String {
        // A character has at most four bytes, so more bytes than these can never be shown.
        var rest = bytes.prefix(4 * (length + 1))
        var shown = ""
        var count = 0
        while !rest.isEmpty {
            if count == length { return shown + "…" }
            count += 1
            if let (scalar, size) = scalar(rest) {
                append(scalar, to: &shown)
                rest = rest.dropFirst(size)
            } else {
                shown += "\\x" + hexadecimal(UInt32(rest[rest.startIndex]), digits: 2)
                rest = rest.dropFirst()
            }
        }
        return bytes.count > 4 * (length + 1) ? shown + "…" : shown
    }

    /// The character that the bytes begin with, or nil if they are not UTF-8.
    private static func scalar(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (Unicode.Scalar, Int)? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar.value {
        case 0x09: text += "\\t"
        case 0x0A: text += "\\n"
        case 0x0D: text += "\\r"
        case 0..<0x20, 0x7F...0x9F: text += "\\x" + hexadecimal(scalar.value, digits: 2)
        case _ where InvisibleCharacters.contain(scalar):
            text += "\\u{" + hexadecimal(scalar.value, digits: 4) + "}"
        default: text.unicodeScalars.append(scalar)
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension String {
    /// The text between grave accents, escaped and cut.
    var shown: String { "`\(ShownText.escaped(self))`" }
}

extension UnsafeBufferPointer<UInt8> {
    /// The text between grave accents, escaped and cut.
    var shown: String { "`\(ShownText.escaped(self))`" }
}
