import Foundation

/// Numbers and messages as people read them.
enum Readable {
    /// Five significant digits.
    static func number(_ value: Double?) -> String {
        guard let value else { return "–" }
        // A count needs no fraction.
        if value == value.rounded(), abs(value) < 1e15 { return integer(Int(value)) }
        let magnitude = abs(value)
        if magnitude >= 10_000 { return integer(Int(exactly: value.rounded()) ?? 0, fallback: value) }
        if magnitude < 0.0001 { return String(format: "%.4e", value) }
        let digits = max(0, 4 - Int(log10(magnitude).rounded(.down)))
        return String(format: "%.\(digits)f", value)
    }

    /// A share such as HR: four decimals, as papers print them.
    static func metric(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

    /// With a comma every three digits.
    static func integer(_ value: Int) -> String { integer(value, fallback: Double(value)) }

    /// Warnings, one paragraph each.
    static func warnings(_ warnings: [Warning]) -> [String] {
        warnings.map { "\nwarning (\($0.code)): \(CommandWords.options(in: $0.message))" }
    }

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
