/// The value of a field that is to be sent: no control byte but a tab, no blank at either end (RFC 9110 §5.5), so
/// that nothing which a client sent can break a line of the answer.
public struct HTTPFieldValue: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Nil if the text holds a control byte, or begins or ends with a blank.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.allSatisfy(Byte.isFieldContent) else { return nil }
        if let first = bytes.first, let last = bytes.last, Byte.isBlank(first) || Byte.isBlank(last) { return nil }
        self.text = text
    }

    public init(_ number: Int) {
        text = String(number)
    }

    /// A URI path: every byte but letters, digits and `-._~/` is percent-encoded (RFC 3986 §2.1).
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
    /// - Precondition: the literal is a field value.
    public init(stringLiteral text: String) {
        guard let value = HTTPFieldValue(text) else { preconditionFailure("not a field value: \(text)") }
        self = value
    }
}
