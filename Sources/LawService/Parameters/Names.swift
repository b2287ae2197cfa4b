/// What a law or a dataset may be called.
enum Name {
    /// Why a text cannot be a name; `nil` where it can.
    static func fault(_ text: String) -> String? {
        if text.isEmpty || text.unicodeScalars.count > 200 { return "a name has 1 to 200 characters" }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "a name holds no control characters"
        }
        if text.first == " " || text.last == " " { return "a name neither begins nor ends with a space" }
        if text == "." || text == ".." || text.allSatisfy(\.isWhitespace) {
            return "a name is more than dots or blanks"
        }
        // Ids are looked up before names: such a name could never be reached once that id exists.
        if text.hasPrefix("law_") || text.hasPrefix("ds_") { return "`law_` and `ds_` begin ids, not names" }
        return nil
    }
}

/// The names of metrics.
enum MetricName {
    /// Keys and columns with an `@` are metrics without being listed (`HR@10`); others (`MRR`) where `metrics` lists them.
    static func isEvident(_ name: String) -> Bool { name.contains("@") && fault(name) == nil }

    /// Why a text cannot name a metric; `nil` where it can.
    static func fault(_ name: String) -> String? {
        guard !name.isEmpty, name.unicodeScalars.count <= 64 else { return "a metric's name has 1 to 64 characters" }
        guard name.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }) else {
            return "a metric's name is written in visible ASCII, such as HR@10"
        }
        guard !["layers", "dim", "dPrime", "dataset"].contains(name) else { return "`\(name)` is no metric" }
        return nil
    }
}
