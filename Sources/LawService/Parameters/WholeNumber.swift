/// A whole number as clients write it.
enum WholeNumber {
    enum Parsed: Equatable {
        case value(Int)
        /// A whole number out of the range of `Int`.
        case tooLarge
    }

    /// Digits with an optional minus, and what people write for large numbers: a fraction that leaves a whole number (`16.0`,
    /// `1.5M`), an exponent (`1e6`), or one of the letters k, M, G (or B) and T. `nil` for anything else.
    static func parse(_ text: String) -> Parsed? {
        if let value = plain(text) { return .value(value) }
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty, let exponent = exponent(rest) else { return nil }
        // The fraction moves before the point as far as the exponent goes. What remains of it must be zeros.
        guard fraction.dropFirst(exponent).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
        let moved = fraction.prefix(exponent)
        var magnitude = 0
        for byte in [whole, moved].joined() {
            guard append(byte - UInt8(ascii: "0"), to: &magnitude) else { return .tooLarge }
        }
        guard magnitude > 0 else { return .value(0) }
        for _ in 0..<(exponent - moved.count) {
            guard append(0, to: &magnitude) else { return .tooLarge }
        }
        return .value(isNegative ? -magnitude : magnitude)
    }

    /// A number of 1 to 18 digits and nothing else, as almost all are. It fits.
    private static func plain(_ text: String) -> Int? {
        var text = text
        return text.withUTF8 { digits in
            guard 1...18 ~= digits.count else { return nil }
            var value = 0
            for digit in digits {
                guard isDigit(digit) else { return nil }
                value = 10 &* value &+ Int(digit &- UInt8(ascii: "0"))
            }
            return value
        }
    }

    /// The power of ten of a letter or an exponent.
    private static func exponent(_ text: Substring.UTF8View) -> Int? {
        guard let letter = text.first else { return 0 }
        let rest = text.dropFirst()
        switch letter {
        case UInt8(ascii: "k"), UInt8(ascii: "K"): return rest.isEmpty ? 3 : nil
        case UInt8(ascii: "M"): return rest.isEmpty ? 6 : nil
        case UInt8(ascii: "G"), UInt8(ascii: "B"): return rest.isEmpty ? 9 : nil
        case UInt8(ascii: "T"): return rest.isEmpty ? 12 : nil
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            let digits = rest.first == UInt8(ascii: "+") ? rest.dropFirst() : rest
            // Three digits are more than any number here has.
            guard (1...3).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
            return digits.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
        default: return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// - Returns: false if the number is too large.
    private static func append(_ digit: UInt8, to magnitude: inout Int) -> Bool {
        let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: 10)
        let (next, carry) = shifted.addingReportingOverflow(Int(digit))
        magnitude = next
        return !overflow && !carry
    }
}
