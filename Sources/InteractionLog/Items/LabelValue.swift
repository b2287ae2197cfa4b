/// The numeric value of a label at r > 0, where labels are compared by value: 1e3 is 1000, and 0012 is 12.
enum LabelValue {
    /// Nil if the text is no decimal number, or one beyond the range of `Double`.
    static func value(of text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard isDecimal(text), let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }

    /// Whether the text is a sign, digits with a decimal point, and an exponent. `Double` also reads `nan`, `inf` and
    /// hexadecimal digits, which are names in a log.
    private static func isDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func skipDigits() -> Int {
            let begin = index
            while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
            return index - begin
        }
        func skipSign() {
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
        }
        skipSign()
        var digits = skipDigits()
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            skipSign()
            if skipDigits() == 0 { return false }
        }
        return index == text.count
    }
}
