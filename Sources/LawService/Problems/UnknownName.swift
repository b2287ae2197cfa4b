import JSONText

/// The words for a name that nothing here has.
enum UnknownName {
    /// «unknown parameter `layer`; did you mean `layers`?», or the known names where none is near.
    static func message(_ kind: String, _ name: String, among known: [String]) -> String {
        // A hostile name is not echoed at length.
        let shown = name.count > 40 ? "\(name.prefix(40))…" : name
        let start = "unknown \(kind) `\(shown)`; "
        if let nearest = EditDistance.nearest(to: name, among: known) { return start + "did you mean `\(nearest)`?" }
        if known.isEmpty { return start + "nothing is known here" }
        return start + "known: " + known.map { "`\($0)`" }.joined(separator: ", ")
    }
}
