import JSONText

/// The rules for names of laws and datasets.
enum Name {
    /// Why a text cannot be a name; `nil` if it can.
    static func fault(_ text: String) -> String? {
        if text.isEmpty || text.unicodeScalars.count > 200 { return "a name must have 1 to 200 characters" }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "a name must not contain control characters"
        }
        if let scalar = text.unicodeScalars.first(where: InvisibleCharacters.contain) {
            return "a name must not contain invisible characters such as \(InvisibleCharacters.name(scalar))"
        }
        let scalars = text.unicodeScalars
        if scalars.first == " " || scalars.last == " " { return "a name must not begin or end with a space" }
        if text == "." || text == ".." || text.allSatisfy(\.isWhitespace) {
            return "a name must not be `.` or `..`, and must not consist of blanks"
        }
        // `POST /datasets/import` has this path.
        if text == "import" { return "a name must not be `import`, which is a path of the service" }
        // Ids are looked up before names, so such a name could not be reached once that id exists.
        if text.hasPrefix("law_") || text.hasPrefix("ds_") {
            return "a name must not begin with `law_` or `ds_`, as ids do"
        }
        return nil
    }
}

/// The rules for names of metrics.
enum MetricName {
    /// Why a text cannot name a metric; `nil` if it can.
    static func fault(_ name: String) -> String? {
        guard 1...200 ~= name.unicodeScalars.count else { return "a metric's name must have 1 to 200 characters" }
        // Names of metrics are shown on terminals.
        if let scalar = name.unicodeScalars.first(where: InvisibleCharacters.contain) {
            return "a metric's name must not contain invisible characters such as \(InvisibleCharacters.name(scalar))"
        }
        guard !["layers", "dim", "dPrime", "dataset", "extrapolation"].contains(name) else {
            return "`\(name)` is not a metric"
        }
        return nil
    }
}
