/// The label that a text stands for. Equal data have equal labels in every format.
///
/// An integer that fits 64 bits is that integer; a longer one keeps its digits. Any other text that is a number by RFC
/// 8259, section 6, is converted to `Double`: 1.0 and 1e0 become 1, 0.50 becomes 0.5. Every other text is its own
/// label, including `007` and `nan`.
enum CanonicalLabel {
    case integer(Int64)
    /// The text itself; `value` is its finite numeric value, if it has one.
    case verbatim(value: Double?)
    /// A number in its shortest decimal form.
    case rewritten(String, value: Double)
    /// A number beyond the range of `Double`.
    case overflow

    init(_ text: UnsafeBufferPointer<UInt8>) {
        switch Self.shape(text) {
        case .other:
            self = .verbatim(value: nil)
        case .integer:
            let string = String(decoding: text, as: UTF8.self)
            if let integer = Int64(string) {
                self = .integer(integer)
            } else {
                self = .verbatim(value: Double(string).flatMap { $0.isFinite ? $0 : nil })
            }
        case .number:
            guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
                self = .overflow
                return
            }
            // Below 2^63 every integral Double converts exactly.
            if let integer = Int64(exactly: value) {
                self = .integer(integer)
            } else {
                self = .rewritten(value.description, value: value)
            }
        }
    }

    private enum Shape {
        case integer, number, other
    }

    /// Whether the whole text matches the grammar of integers, or that of all numbers.
    private static func shape(_ text: UnsafeBufferPointer<UInt8>) -> Shape {
        var index = 0
        func isDigit(_ index: Int) -> Bool { index < text.count && text[index] &- UInt8(ascii: "0") < 10 }
        if index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
        guard isDigit(index) else { return .other }
        if text[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            while isDigit(index) { index += 1 }
        }
        if index == text.count { return .integer }
        if text[index] == UInt8(ascii: ".") {
            index += 1
            guard isDigit(index) else { return .other }
            while isDigit(index) { index += 1 }
        }
        if index < text.count, (text[index] | 0x20) == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            guard isDigit(index) else { return .other }
            while isDigit(index) { index += 1 }
        }
        return index == text.count ? .number : .other
    }
}
