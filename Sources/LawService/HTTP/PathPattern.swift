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
        // A path is ASCII. Comparing characters would cost more than the rest of the routing.
        let bytes = path.utf8
        let (before, after) = (prefix.utf8.count, suffix.utf8.count)
        guard bytes.count > before + after, bytes.starts(with: prefix.utf8),
            bytes.suffix(after).elementsEqual(suffix.utf8)
        else { return nil }
        let reference = bytes.dropFirst(before).dropLast(after)
        guard !reference.contains(UInt8(ascii: "/")) else { return nil }
        return Array(reference).withUnsafeBufferPointer { PercentCoding.decode($0, plusIsSpace: false) }
    }
}
