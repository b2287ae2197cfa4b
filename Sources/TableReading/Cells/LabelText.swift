/// What a cell says as a label. Equal data are equal labels in every format.
///
/// Labels are text. Only a decimal integer with a fraction of zeros is known by its integer: `12.0` is 12, as pandas
/// writes it. `4e10`, `1.10` and `0012` are labels as they are written.
enum LabelText: Equatable {
    /// The text is the plain notation of this integer, or that with a fraction of zeros.
    case integer(Int64)
    /// The first `count` bytes are the label. That is the whole text, except for a long integer with a fraction of zeros.
    case text(count: Int)
    case missing

    init(_ text: UnsafeBufferPointer<UInt8>) {
        guard let first = text.first, first.isDigit || first == UInt8(ascii: "-") else {
            self = MissingWord.matches(text) ? .missing : .text(count: text.count)
            return
        }
        guard let length = Self.integerLength(text) else {
            self = .text(count: text.count)
            return
        }
        let digits = text.slice(0..<length)
        self = Self.value(digits).map { .integer($0) } ?? .text(count: length)
    }

    /// The length of the integer that the text is; nil if it is something else. `-0` and `007` are not plain integers.
    private static func integerLength(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = text[0] == UInt8(ascii: "-") ? 1 : 0
        guard index < text.count, text[index].isDigit else { return nil }
        if text[index] == UInt8(ascii: "0") {
            guard index == 0 else { return nil }
            index += 1
        } else {
            while index < text.count, text[index].isDigit { index += 1 }
        }
        if index == text.count { return index }
        guard text[index] == UInt8(ascii: "."), index + 1 < text.count else { return nil }
        return text[(index + 1)...].allSatisfy { $0 == UInt8(ascii: "0") } ? index : nil
    }

    private static func value(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte &- UInt8(ascii: "0"))
            // Negative numbers are added up downwards, so that the smallest one fits too.
            let (sum, carries) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflows || carries { return nil }
            value = sum
        }
        return value
    }
}

/// A JSON number as a label: it is known by its value.
enum LabelNumber {
    /// The text of the label that a number stands for: 1.0 and 1e0 are 1, 0.50 is 0.5, an integer keeps its digits.
    ///
    /// - Returns: Nil if the number is beyond the range of `Double`.
    static func label(_ number: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: number, as: UTF8.self)
        if !number.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) {
            return Int64(text).map(String.init) ?? text
        }
        guard let value = Double(text), value.isFinite else { return nil }
        // Below 2^63 every integral `Double` converts exactly.
        return Int64(exactly: value).map(String.init) ?? value.description
    }
}
