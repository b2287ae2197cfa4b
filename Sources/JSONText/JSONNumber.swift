/// A number as its text, converted to an integer or a `Double` on demand.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// A short integer, which the tokenizer has parsed, or any other number.
    private enum Form: Hashable {
        case short(Int64)
        case text(String)
    }

    private let form: Form

    init(_ value: Int64) { form = .short(value) }

    init(validText: String) { form = .text(validText) }

    /// Valid by RFC 8259, section 6.
    public var text: String {
        switch form {
        case .short(let value): String(value)
        case .text(let text): text
        }
    }

    public var description: String { text }

    /// The number if its text has no fraction and no exponent and it fits 64 bits; `-0` is 0.
    public var integer: Int64? {
        switch form {
        case .short(let value): value
        case .text(let text): Int64(text)
        }
    }

    /// The nearest `Double`; nil for a number beyond its range, such as 1e400.
    public var double: Double? {
        // Either way the number is rounded once: an Int64 is exact, and `Double(text)` rounds correctly.
        switch form {
        case .short(let value): Double(value)
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        }
    }
}
