extension StoreLocation {
    /// Opens the store at this location and brings its schema up to date.
    public func open() throws(StoreError) -> any ArchivableStore {
        switch self {
        case .memory, .sqlite: try SQLiteStore(self)
        case .postgreSQL(let url): try PostgreSQLStore(url: url)
        }
    }
}
