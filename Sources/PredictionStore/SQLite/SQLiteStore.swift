public import Foundation
import GRDB

/// Documents in SQLite: a file in WAL mode with `synchronous=FULL`, or memory.
///
/// Reads never wait for writes. Writes wait for each other in a line that refuses early if another process holds the database.
public final class SQLiteStore: ArchivableStore {
    let opened: OpenedDatabase
    let line: WriterLine
    let health = WriteHealth()
    /// `nil` for memory and for a store that is only read.
    let reserve: DiskReserve?
    /// `nil` for memory.
    let damage: DamageWatch?

    var database: any DatabaseWriter { opened.database }

    /// Opens the store and brings its schema up to date. A file or a folder that cannot be written is opened for reading.
    public convenience init(_ location: StoreLocation) throws(StoreError) {
        try self.init(location, patience: .seconds(2), pause: .seconds(1))
    }

    /// - Parameters:
    ///   - patience: how long a write waits for other writers.
    ///   - pause: how long writes are refused after one found the database locked.
    init(_ location: StoreLocation, patience: Duration, pause: Duration) throws(StoreError) {
        let opening = SQLiteOpening(patience: patience)
        do {
            switch location {
            case .memory: opened = try opening.memory()
            case .sqlite(let path, let isReadOnly): opened = try opening.file(path: path, isReadOnly: isReadOnly)
            case .postgreSQL: throw StoreError.unavailable(reason: "a PostgreSQL location is no SQLite file")
            }
        } catch {
            throw Self.storeError(error)
        }
        line = WriterLine(patience: patience, pause: pause)
        reserve = opened.access == .readWrite ? opened.file.map(DiskReserve.init) : nil
        damage = opened.file.map(DamageWatch.init)
    }

    /// Whether every write is refused.
    public var isReadOnly: Bool { opened.access != .readWrite }

    public func save(
        _ draft: DocumentDraft,
        name: String?,
        replaceName: Bool
    ) throws(StoreError) -> SaveOutcome {
        try write(bytes: draft.content.count + draft.summary.count) { db in
            let isNew = try SQLiteStatements.insert(draft, summary: draft.summary, db)
            let entry = try Self.named(name, draft.kind, draft.id, isNew: isNew, replaceName: replaceName, db)
            return SaveOutcome(entry: entry, isNew: isNew)
        }
    }

    public func addName(
        _ name: String,
        to kind: DocumentKind,
        _ reference: String,
        replaceName: Bool
    ) throws(StoreError) -> DocumentEntry? {
        try write { db in
            guard let id = try SQLiteStatements.resolve(kind, reference, db) else { return nil }
            return try Self.named(name, kind, id, isNew: false, replaceName: replaceName, db)
        }
    }

    /// The entry of a document after it got a name, if there is one, and the revision its number.
    private static func named(
        _ name: String?,
        _ kind: DocumentKind,
        _ id: String,
        isNew: Bool,
        replaceName: Bool,
        _ db: Database
    ) throws -> DocumentEntry {
        let isNameMoved =
            try name.map {
                try SQLiteStatements.point(NameSpelling.canonical($0), at: kind, id, replace: replaceName, db)
            } ?? false
        if isNew || isNameMoved { try SQLiteStatements.advanceRevision(db) }
        guard let entry = try SQLiteStatements.entries(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id]).first
        else {
            throw StoreError.unavailable(reason: "document \(id) vanished inside its own transaction")
        }
        if isNameMoved { try entry.checkNames() }
        return entry
    }

    public func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome? {
        try write(bytes: draft.content.count + draft.summary.count) { db in
            let isRenewed = try SQLiteStatements.renew(draft, summary: draft.summary, db)
            if isRenewed { try SQLiteStatements.advanceRevision(db) }
            return try SQLiteStatements.entries(db, "WHERE kind = ? AND id = ?", [draft.kind.rawValue, draft.id])
                .first.map { RenewalOutcome(entry: $0, isRenewed: isRenewed) }
        }
    }

    public func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try read { db in
            guard let id = try SQLiteStatements.resolve(kind, reference, db) else { return nil }
            return try SQLiteStatements.document(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id])
        }
    }

    public func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        try read { db in
            guard let reference else {
                return try SQLiteStatements.entries(
                    db,
                    "WHERE kind = ? ORDER BY sequence DESC LIMIT 1",
                    [kind.rawValue]
                ).first
            }
            guard let id = try SQLiteStatements.resolve(kind, reference, db) else { return nil }
            return try SQLiteStatements.entries(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id]).first
        }
    }

    public func page(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage? {
        try read { db in
            var below = Int64.max
            if let after {
                if let cursor = ListCursor(kind, after) {
                    below = cursor.before
                } else {
                    guard let id = try SQLiteStatements.resolve(kind, after, db),
                        let sequence = try SQLiteStatements.sequence(kind, id, db)
                    else { return nil }
                    below = sequence
                }
            }
            let entries = try SQLiteStatements.entries(
                db,
                "WHERE kind = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                [kind.rawValue, below, limit + 1]
            )
            return try DocumentPage(kind, entries, limit: limit) {
                try SQLiteStatements.sequence(kind, entries[$0].id, db)
            }
        }
    }

    public func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        try write { db in
            // A damaged document keeps its checksum, so that the damage is still found.
            guard let document = try SQLiteStatements.document(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id])
            else { return }
            try db.execute(
                sql: "UPDATE document SET summary = ?, checksum = ? WHERE kind = ? AND id = ?",
                arguments: [
                    String(decoding: summary, as: UTF8.self),
                    Checksum(content: document.content, summary: summary).text, kind.rawValue, id,
                ]
            )
        }
    }

    public func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool {
        try write(reserve: reserve) { db in
            guard let id = try SQLiteStatements.resolve(kind, reference, db) else { return false }
            try SQLiteStatements.delete(kind, id, db)
            return true
        }
    }

    public func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool {
        try write(reserve: reserve) { db in
            let key: StatementArguments = [entry.kind.rawValue, entry.id]
            let stored = try SQLiteStatements.entries(db, "WHERE kind = ? AND id = ?", key).first
            guard stored == entry else { return false }
            try SQLiteStatements.delete(entry.kind, entry.id, db)
            return true
        }
    }

    /// One row of one statement needs no transaction around it, and the statement stays prepared, because this is asked often.
    public func revision() throws(StoreError) -> Int64 {
        do {
            return try database.unsafeRead { db in
                try Int64.fetchOne(db.cachedStatement(sql: "SELECT number FROM revision")) ?? 0
            }
        } catch {
            throw failure(error)
        }
    }
}

extension SQLiteStore {
    /// Moves everything into the one file, so that a copy of it is complete, and closes it.
    public func close() throws(StoreError) {
        do {
            if !isReadOnly, let pool = database as? DatabasePool {
                // The connection that writes has to be the last one: it removes the WAL.
                pool.invalidateReadOnlyConnections()
                try pool.writeWithoutTransaction { db in
                    // If another process is reading or writing, that process does this when it closes.
                    _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
            }
            try database.close()
            reserve?.removeForGood()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
            // It is closed already.
        } catch {
            throw failure(error)
        }
    }

    /// The `synchronous` level of the writing connection, for the tests: nothing else shows it.
    func synchronousLevel() throws -> Int? {
        try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw failure(error)
        }
    }

    /// Runs `body` in a transaction when it is this call's turn, and returns once the commit is on the disk.
    ///
    /// - Parameters:
    ///   - bytes: the size of the content, for the probe that follows a failure.
    ///   - reserve: is used up if the disk is full; `nil` for everything that does not make room.
    func write<Value>(
        bytes: Int = 0,
        reserve: DiskReserve? = nil,
        _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        guard !isReadOnly else { throw .readOnly }
        return try line.admit { (patience) throws(StoreError) in
            do {
                try opened.files?.verify()
                let value =
                    if let reserve {
                        try makingRoom(from: reserve) { try transaction(patience, body) }
                    } else {
                        try movingWAL {
                            try transaction(patience) { db in
                                try refuseFullDisk(for: bytes, db)
                                return try body(db)
                            }
                        }
                    }
                // A commit into a file that is gone is not acknowledged.
                try opened.files?.verify()
                return value
            } catch {
                let error = failure(error)
                if case .unavailable = error { health.writeFailed(bytes: bytes) }
                throw error
            }
        }
    }

    func transaction<Value>(_ patience: Duration, _ body: (Database) throws -> Value) throws -> Value {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA busy_timeout = \(patience.wholeMilliseconds)")
            var value: Value?
            let before = db.totalChangesCount
            line.waitsForLock()
            try db.inTransaction(.immediate) {
                line.gotLock()
                guard try !DocumentSchema.isSuperseded(db) else { throw StoreError.writtenByLaterVersion }
                value = try body(db)
                return .commit
            }
            if db.totalChangesCount != before { health.writeSucceeded() }
            guard let value else { throw StoreError.unavailable(reason: "a transaction ended without a result") }
            return value
        }
    }

    /// Every error of an operation on the open database passes here.
    func failure(_ error: any Error) -> StoreError {
        if let error = error as? DatabaseError { damage?.note(error) }
        return Self.storeError(error)
    }

    private static func storeError(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: return error
        case let error as StoreFile.FullDisk: return .unavailable(reason: "the disk of \(error.path) is full")
        case let error as DatabaseError:
            // Without the SQL statement, which would fill the log.
            let code = error.extendedResultCode
            if error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
                return .busy(retryAfter: .seconds(1))
            }
            return .unavailable(reason: "SQLite error \(code.rawValue): \(error.message ?? code.description)")
        case let error as CocoaError:
            // A short sentence in place of Foundation's long description.
            return .unavailable(
                reason: [error.filePath, error.localizedDescription].compactMap(\.self).joined(separator: ": ")
            )
        default: return .unavailable(reason: String(describing: error))
        }
    }
}
