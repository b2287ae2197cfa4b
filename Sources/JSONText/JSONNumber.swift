/// A number as its text, converted to an integer or a `Double` on demand.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// Valid by RFC 8259, section 6.
    public let text: String
    /// The value if the tokenizer has parsed it, so that short integers are not parsed twice.
    private let short: Int64?

    init(_ value: Int64) {
        text = String(value)
        short = value
    }

    init(validText: String) {
        text = validText
        short = nil
    }

    public var description: String { text }

    /// The number if its text has no fraction and no exponent and it fits 64 bits; `-0` is 0.
    public var integer: Int64? { short ?? Int64(text) }

    /// The nearest `Double`; nil for a number beyond its range, such as 1e400.
    public var double: Double? {
        // Either way the number is rounded once: an Int64 is exact, and `Double(text)` rounds correctly.
        guard let value = short.map(Double.init) ?? Double(text), value.isFinite else { return nil }
        return value
    }
}
