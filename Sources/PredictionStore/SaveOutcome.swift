/// What `DocumentStore.save` found or made.
public struct SaveOutcome: Sendable, Equatable {
    public let document: Document
    /// `false` where the same content was stored before; then `document` is the one of that time.
    public let isNew: Bool

    public init(document: Document, isNew: Bool) {
        self.document = document
        self.isNew = isNew
    }
}
