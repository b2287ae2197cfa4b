import ArgumentParser

/// A number of bytes: `1073741824`, `512MiB`, `1.5GiB`, `1e9`.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
    let bytes: Int

    /// The text that a user would type, in the largest unit that divides the number.
    var description: String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return String(bytes)
    }

    init(bytes: Int) {
        self.bytes = bytes
    }

    init?(argument: String) {
        let digits = Self.number(argument)
        let factor: Int
        switch argument.dropFirst(digits.count).lowercased() {
        case "": factor = 1
        case "k", "kib": factor = 1 << 10
        case "m", "mib": factor = 1 << 20
        case "g", "gib": factor = 1 << 30
        default: return nil
        }
        let bytes: Int?
        if let number = Int(digits) {
            let (product, overflows) = number.multipliedReportingOverflow(by: factor)
            bytes = overflows ? nil : product
        } else {
            bytes = Double(digits).flatMap { Int(exactly: ($0 * Double(factor)).rounded()) }
        }
        guard let bytes, bytes > 0 else { return nil }
        self.bytes = bytes
    }

    /// Reads a number of bytes for the argument parser, with an error that shows the form.
    static func parsed(_ argument: String) throws -> ByteCount {
        guard let count = ByteCount(argument: argument) else {
            throw ValidationError(
                "write a number of bytes such as 1073741824, 512MiB or 1.5GiB; the units are KiB, MiB and GiB"
            )
        }
        return count
    }

    /// The digits with a fraction and an exponent, before the unit.
    private static func number(_ text: String) -> Substring {
        guard let match = text.prefixMatch(of: /[0-9]+(\.[0-9]+)?([eE][0-9]{1,2})?/) else { return "" }
        return match.output.0
    }
}
