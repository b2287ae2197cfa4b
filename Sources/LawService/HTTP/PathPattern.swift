/// A path of fixed segments, with at most one that holds an id or a name.
struct PathPattern: Sendable, ExpressibleByStringLiteral {
    /// The pattern as it is written.
    let text: String
    private let prefix: String
    /// The part after the reference; `nil` for a pattern without a reference.
    private let suffix: String?

    /// `/laws`, `/laws/{reference}` or `/laws/{reference}/suggestions`. The name in braces is free.
    init(stringLiteral pattern: String) {
        text = pattern
        guard let open = pattern.firstIndex(of: "{"), let close = pattern[open...].firstIndex(of: "}") else {
            (prefix, suffix) = (pattern, nil)
            return
        }
        prefix = String(pattern[..<open])
        suffix = String(pattern[pattern.index(after: close)...])
    }

    /// Whether the pattern has no reference.
    var isFixed: Bool { suffix == nil }

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
