public import PredictionStore
import TableReading

/// Whether stored documents have the ids of their contents.
public enum DocumentIdentity {
    /// Whether the id of a document can be that of its content.
    ///
    /// The id of a law follows from its experiments and options. That of a dataset follows from sequences that nobody has stored, so
    /// only its shape can be checked. So it is with a law of a later version, which may have options that are unknown here.
    public static func isPossible(_ document: Document) -> Bool {
        guard hasShape(document.id, document.kind) else { return false }
        guard document.kind == .law, document.entry.modelVersion <= LawRecord.modelVersion else { return true }
        do throws(Problem) {
            return LawIdentity.id(try LawRequest(stored: document)) == document.id
        } catch {
            return false
        }
    }

    /// Why a document cannot have these names; `nil` if it can.
    public static func faultOfNames(_ names: [String]) -> String? {
        if names.count > DocumentEntry.mostNames { return "a document has at most \(DocumentEntry.mostNames) names" }
        for name in names {
            if let fault = Name.fault(name) { return "`\(ShownText.escaped(name))` is no name: \(fault)" }
        }
        return nil
    }

    private static func hasShape(_ id: String, _ kind: DocumentKind) -> Bool {
        let prefix =
            switch kind {
            case .law: "law_"
            case .dataset: "ds_"
            }
        let digits = id.dropFirst(prefix.count)
        return id.hasPrefix(prefix) && digits.count == 24 && digits.allSatisfy("0123456789abcdef".contains)
    }
}
