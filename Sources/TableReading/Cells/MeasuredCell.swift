/// A cell of an experiment table that holds a number, as people write measured values.
enum MeasuredCell: Equatable {
    case value(Double)
    /// Blank, `NaN`, `-`, `null` and the like: not measured.
    case absent
    case notANumber
    /// A number beyond the range of `Double`.
    case overflow
    /// A percent sign that only the spread has, as in `31.8±0.2%`: the number if the sign belongs to it too.
    case percentOfSpread(Double)
    /// A group of three digits behind a mark, as in `1,000`, that can be thousands or a fraction.
    case group

    /// `31.8%` is 0.318; of `0.318±0.002` and `0.318 (0.002)` the second number is ignored.
    ///
    /// - Parameters:
    ///   - decimalComma: Whether a comma may be the decimal point: not where it separates the fields.
    ///   - groupMarks: The marks behind which three digits can be thousands.
    init(_ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool, groupMarks: Set<Character> = []) {
        let text = text.trimmed
        guard !Self.isAbsent(text) else {
            self = .absent
            return
        }
        guard let parts = MeasuredParts(String(decoding: text, as: UTF8.self)) else {
            self = .notANumber
            return
        }
        var string = parts.number
        if let mark = parts.groupMark, groupMarks.contains(mark), mark == "." || decimalComma {
            self = .group
            return
        }
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
        guard parts.isPercent else {
            self = .value(number)
            return
        }
        // 31.8 % is the nearest number to 0.318, which a division by 100 of the nearest number to 31.8 may miss.
        let exact = string.contains("e") || string.contains("E") ? nil : Double(string + "e-2")
        self = parts.isPercentOfSpread ? .percentOfSpread(exact ?? number / 100) : .value(exact ?? number / 100)
    }

    static func looksMeasured(_ text: String) -> Bool {
        text.withBytes { bytes in
            if case .notANumber = MeasuredCell(bytes, decimalComma: true) { return false }
            return true
        }
    }

    /// Whether the comma of a cell is surely its decimal point: `0,281` and `1,1492`, but not `1,149`.
    static func provesDecimalComma(_ text: String) -> Bool {
        guard let parts = MeasuredParts(text), parts.number.contains(","), parts.groupMark == nil else { return false }
        if case .notANumber = text.withBytes({ MeasuredCell($0, decimalComma: true) }) { return false }
        return true
    }

    static func isAbsent(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= 4 else { return false }
        let word = String(decoding: text, as: UTF8.self).lowercased()
        return ["", "nan", "-", "–", "—", "null", "none", "na", "n/a", "\\n", "<na>", "#n/a", "#na", "\u{A0}"].contains(
            word
        )
    }

    /// A decimal number by JSON's grammar, or with a sign, a leading point or leading zeros; never `inf` or `0x10`.
    private static func isDecimal(_ text: String) -> Bool {
        text.withBytes { DecimalTime($0) != nil }
    }
}

/// The number of a measured cell, apart from its spread and its percent sign.
struct MeasuredParts {
    private(set) var number = ""
    /// Whether the number or its spread has a percent sign.
    private(set) var isPercent = false
    /// Whether only the spread has it.
    private(set) var isPercentOfSpread = false

    /// Nil if what stands behind the number is no spread: `0.0012 (diverged)`, `6.838(4)e-1`.
    init?(_ text: String) {
        let text = text.dropBlanks
        var head = text
        var spread: Substring?
        if let mark = Self.marks.compactMap({ Self.range(of: $0, in: text) }).min(by: { $0.lowerBound < $1.lowerBound })
        {
            head = text[..<mark.lowerBound].dropBlanks
            var tail = text[mark.upperBound...].dropBlanks
            if text[mark] == "(" {
                let isPercent = tail.last == "%"
                if isPercent { tail = tail.dropLast().dropBlanks }
                guard tail.last == ")" else { return nil }
                tail = tail.dropLast().dropBlanks
                isPercentOfSpread = isPercent
            }
            spread = tail
        }
        if let spread {
            guard Self.isSpread(spread) else { return nil }
            if spread.last == "%" { isPercentOfSpread = true }
        }
        isPercent = head.last == "%" || isPercentOfSpread
        if head.last == "%" {
            head = head.dropLast().dropBlanks
            isPercentOfSpread = false
        }
        number = String(head)
    }

    /// The mark in front of the only three digits behind one to three others, which do not begin with 0.
    var groupMark: Character? {
        let digits = number.drop { $0 == "-" || $0 == "+" }
        guard let place = digits.firstIndex(where: { $0 == "," || $0 == "." }) else { return nil }
        let (whole, rest) = (digits[..<place], digits[digits.index(after: place)...])
        guard 1...3 ~= whole.count, whole.first != "0", rest.count == 3 else { return nil }
        let isNumber = (whole + rest).allSatisfy { $0.isASCII && $0.isNumber }
        return isNumber ? digits[place] : nil
    }

    private static let marks = ["±", "+/-", "+-", "\\pm", "("]

    /// Numbers, as those of an interval, or the word for a missing one. A run of its own has no spread.
    private static func isSpread(_ text: Substring) -> Bool {
        if !text.isEmpty, String(text).withBytes({ MeasuredCell.isAbsent($0) }) { return true }
        guard text.contains(where: { $0.isASCII && $0.isNumber }) else { return false }
        return text.dropLast(text.last == "%" ? 1 : 0).allSatisfy { character in
            character.isASCII && character.isNumber || ".,;+-–±[] eE".contains(character)
        }
    }

    private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
        var rest = text.dropFirst()
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.startIndex..<rest.index(rest.startIndex, offsetBy: mark.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without blanks around it. Spreadsheets write no-break spaces too.
    fileprivate var dropBlanks: Substring {
        let blanks: Set<Character> = [" ", "\t", "\u{A0}", "\u{202F}"]
        var text = Substring(self)
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        return text
    }
}
