/// A decimal number, perhaps with a fraction and an exponent, read exactly as a time.
///
/// `Double` would round times above 2^53. Here the digits are shifted as text, so two different times never become equal
/// until 10^-18 seconds.
struct DecimalTime {
    private var isNegative = false
    /// All digits, and how many of them stand before the decimal point.
    private var digits: [UInt8] = []
    private var point = 0

    /// Nil if the text is no decimal number.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        while index < text.count, text[index].isDigit {
            digits.append(text[index] &- UInt8(ascii: "0"))
            index += 1
        }
        point = digits.count
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, text[index].isDigit {
                digits.append(text[index] &- UInt8(ascii: "0"))
                index += 1
            }
        }
        guard !digits.isEmpty else { return nil }
        guard index < text.count else { return }
        guard text[index] | 0x20 == UInt8(ascii: "e"), let exponent = Self.exponent(text.slice(index + 1..<text.count))
        else { return nil }
        point += exponent
    }

    private static func exponent(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        // A longer exponent is beyond every time, and would overflow.
        guard 1...5 ~= text.count, let last = text.last, last.isDigit else { return nil }
        let string = String(decoding: text, as: UTF8.self)
        return Int(string.hasPrefix("+") ? String(string.dropFirst()) : string)
    }

    /// Nil if the number of seconds does not fit 64 bits.
    func key(_ unit: TimeUnit) -> TimeKey? {
        let point = point - unit.digits
        var whole: Int64 = 0
        for index in 0..<max(0, point) {
            // Zeros without end would take time without end.
            if index >= digits.count, whole == 0 { break }
            let digit = index < digits.count ? Int64(digits[index]) : 0
            let (product, overflows) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(digit)
            if overflows || carries { return nil }
            whole = sum
        }
        var fraction: UInt64 = 0
        for place in 0..<TimeKey.fractionDigits {
            let index = point + place
            fraction = fraction * 10 + (digits.indices.contains(index) ? UInt64(digits[index]) : 0)
        }
        guard isNegative else { return TimeKey(seconds: whole, fraction: fraction) }
        return fraction == 0
            ? TimeKey(seconds: -whole) : TimeKey(seconds: -whole - 1, fraction: TimeKey.unitsPerSecond - fraction)
    }

    /// Whether the number is not a whole one.
    var hasFraction: Bool { digits.indices.contains { $0 >= point && digits[$0] != 0 } }

    /// The number as a `Double`, to look at its magnitude.
    var magnitude: Double {
        var value = 0.0
        for index in 0..<min(max(point, 0), 40) {
            value = value * 10 + (index < digits.count ? Double(digits[index]) : 0)
        }
        return value
    }
}
