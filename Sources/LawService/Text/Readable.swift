import Foundation

/// Formats numbers and messages for people.
enum Readable {
    /// A number with five significant digits; a dash for `nil`.
    static func number(_ value: Double?) -> String {
        guard let value else { return "–" }
        // A count needs no fraction.
        if value == value.rounded(), abs(value) < 1e15 { return integer(Int(value)) }
        let magnitude = abs(value)
        if magnitude >= 10_000 { return integer(Int(exactly: value.rounded()) ?? 0, fallback: value) }
        if magnitude >= 999.995 {
            let tenths = Int((10 * magnitude).rounded())
            return (value < 0 ? "-" : "") + "\(integer(tenths / 10)).\(tenths % 10)"
        }
        if magnitude < 0.0001 { return String(format: "%.4e", value) }
        let digits = max(0, 4 - Int(log10(magnitude).rounded(.down)))
        return String(format: "%.\(digits)f", value)
    }

    /// A number in a sentence: with at most so many significant digits, and no zeros at the end.
    static func brief(_ value: Double, digits: Int = 3) -> String {
        let text = number(value)
        // Whole numbers are written whole, and large ones have no fraction.
        guard value != value.rounded(), abs(value) < 999.5 else { return text }
        return String(format: "%.\(digits)g", value)
    }

    /// A metric such as HR with four decimals, as papers print it.
    static func metric(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

    /// An integer with a comma every three digits.
    static func integer(_ value: Int) -> String { integer(value, fallback: Double(value)) }

    /// A number with its unit: `1 octave`, `1.5 octaves`.
    ///
    /// - Parameter unit: in the singular. Its plural must end in `s`.
    static func count(_ value: Double, _ unit: String) -> String {
        let text = brief(value)
        // What is read decides: a distance of 1.00000001 is written as 1.
        return "\(text) \(unit)\(Double(text) == 1 ? "" : "s")"
    }

    /// The same for whole numbers: `1 layer`, `1,200 layers`.
    static func count(_ value: Int, _ unit: String) -> String {
        "\(integer(value)) \(unit)\(value == 1 ? "" : "s")"
    }

    /// How a sentence about some of many goes on: `1 of 3 users has`, `2 of 3 users have`.
    static func has(_ count: Int) -> String { count == 1 ? "has" : "have" }

    /// - Parameter fallback: the number itself, written if `value` is 0 because the number is out of the range of `Int`.
    private static func integer(_ value: Int, fallback: Double) -> String {
        guard value != 0 || fallback == 0 else { return String(format: "%.4e", fallback) }
        var digits = Array(String(value.magnitude))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
