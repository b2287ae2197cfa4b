import Foundation
import GRDB
import Synchronization

/// Finds out whether the disk has damaged or cut the file of a store.
///
/// SQLite reports damage only to whoever reads the damaged page, and a connection keeps the pages that it has read. So a probe
/// that only writes one row would succeed on a file that nobody can read.
final class DamageWatch: Sendable {
    /// A search of the whole file is followed by a pause that is this many times as long.
    private static let pausePerSearch = 10

    private struct State {
        /// The size of the file when it was last found whole.
        var wholeBytes: Int
        /// Whether an operation has met damage since the whole file was last searched.
        var isSuspected = false
        var nextSearch = ContinuousClock.now
    }

    private let file: StoreFile
    private let state: Mutex<State>

    init(_ file: StoreFile) {
        self.file = file
        state = Mutex(State(wholeBytes: file.size))
    }

    /// Every error of an operation passes here.
    func note(_ error: DatabaseError) {
        guard error.showsDamage else { return }
        state.withLock { $0.isSuspected = true }
    }

    /// Reads a little of each table, and the whole file if an operation has met damage.
    ///
    /// - Throws: if the file is shorter than it was, or what reading throws.
    func check(_ database: any DatabaseWriter) throws {
        if state.withLock(\.isSuspected) { Self.forgetPages(database) }
        // The size comes first: a process that compacts the file first commits its number of pages, and then cuts it.
        let bytes = file.size
        let belonging = try sampled(database)
        let isSuspected = try state.withLock { state in
            // The last pages may still be in the WAL alone, so the number of pages says nothing without the former size.
            let expected = min(state.wholeBytes, belonging)
            guard bytes >= expected else {
                state.isSuspected = true
                throw StoreError.unavailable(
                    reason: "\(file.path) was cut or is gone: it has \(bytes) bytes of \(expected)"
                )
            }
            state.wholeBytes = bytes
            return state.isSuspected
        }
        if isSuspected { try search(database) }
    }

    /// Reads the samples, and returns how many bytes belong to the database.
    private func sampled(_ database: any DatabaseWriter) throws -> Int {
        do {
            return try database.read { db in
                for statement in Self.samples { _ = try Row.fetchOne(db.cachedStatement(sql: statement)) }
                let pages = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_count")) ?? 0
                return try pages * (Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_size")) ?? 0)
            }
        } catch let error as DatabaseError {
            // Any other error shows damage too: of an empty file SQLite says only that it has no such table.
            if error.resultCode != .SQLITE_BUSY, error.resultCode != .SQLITE_LOCKED {
                state.withLock { $0.isSuspected = true }
            }
            throw error
        }
    }

    /// The oldest and the newest row of each table, without contents, and a search in each index.
    private static let samples =
        ["SELECT count(*) FROM sqlite_schema", "SELECT number FROM revision", "SELECT count(*) FROM grdb_migrations"]
        + ["", " DESC"].flatMap { order in
            [
                "SELECT sequence, kind, id, createdAt, summary FROM document ORDER BY sequence\(order) LIMIT 1",
                "SELECT id FROM document ORDER BY kind\(order), id\(order) LIMIT 1",
                "SELECT sequence, kind, name, id FROM name ORDER BY sequence\(order) LIMIT 1",
                "SELECT name FROM name ORDER BY kind\(order), name\(order) LIMIT 1",
                "SELECT sequence FROM name ORDER BY kind\(order), id\(order), sequence\(order) LIMIT 1",
            ]
        }

    /// Makes the connections read again what they have kept, because it may come from a damaged page.
    private static func forgetPages(_ database: any DatabaseWriter) {
        guard let pool = database as? DatabasePool else { return }
        pool.releaseMemory()
        pool.invalidateReadOnlyConnections()
    }

    /// Reads the whole file. The connections have kept no page.
    private func search(_ database: any DatabaseWriter) throws {
        let began = ContinuousClock.now
        guard state.withLock({ $0.nextSearch <= began }) else {
            throw StoreError.unavailable(reason: "\(file.path) was found damaged, and is not searched again yet")
        }
        defer {
            let ended = ContinuousClock.now
            state.withLock { $0.nextSearch = ended + (ended - began) * Self.pausePerSearch }
        }
        let result = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard result == "ok" else {
            throw StoreError.unavailable(reason: "\(file.path) is damaged: \(result ?? "it cannot be searched")")
        }
        state.withLock { $0.isSuspected = false }
    }
}

extension DatabaseError {
    /// Whether the disk did not return what was written.
    fileprivate var showsDamage: Bool {
        switch resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: true
        case .SQLITE_IOERR:
            extendedResultCode == .SQLITE_IOERR_READ || extendedResultCode == .SQLITE_IOERR_SHORT_READ
        default: false
        }
    }
}
