/// A path of fixed segments, with at most one that holds an id or a name.
struct PathPattern: Sendable, ExpressibleByStringLiteral {
    /// The pattern as it is written.
    let text: String
    private let prefix: String
    /// The part after the reference; `nil` for a pattern without a reference.
    private let suffix: String?

    /// `/laws`, `/laws/{reference}` or `/laws/{reference}/suggestions`.
    init(stringLiteral pattern: String) {
        text = pattern
        let parts = pattern.split(separator: "{reference}", maxSplits: 1, omittingEmptySubsequences: false)
        prefix = String(parts[0])
        suffix = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The decoded reference if the path matches, empty for a pattern without a reference; `nil` if it does not match.
    func match(_ path: String) -> String? {
        guard let suffix else { return path == prefix ? "" : nil }
        guard path.hasPrefix(prefix), path.hasSuffix(suffix), path.count > prefix.count + suffix.count else {
            return nil
        }
        let reference = path.dropFirst(prefix.count).dropLast(suffix.count)
        return reference.contains("/") ? nil : PercentCoding.decode(reference, plusIsSpace: false)
    }
}
