/// A positive number as clients write large ones: `1e18`, `1.5G`, `20P`, and bytes as `512MiB` or `8GB`.
enum Amount {
    private static let powers: [Character: Int] = ["k": 3, "K": 3, "M": 6, "G": 9, "B": 9, "T": 12, "P": 15]
    private static let binaryPowers: [Character: Double] = [
        "k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40, "p": 0x1p50,
    ]

    /// A decimal number, or one that ends with k, M, G (or B), T or P. `nil` if it is none, or not positive and finite.
    static func parse(_ text: String) -> Double? {
        guard let last = text.last, let power = powers[last] else { return number(text) }
        let digits = text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }) else { return nil }
        // The nearest number to 0.1G is 1e8, which a product may miss.
        return number("\(digits)e\(power)")
    }

    /// The same, or bytes with their unit: `8GB` is 8 · 10⁹, and `8GiB` is 8 · 2³⁰.
    ///
    /// `nil` for `8B` too, which is 8 bytes to some and 8 billion to others.
    static func parseBytes(_ text: String) -> Double? {
        guard text.last == "B" || text.last == "b" else { return parse(text) }
        var rest = text.dropLast()
        let isBinary = rest.last == "i" || rest.last == "I"
        if isBinary { rest = rest.dropLast() }
        guard let letter = rest.popLast()?.lowercased().first, let factor = binaryPowers[letter] else { return nil }
        guard isBinary else { return parse(rest + (letter == "k" ? "k" : letter.uppercased())) }
        guard let number = parse(String(rest)), rest.last?.isNumber == true else { return nil }
        return (number * factor).isFinite ? number * factor : nil
    }

    private static func number(_ text: String) -> Double? {
        ParameterReader.decimal(text).flatMap { $0 > 0 ? $0 : nil }
    }
}
