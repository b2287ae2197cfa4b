/// A cell of an experiment table that holds a number, as people write measured values.
enum MeasuredCell: Equatable {
    case value(Double)
    /// Blank, `NaN`, `-`, `null` and the like: not measured.
    case absent
    case notANumber
    /// A number beyond the range of `Double`.
    case overflow

    /// `31.8%` is 0.318; of `0.318±0.002` the second number is ignored.
    ///
    /// - Parameter decimalComma: Whether a comma may be the decimal point: not where it separates the fields.
    init(_ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool) {
        let text = text.trimmed
        guard !Self.isAbsent(text) else {
            self = .absent
            return
        }
        var string = String(decoding: text, as: UTF8.self)
        for mark in ["±", "+/-", "+-", "\\pm", "(", " "] {
            guard let range = Self.range(of: mark, in: string) else { continue }
            // A blank separates a number from a spread in parentheses; it is no mark itself.
            if mark == " ", !string[range.upperBound...].allSatisfy({ $0 == " " || $0 == "%" }) { continue }
            let isPercent = string.hasSuffix("%")
            string = Self.trimmed(String(string[..<range.lowerBound]))
            if isPercent, !string.hasSuffix("%") { string.append("%") }
        }
        let isPercent = string.hasSuffix("%")
        if isPercent { string = Self.trimmed(String(string.dropLast())) }
        if decimalComma, string.count(where: { $0 == "," }) == 1, !string.contains(".") {
            string = String(string.map { $0 == "," ? "." : $0 })
        }
        guard Self.isDecimal(string), let number = Double(string) else {
            self = .notANumber
            return
        }
        guard number.isFinite else {
            self = .overflow
            return
        }
        // 31.8 % is the nearest number to 0.318, which a division by 100 of the nearest number to 31.8 may miss.
        self = .value(
            isPercent
                ? Double(string + (string.contains("e") || string.contains("E") ? "" : "e-2")) ?? number / 100 : number
        )
    }

    static func looksMeasured(_ text: String) -> Bool {
        text.withBytes { bytes in
            if case .notANumber = MeasuredCell(bytes, decimalComma: true) { return false }
            return true
        }
    }

    private static func isAbsent(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= 4 else { return false }
        let word = String(decoding: text, as: UTF8.self).lowercased()
        return ["", "nan", "-", "–", "—", "null", "none", "na", "n/a", "\\n", "<na>"].contains(word)
    }

    /// A decimal number by JSON's grammar, or with a sign, a leading point or leading zeros; never `inf` or `0x10`.
    private static func isDecimal(_ text: String) -> Bool {
        text.withBytes { DecimalTime($0) != nil }
    }

    private static func range(of mark: String, in text: String) -> Range<String.Index>? {
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(mark) {
                return rest.startIndex == text.startIndex
                    ? nil : rest.startIndex..<rest.index(rest.startIndex, offsetBy: mark.count)
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == " " || text.last == "\t" { text.removeLast() }
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        return String(text)
    }
}
