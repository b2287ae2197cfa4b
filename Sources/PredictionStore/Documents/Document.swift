public import Foundation

/// A record addressed by the request that made it: a fitted law or a measured dataset. Its content changes only when a later
/// model answers the same request.
///
/// The store never looks inside `content` and `summary`. Each is one JSON object whose shape belongs to the service.
public struct Document: Sendable, Equatable {
    public let entry: DocumentEntry
    /// One JSON object in UTF-8.
    public let content: Data

    public init(entry: DocumentEntry, content: Data) {
        self.entry = entry
        self.content = content
    }

    public var id: String { entry.id }
    public var kind: DocumentKind { entry.kind }
    public var createdAt: Date { entry.createdAt }
    public var names: [String] { entry.names }
}

/// What a list shows of a document, without its content.
public struct DocumentEntry: Sendable, Equatable {
    /// Derived from the content by whoever creates the document, so that the same content has the same id everywhere.
    public let id: String
    public let kind: DocumentKind
    /// When the content was first stored, to the second.
    public let createdAt: Date
    /// Every name that points at this document, oldest first.
    public let names: [String]
    /// The most names that one document may have. A list shows all of them.
    public static let mostNames = 64
    /// One JSON object in UTF-8 with the figures of a list. `nil` if an older version stored none, or if it is damaged.
    public let summary: Data?
    /// The version of the model that made the content, from 1.
    public let modelVersion: Int

    public init(
        id: String,
        kind: DocumentKind,
        createdAt: Date,
        names: [String],
        summary: Data?,
        modelVersion: Int
    ) {
        self.id = id
        self.kind = kind
        self.createdAt = createdAt
        self.names = names
        self.summary = summary
        self.modelVersion = modelVersion
    }

    /// - Throws: if one name too many was added.
    func checkNames() throws(StoreError) {
        if names.count > Self.mostNames { throw .tooManyNames(limit: Self.mostNames) }
    }
}

/// A document to store. The store may hold it already.
public struct DocumentDraft: Sendable {
    public let id: String
    public let kind: DocumentKind
    public let createdAt: Date
    public let content: Data
    public let summary: Data
    public let modelVersion: Int

    /// - Parameter modelVersion: from 1.
    public init(
        id: String,
        kind: DocumentKind,
        createdAt: Date,
        content: Data,
        summary: Data,
        modelVersion: Int
    ) {
        self.id = id
        self.kind = kind
        self.createdAt = createdAt
        self.content = content
        self.summary = summary
        self.modelVersion = modelVersion
    }
}

extension DocumentDraft {
    /// The draft that stores an exported document again. The caller stores the summary, because it may be missing.
    init(_ document: Document) {
        self.init(
            id: document.id,
            kind: document.kind,
            createdAt: document.createdAt,
            content: document.content,
            summary: document.entry.summary ?? Data(),
            modelVersion: document.entry.modelVersion
        )
    }
}

/// What a stored document describes. The raw value is the word in the schema.
public enum DocumentKind: String, Sendable, CaseIterable {
    case law
    case dataset
}
