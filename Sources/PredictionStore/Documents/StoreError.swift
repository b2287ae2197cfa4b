/// Why the store could not do what was requested.
public enum StoreError: Error, Sendable, Equatable {
    /// The name belongs to another document of the same kind.
    case nameTaken(name: String, holder: String)
    /// The document has as many names as a document may have.
    case tooManyNames(limit: Int)
    /// The content does not match the checksum that was stored with it.
    case damaged(kind: DocumentKind, id: String)
    /// Another writer holds the database. The same call may succeed after this time.
    case busy(retryAfter: Duration)
    /// The store was opened for reading only.
    case readOnly
    /// The database cannot be opened, read or written. The reason is for the operator's log, never for a client.
    case unavailable(reason: String)
    /// A later version of this program wrote the database.
    case writtenByLaterVersion
    /// There is no store at the place, and none was to be created.
    case missing
}
