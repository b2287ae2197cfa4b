/// A whole number as clients write it.
enum WholeNumber {
    enum Parsed: Equatable {
        case value(Int)
        /// Only digits, but out of the range of `Int`.
        case tooLarge
    }

    /// Digits with an optional minus, and an optional fraction of zeros (`16.0`); `nil` for anything else.
    static func parse(_ text: String) -> Parsed? {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            let fraction = digits[digits.index(after: point)...]
            guard !fraction.isEmpty, fraction.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
            digits = digits[..<point]
        }
        guard !digits.isEmpty else { return nil }
        var magnitude = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (next, carry) = shifted.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            if overflow || carry {
                let rest = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                return rest ? .tooLarge : nil
            }
            magnitude = next
        }
        return .value(isNegative ? -magnitude : magnitude)
    }
}
