import JSONText

/// The message for an unknown name.
enum UnknownName {
    /// «unknown parameter `layer`; did you mean `layers`?», or the known names if none is near.
    static func message(_ kind: String, _ name: String, among known: [String]) -> String {
        // A long name may be hostile, so only its beginning is repeated.
        let shown = name.count > 40 ? "\(name.prefix(40))…" : name
        let start = "unknown \(kind) `\(shown)`; "
        if let nearest = EditDistance.nearest(to: name, among: known) { return start + "did you mean `\(nearest)`?" }
        if known.isEmpty { return start + "none is accepted here" }
        return start + "known: " + known.map { "`\($0)`" }.joined(separator: ", ")
    }
}
