/// Why the store could not do what was asked.
public enum StoreError: Error, Sendable, Equatable {
    /// The name belongs to another document of the same kind.
    case nameTaken(name: String, holder: String)
    /// The database cannot be opened, read or written. The reason is for the operator's log, never for a client.
    case unavailable(reason: String)
    /// The database was written by a later version of this program.
    case writtenByLaterVersion
}
