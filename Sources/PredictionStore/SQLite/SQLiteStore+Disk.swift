import Foundation
import GRDB

/// The store and its disk: the probe, the size of the WAL, and deletions on a full disk.
extension SQLiteStore {
    public func check() throws(StoreError) {
        try opened.files?.verify()
        do { try damage?.check(database) } catch { throw failure(error) }
        if opened.access == .readOnlyByRequest {
            _ = try revision()
            return
        }
        let bytes = health.bytesToProbe
        try write(bytes: bytes ?? 0) { db in
            // Even without this row the transaction finds a database that is locked, or a file that was replaced.
            guard let bytes else { return }
            try db.execute(sql: "UPDATE heartbeat SET beats = beats + 1, padding = zeroblob(?)", arguments: [bytes])
        }
        guard let bytes else { return }
        if bytes > 0 { try write { try $0.execute(sql: "UPDATE heartbeat SET padding = x''") } }
        health.probeSucceeded(bytes: bytes)
        // Only a service probes its store, so commands leave no file behind.
        reserve?.fill()
        try shrinkWAL()
    }

    /// Empties a WAL that a long reader has kept from being reused.
    private func shrinkWAL() throws(StoreError) {
        guard let file = opened.file, file.walSize > SQLiteOpening.walBytes else { return }
        // In the line, so that writers wait for the checkpoint as they wait for a writer.
        try line.admit { (_) throws(StoreError) in
            do {
                try database.writeWithoutTransaction { db in
                    // The readers of this moment are no error: the next probe tries again.
                    try db.execute(sql: "PRAGMA busy_timeout = 0")
                    _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
            } catch {
                throw failure(error)
            }
        }
    }

    /// - Throws: if a content of this size would fill the disk.
    func refuseFullDisk(for bytes: Int, _ db: Database) throws {
        guard let file = opened.file else { return }
        let unused = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA freelist_count")) ?? 0
        let pageBytes = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_size")) ?? 0
        try file.refuseFullDisk(for: bytes, unusedBytes: unused * pageBytes)
    }

    /// Runs a write. If the disk is full, the WAL may have the room that the write needs.
    func movingWAL<Value>(_ write: () throws -> Value) throws -> Value {
        do {
            return try write()
        } catch  where Self.isFullDisk(error) && (opened.file?.walSize ?? 0) > 0 {
            try moveWAL()
            return try write()
        }
    }

    /// Runs a deletion, with the room of the reserve if the disk is full.
    func makingRoom<Value>(from reserve: DiskReserve, _ delete: () throws -> Value) throws -> Value {
        do {
            return try delete()
        } catch  where Self.isFullDisk(error) {
            // A former deletion may have used it up. Then moving the WAL into the database can be enough.
            _ = reserve.release()
            // A WAL that cannot be moved whole would take the room and stay as it is.
            if hasRoomForWAL { try moveWAL() }
            let value = try withoutOverwriting { try movingWAL(delete) }
            if hasRoomForWAL { try moveWAL() }
            reserve.fill()
            return value
        }
    }

    private var hasRoomForWAL: Bool {
        guard let file = opened.file, let disk = DiskReserve.Disk(of: file.path) else { return true }
        return file.walSize <= disk.free
    }

    /// Runs a deletion that does not overwrite what it deletes, as Debian's SQLite does. That would take as much room in the WAL as
    /// the document has.
    private func withoutOverwriting<Value>(_ delete: () throws -> Value) throws -> Value {
        let former = try database.writeWithoutTransaction { db in
            let former = try Int.fetchOne(db, sql: "PRAGMA secure_delete") ?? 0
            _ = try Row.fetchOne(db, sql: "PRAGMA secure_delete = OFF")
            return former
        }
        let result = Result { try delete() }
        _ = try database.writeWithoutTransaction { try Row.fetchOne($0, sql: "PRAGMA secure_delete = \(former)") }
        return try result.get()
    }

    /// Moves the WAL into the database and gives its room back to the disk, as far as readers and the disk permit.
    private func moveWAL() throws {
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA busy_timeout = 0")
            do {
                _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            } catch  where Self.isFullDisk(error) || (error as? DatabaseError)?.resultCode == .SQLITE_BUSY {
                // Everything stays in the WAL, and nothing is lost.
            }
        }
    }

    /// Whether the disk had no room. SQLite reports it as an I/O error where it extends its shared memory or syncs.
    private static func isFullDisk(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return error is StoreFile.FullDisk }
        return error.resultCode == .SQLITE_FULL
            || [.SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC].contains(error.extendedResultCode)
    }
}
