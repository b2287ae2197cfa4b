import Foundation
import GRDB

/// Copies of the documents: export, restore and backup.
extension SQLiteStore {
    public func export(_ receive: (ExportedDocument) throws -> Void) throws {
        // The error of the receiver passes unchanged; an error of the store becomes a StoreError.
        var receiverError: (any Error)?
        try read { db in
            let rows = try Row.fetchCursor(db, sql: "SELECT kind, id FROM document ORDER BY sequence")
            while receiverError == nil, let row = try rows.next() {
                let word: String = row["kind"]
                let id: String = row["id"]
                guard let exported = try Self.exported(word, id, db) else { continue }
                do { try receive(exported) } catch { receiverError = error }
            }
        }
        if let receiverError { throw receiverError }
    }

    private static func exported(_ word: String, _ id: String, _ db: Database) throws -> ExportedDocument? {
        do {
            return try SQLiteStatements.document(db, "WHERE kind = ? AND id = ?", [word, id]).map { .document($0) }
        } catch let error as StoreError {
            guard case .damaged(let kind, let id) = error else { throw error }
            return .damaged(kind: kind, id: id)
        }
    }

    public func restore(_ documents: [Document], replaceNames: Bool) throws(StoreError) -> Int {
        let bytes = documents.reduce(0) { $0 + $1.content.count }
        return try write(bytes: bytes) { db in
            var added = 0
            for document in documents {
                let draft = DocumentDraft(document)
                if try SQLiteStatements.insert(draft, summary: document.entry.summary, db) {
                    added += 1
                } else {
                    _ = try SQLiteStatements.renew(draft, summary: document.entry.summary, db)
                }
                for name in document.names {
                    _ = try SQLiteStatements.point(
                        NameSpelling.canonical(name),
                        at: document.kind,
                        document.id,
                        replace: replaceNames,
                        db
                    )
                }
            }
            try SQLiteStatements.advanceRevision(db)
            return added
        }
    }

    /// Makes a complete copy in one file while readers and writers continue. The file must not exist.
    ///
    /// The copy is made under another name, synchronised, and then given its name: a file with this name is complete.
    public func backup(to path: String) throws(StoreError) {
        let target = try StoreFile.forBackup(path)
        do {
            try target.withUnfinished { unfinished in
                try unfinished.create()
                // One read transaction: a snapshot of one instant, without the space of deleted documents.
                try readOutsideTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [unfinished.path]) }
                try unfinished.synchroniseAndRename(to: target)
            }
        } catch {
            throw failure(error)
        }
    }

    private func readOutsideTransaction(_ body: (Database) throws -> Void) throws {
        // The connection of the memory store both reads and writes.
        guard let pool = opened.database as? DatabasePool else {
            return try opened.database.writeWithoutTransaction(body)
        }
        try pool.unsafeRead(body)
    }
}
