extension StoreLocation {
    /// Opens the store at this location and brings its schema up to date.
    ///
    /// - Parameter creating: Whether to create the store if there is none. An empty file and a database without our tables are none.
    /// - Throws: ``StoreError/missing`` if there is none and it is not to be created.
    public func open(creating: Bool = true) throws(StoreError) -> any ArchivableStore {
        switch self {
        case .memory: return try SQLiteStore(self)
        case .sqlite(let path, _):
            if !creating, StoreFile(path: path).isEmpty { throw .missing }
            return try SQLiteStore(self)
        case .postgreSQL(let url): return try PostgreSQLStore(url: url, creating: creating)
        }
    }
}
