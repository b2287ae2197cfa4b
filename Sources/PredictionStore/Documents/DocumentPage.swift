/// A page of a list of documents, newest first.
public struct DocumentPage: Sendable, Equatable {
    public let entries: [DocumentEntry]
    /// Where the next page begins, as `DocumentStore.page` takes it; `nil` on the last page.
    public let next: String?

    /// - Parameters:
    ///   - entries: up to one more than `limit`, which shows that there is a next page.
    ///   - last: the place of the last entry of the page in the order of the store.
    init(_ kind: DocumentKind, _ entries: [DocumentEntry], limit: Int, last: (Int) throws -> Int64?) rethrows {
        self.entries = Array(entries.prefix(limit))
        next = try entries.count > limit ? last(limit - 1).map { ListCursor(kind, before: $0).text } : nil
    }
}

/// A place in a list of documents. It does not depend on a document, so it stays valid when documents are deleted.
struct ListCursor {
    private let kind: DocumentKind
    /// The page has the documents that were stored before this number of the store's sequence.
    let before: Int64

    init(_ kind: DocumentKind, before: Int64) {
        self.kind = kind
        self.before = before
    }

    /// - Returns: `nil` if the text is none; then it is an id or a name.
    init?(_ kind: DocumentKind, _ text: String) {
        let prefix = Self.prefix(kind)
        guard text.hasPrefix(prefix), let before = Int64(text.dropFirst(prefix.count)), before >= 0 else { return nil }
        self.init(kind, before: before)
    }

    /// For clients an opaque text. No name begins as an id does, and no id has an `@`.
    var text: String { Self.prefix(kind) + String(before) }

    private static func prefix(_ kind: DocumentKind) -> String {
        switch kind {
        case .law: "law_@"
        case .dataset: "ds_@"
        }
    }
}
