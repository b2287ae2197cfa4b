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
