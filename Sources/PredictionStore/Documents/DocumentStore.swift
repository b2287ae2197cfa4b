public import Foundation

/// Keeps documents and their names. Every implementation passes the same suite of tests.
///
/// A reference is an id or a name. The store looks for an id first. Calls block on the disk or the network, so they never
/// run on an event loop. What `save` has returned survives a crash of the process at any instant.
public protocol DocumentStore: Sendable {
    /// Stores a document, or finds the stored one with this id, and points `name` at it.
    ///
    /// - Parameters:
    ///   - name: added to the document's names; `nil` adds none.
    ///   - replaceName: moves a name that another document of this kind holds. Without it such a name is
    ///     `StoreError.nameTaken`, and nothing is stored.
    func save(
        _ draft: DocumentDraft,
        name: String?,
        replaceName: Bool
    ) throws(StoreError) -> SaveOutcome

    /// Gives a stored document a further name.
    ///
    /// - Parameters:
    ///   - reference: an id or a name.
    ///   - replaceName: as for `save`.
    /// - Returns: the entry with all its names; `nil` if there is no such document.
    func addName(
        _ name: String,
        to kind: DocumentKind,
        _ reference: String,
        replaceName: Bool
    ) throws(StoreError) -> DocumentEntry?

    /// Replaces the content of a stored document by that of a later model, together with its summary.
    ///
    /// The time, the names and the place in lists stay. A document whose model version is that of the draft or a later one
    /// stays as it is, so that processes of two versions never replace each other's content in turns.
    ///
    /// - Returns: the entry as it is stored now, and whether the draft is its content; `nil` if there is no such document.
    func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome?

    /// The document with this id or name, or `nil`.
    ///
    /// - Throws: `StoreError.damaged` if the content is not what was stored.
    func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document?

    /// What a list shows of one document, without reading its content.
    ///
    /// - Parameter reference: an id or a name; `nil` means the document that was stored last.
    func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry?

    /// A page of the list of documents, newest first. It reads no content, so its cost depends on the number of lines only.
    ///
    /// - Parameters:
    ///   - limit: the most entries.
    ///   - after: `DocumentPage.next`, or an id or a name behind which the page begins.
    /// - Returns: `nil` if `after` is an id or a name that does not exist.
    func page(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage?

    /// Gives a stored document its summary. A document that no longer exists is no error.
    func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError)

    /// Removes a document and all its names. `false` if there is none.
    func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool

    /// Removes a document and all its names, unless its entry is no longer this one. `false` if it was changed or removed.
    func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool

    /// A number that changes whenever any process changes the store. What was read under one revision is current as
    /// long as the revision stays.
    func revision() throws(StoreError) -> Int64

    /// Finds out whether a write would succeed now. It commits a small write at most every few seconds, and reads a little of each
    /// table, because a damaged database may still take a write.
    ///
    /// A store that was opened for reading only on request answers whether it can be read.
    ///
    /// - Throws: what a write would throw.
    func check() throws(StoreError)

    /// Ends the use of the store in an orderly way. Every later call fails.
    func close() throws(StoreError)
}

/// A store whose documents can move to another store, unchanged.
public protocol ArchivableStore: DocumentStore {
    /// Delivers every document in the order in which they were stored, as they were at one instant.
    ///
    /// It holds one document at a time. Writers continue meanwhile. An error of `receive` ends the export and is thrown.
    func export(_ receive: (ExportedDocument) throws -> Void) throws

    /// Stores exported documents with their times, names and model versions, all of them or none.
    ///
    /// A document that is stored already gains the names. Its content stays, unless that of the export is of a later model.
    ///
    /// - Parameter replaceNames: moves a name that another document holds. Without it such a name is
    ///   `StoreError.nameTaken`.
    /// - Returns: how many of the documents are new.
    func restore(_ documents: [Document], replaceNames: Bool) throws(StoreError) -> Int
}

/// What an export delivers.
public enum ExportedDocument: Sendable, Equatable {
    case document(Document)
    /// The content does not match its checksum. The export continues.
    case damaged(kind: DocumentKind, id: String)
}

/// What `DocumentStore.renew` found or made.
public struct RenewalOutcome: Sendable, Equatable {
    public let entry: DocumentEntry
    /// `false` if the stored document is of the same model version or of a later one.
    public let isRenewed: Bool

    public init(entry: DocumentEntry, isRenewed: Bool) {
        self.entry = entry
        self.isRenewed = isRenewed
    }
}

/// What `DocumentStore.save` found or made.
public struct SaveOutcome: Sendable, Equatable {
    /// The entry as stored: of the earlier document if the same content was stored before.
    public let entry: DocumentEntry
    /// `false` if the same content was stored before.
    public let isNew: Bool

    public init(entry: DocumentEntry, isNew: Bool) {
        self.entry = entry
        self.isNew = isNew
    }
}
