public import Foundation

/// A document that may or may not be stored yet.
public struct DocumentDraft: Sendable {
    public let id: String
    public let kind: DocumentKind
    public let createdAt: Date
    public let content: Data

    public init(id: String, kind: DocumentKind, createdAt: Date, content: Data) {
        self.id = id
        self.kind = kind
        self.createdAt = createdAt
        self.content = content
    }
}
