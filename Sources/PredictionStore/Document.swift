public import Foundation

/// An immutable record addressed by its content: a fitted law or a measured dataset.
///
/// The store never looks inside `content`; it is one JSON object whose shape belongs to the service.
public struct Document: Sendable, Equatable {
    /// Derived from the content by whoever creates the document, so that the same content has the same id everywhere.
    public let id: String
    public let kind: DocumentKind
    /// When the content was first stored, to the second.
    public let createdAt: Date
    /// Every name that points at this document, oldest first.
    public let names: [String]
    /// One JSON object in UTF-8.
    public let content: Data

    public init(id: String, kind: DocumentKind, createdAt: Date, names: [String], content: Data) {
        self.id = id
        self.kind = kind
        self.createdAt = createdAt
        self.names = names
        self.content = content
    }
}

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

/// What a stored document describes. The raw value is the word used in the schema.
public enum DocumentKind: String, Sendable, CaseIterable {
    case law
    case dataset
}
