/// A path of fixed segments, with at most one that holds an id or a name.
struct PathPattern: Sendable, ExpressibleByStringLiteral {
    private let prefix: String
    /// What follows the reference; `nil` for a path without one.
    private let suffix: String?

    /// `/laws`, `/laws/{reference}` or `/laws/{reference}/suggestions`.
    init(stringLiteral pattern: String) {
        let parts = pattern.split(separator: "{reference}", maxSplits: 1, omittingEmptySubsequences: false)
        prefix = String(parts[0])
        suffix = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The decoded reference where the path fits, empty for a path without one; `nil` where it does not fit.
    func match(_ path: String) -> String? {
        guard let suffix else { return path == prefix ? "" : nil }
        guard path.hasPrefix(prefix), path.hasSuffix(suffix), path.count > prefix.count + suffix.count else {
            return nil
        }
        let reference = path.dropFirst(prefix.count).dropLast(suffix.count)
        return reference.contains("/") ? nil : PercentCoding.decode(reference, plusIsSpace: false)
    }
}
