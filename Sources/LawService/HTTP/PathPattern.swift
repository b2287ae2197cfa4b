/// A path of fixed segments, with at most one that holds an id or a name.
struct PathPattern: Sendable, ExpressibleByStringLiteral {
    private let prefix: String
    private let hasReference: Bool

    /// `/laws` or `/laws/{reference}`.
    init(stringLiteral pattern: String) {
        hasReference = pattern.hasSuffix("{reference}")
        prefix = hasReference ? String(pattern.dropLast("{reference}".count)) : pattern
    }

    /// The decoded reference where the path fits, empty for a path without one; `nil` where it does not fit.
    func match(_ path: String) -> String? {
        guard hasReference else { return path == prefix ? "" : nil }
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        guard !rest.isEmpty, !rest.contains("/") else { return nil }
        return PercentCoding.decode(rest, plusIsSpace: false)
    }
}
