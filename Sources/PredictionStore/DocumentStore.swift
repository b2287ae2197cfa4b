/// Keeps documents and their names. Every implementation passes the same suite of tests.
///
/// A reference is an id or a name; ids are looked up first. Calls block on the disk or the network, so they never run on
/// an event loop. What `save` has returned survives the end of the process at any instant.
public protocol DocumentStore: Sendable {
    /// Stores a document, or finds it where its content is stored already, and points `name` at it.
    ///
    /// - Parameters:
    ///   - name: added to the document's names; `nil` adds none.
    ///   - replaceName: moves a name that another document of this kind holds; otherwise that is `StoreError.nameTaken`
    ///     and nothing is stored.
    func save(
        _ draft: DocumentDraft,
        name: String?,
        replaceName: Bool
    ) throws(StoreError) -> SaveOutcome

    /// The document with this id, else with this name, else `nil`.
    func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document?

    /// The document stored last, or `nil` in an empty store.
    func newest(_ kind: DocumentKind) throws(StoreError) -> Document?

    /// Documents newest first.
    ///
    /// - Parameters:
    ///   - limit: at most so many.
    ///   - after: continues behind this id or name; the result is `nil` where that does not exist.
    func documents(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> [Document]?

    /// Removes a document and all its names. `false` where there is none.
    func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool

    /// A number that changes whenever any process changes the store: what was read under one revision is current as
    /// long as the revision stays.
    func revision() throws(StoreError) -> Int64
}

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

/// Why the store could not do what was asked.
public enum StoreError: Error, Sendable, Equatable {
    /// The name belongs to another document of the same kind.
    case nameTaken(name: String, holder: String)
    /// The database cannot be opened, read or written. The reason is for the operator's log, never for a client.
    case unavailable(reason: String)
    /// The database was written by a later version of this program.
    case writtenByLaterVersion
}
