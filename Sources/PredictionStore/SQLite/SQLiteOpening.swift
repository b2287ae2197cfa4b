import Foundation
import GRDB

/// An open SQLite database with the schema of this version.
struct OpenedDatabase {
    let database: any DatabaseWriter
    /// The files to watch; `nil` for memory.
    let files: OpenFiles?
    /// `nil` for memory.
    let file: StoreFile?
    let access: Access

    enum Access {
        case readWrite
        /// The file or its folder cannot be written.
        case readOnly
        /// The operator requested it.
        case readOnlyByRequest
    }
}

/// Opens SQLite databases: new, existing, for reading only.
struct SQLiteOpening {
    /// `plaw` in ASCII. SQLite keeps it in the header of the file, and `file` shows it.
    static let applicationID: Int32 = 0x70_6C_61_77
    /// The WAL shrinks to this size when a checkpoint has emptied it.
    static let walBytes = 8 << 20
    /// A store in memory refuses to grow beyond this size. Clients decide what is stored, so without a bound they could fill the memory.
    static let mostBytesInMemory = 512 << 20
    /// How long a process waits for others while it opens a store.
    private static let patienceAtStart = Duration.seconds(10)

    let patience: Duration

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "performance-law store"
        let milliseconds = patience.wholeMilliseconds
        configuration.busyMode = .timeout(Double(milliseconds) / 1_000)
        configuration.prepareDatabase { db in
            // Readers wait only while another process recovers the WAL or has locked the file for itself, but then GRDB would let
            // them wait for ten seconds.
            try db.execute(sql: "PRAGMA busy_timeout = \(milliseconds)")
            // Each connection looks at the file before anything changes it: the pool switches to WAL, which is a change.
            try Self.refuseForeign(db)
        }
        return configuration
    }

    func memory() throws -> OpenedDatabase {
        let queue = try DatabaseQueue(configuration: configuration)
        try DocumentSchema.migrator.migrate(queue)
        try queue.writeWithoutTransaction { db in
            let pageBytes = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
            try db.execute(sql: "PRAGMA max_page_count = \(Self.mostBytesInMemory / pageBytes)")
        }
        return OpenedDatabase(database: queue, files: nil, file: nil, access: .readWrite)
    }

    func file(path: String, isReadOnly: Bool) throws -> OpenedDatabase {
        let named = StoreFile(path: path)
        if !isReadOnly, !named.exists { try named.create() }
        try named.refuseUnusablePath()
        let file = named.resolved
        if isReadOnly { return try readOnly(file, named: named, .readOnlyByRequest) }
        guard file.isWritable else { return try readOnly(file, named: named, .readOnly) }
        return try file.whileOpening(patience: Self.patienceAtStart) { try readWrite(file, named: named) }
    }

    /// Waits for a process that holds the lock: opening a file without a WAL is a write.
    private func readWrite(_ file: StoreFile, named: StoreFile) throws -> OpenedDatabase {
        let deadline = ContinuousClock.now + Self.patienceAtStart
        while true {
            do {
                return try pool(file, named: named)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                usleep(10_000)
            }
        }
    }

    private func pool(_ file: StoreFile, named: StoreFile) throws -> OpenedDatabase {
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // The pool itself sets NORMAL, which loses acknowledged writes in a power cut.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA journal_size_limit = \(Self.walBytes)")
            // What waits in the WAL must fit into the reserve, or a deletion cannot move it when the disk is full.
            let pageBytes = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096
            let pages = min(1_000, max(1, DiskReserve.bytes(onDiskOf: file) / 2 / pageBytes))
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)")
        }
        let migrator = DocumentSchema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else { throw StoreError.writtenByLaterVersion }
        try migrator.migrate(pool)
        // A write only if it is needed: a store that another process has locked can still be opened for reads.
        if try pool.read(Self.applicationID) != Self.applicationID {
            try pool.write { try $0.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
        }
        let files = try OpenFiles([named.path, file.path, file.walPath, file.shmPath])
        return OpenedDatabase(database: pool, files: files, file: file, access: .readWrite)
    }

    /// Opens a store that nobody may change here. Its schema must have what the reading statements use.
    private func readOnly(
        _ file: StoreFile,
        named: StoreFile,
        _ access: OpenedDatabase.Access
    ) throws -> OpenedDatabase {
        var configuration = configuration
        configuration.readonly = true
        func opened(_ path: String) throws -> OpenedDatabase {
            let pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = DocumentSchema.migrator
            guard try !pool.read(migrator.hasBeenSuperseded) else { throw StoreError.writtenByLaterVersion }
            guard try pool.read(migrator.appliedIdentifiers).contains(DocumentSchema.readableSince) else {
                throw StoreError.unavailable(
                    reason:
                        "an earlier version wrote \(file.path); open it once with write access to bring it up to date"
                )
            }
            let files = try OpenFiles([named.path, file.path])
            return OpenedDatabase(database: pool, files: files, file: file, access: access)
        }
        do {
            return try opened(file.path)
        } catch let error as DatabaseError
            where error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY
        {
            // Reading a WAL database takes a file beside it, which cannot be created in this folder. Without a WAL the file
            // is complete, and `immutable` reads it as it is. With one, `immutable` would hide the newest documents.
            guard file.walSize == 0 else {
                throw StoreError.unavailable(
                    reason: """
                        \(file.walPath) holds documents that cannot be read without write access to its folder; open the store \
                        once with write access
                        """
                )
            }
            return try opened(URL(fileURLWithPath: file.path).absoluteString + "?immutable=1")
        }
    }

    private static func applicationID(_ db: Database) throws -> Int32? {
        try Int32.fetchOne(db, sql: "PRAGMA application_id")
    }

    /// Refuses a database of another program. Stores of earlier versions have no application id, but the table of migrations
    /// shows whose they are.
    private static func refuseForeign(_ db: Database) throws {
        let id = try applicationID(db)
        guard id != applicationID else { return }
        let tables = try Set(String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'"))
        let isOurs =
            tables.isEmpty || tables == ["grdb_migrations"] || tables.isSuperset(of: ["document", "name", "revision"])
        guard id == 0, isOurs else {
            throw StoreError.unavailable(reason: "the file is a SQLite database of another program; name another file")
        }
    }
}
