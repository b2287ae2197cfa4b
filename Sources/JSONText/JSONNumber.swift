/// A number as it was written, read as an integer or a `Double` on demand.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
    /// Valid by the grammar of RFC 8259, section 6.
    public let text: String
    /// What the tokenizer read already, so that short integers are not parsed twice.
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

    /// The number where it is written without fraction and exponent and fits; `-0` is 0.
    public var integer: Int64? { short ?? Int64(text) }

    /// The nearest `Double`, or nil beyond its range: 1e400 is no number that we can compute with.
    public var double: Double? {
        // Beyond 18 digits `Double(text)` rounds once, as IEEE 754 asks; a detour through Int64 would round twice.
        guard let value = short.map(Double.init) ?? Double(text), value.isFinite else { return nil }
        return value
    }
}
