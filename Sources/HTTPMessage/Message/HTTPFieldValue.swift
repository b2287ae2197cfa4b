/// The value of a field to be sent. The only control byte it may contain is a tab, and it neither begins nor ends with
/// a blank (RFC 9110 §5.5). So an answer that repeats a client's text keeps its lines intact.
public struct HTTPFieldValue: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Nil if the text contains a control byte other than a tab, or begins or ends with a blank.
    public init?(_ text: String) {
        guard Self.isValid(text) else { return nil }
        self.text = text
    }

    private static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(isValid)
    }

    static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard UnsafeRawBufferPointer(text).isFieldContent else { return false }
        guard let first = text.first, let last = text.last else { return true }
        return !Byte.isBlank(first) && !Byte.isBlank(last)
    }

    public init(_ number: Int) {
        text = String(number)
    }

    /// A URI path. Letters, digits and `-._~/` stay as they are; every other byte is percent-encoded (RFC 3986 §2.1).
    public init(percentEncodingPath path: String) {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in path.utf8 {
            if ByteSet.unreservedPath.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += [Byte.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        text = String(decoding: encoded, as: UTF8.self)
    }

    public var description: String { text }
}

extension HTTPFieldValue: ExpressibleByStringLiteral {
    /// - Precondition: the literal is a valid field value. Only debug builds check it, because most answers have several literals.
    public init(stringLiteral text: String) {
        assert(Self.isValid(text), "not a field value: \(text)")
        self.text = text
    }
}
