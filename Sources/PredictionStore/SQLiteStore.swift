public import Foundation
import GRDB

/// Documents in SQLite: a file in WAL mode with `synchronous=FULL`, or memory.
public final class SQLiteStore: DocumentStore {
    private let database: any DatabaseWriter

    /// Opens the store and brings its schema up to date.
    public init(_ location: StoreLocation) throws(StoreError) {
        do {
            var configuration = Configuration()
            configuration.label = "performance-law store"
            configuration.busyMode = .timeout(5)
            switch location {
            case .memory:
                database = try DatabaseQueue(configuration: configuration)
            case .sqlite(let path):
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let pool = try DatabasePool(path: path, configuration: configuration)
                // The pool itself sets NORMAL on the writing connection, which loses acknowledged writes in a power cut.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                database = pool
            }
            let migrator = DocumentSchema.migrator
            guard try !database.read(migrator.hasBeenSuperseded) else { throw StoreError.writtenByLaterVersion }
            try migrator.migrate(database)
        } catch {
            throw Self.storeError(error)
        }
    }

    public func save(
        _ draft: DocumentDraft,
        name: String?,
        replaceName: Bool
    ) throws(StoreError) -> SaveOutcome {
        try write { db in
            let isNew = try Self.insert(draft, db)
            let isNameMoved =
                try name.map { try Self.point(Self.canonical($0), at: draft, replace: replaceName, db) } ?? false
            if isNew || isNameMoved { try Self.advanceRevision(db) }
            guard let entry = try Self.entries(db, "WHERE kind = ? AND id = ?", [draft.kind.rawValue, draft.id]).first
            else {
                throw StoreError.unavailable(reason: "document \(draft.id) vanished inside its own transaction")
            }
            return SaveOutcome(entry: entry, isNew: isNew)
        }
    }

    public func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try read { db in
            guard let id = try Self.resolve(kind, reference, db) else { return nil }
            return try Self.document(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id])
        }
    }

    public func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        try read { db in
            guard let reference else {
                return try Self.entries(db, "WHERE kind = ? ORDER BY sequence DESC LIMIT 1", [kind.rawValue]).first
            }
            guard let id = try Self.resolve(kind, reference, db) else { return nil }
            return try Self.entries(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id]).first
        }
    }

    public func entries(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> [DocumentEntry]? {
        try read { db in
            var below = Int64.max
            if let after {
                guard let id = try Self.resolve(kind, after, db),
                    let sequence = try Int64.fetchOne(
                        db,
                        sql: "SELECT sequence FROM document WHERE kind = ? AND id = ?",
                        arguments: [kind.rawValue, id]
                    )
                else { return nil }
                below = sequence
            }
            return try Self.entries(
                db,
                "WHERE kind = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                [kind.rawValue, below, limit]
            )
        }
    }

    public func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        try write { db in
            // A damaged document keeps its checksum, so that the damage is still found.
            guard let document = try Self.document(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id]) else { return }
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
        try write { db in
            guard let id = try Self.resolve(kind, reference, db) else { return false }
            try db.execute(sql: "DELETE FROM document WHERE kind = ? AND id = ?", arguments: [kind.rawValue, id])
            try Self.advanceRevision(db)
            return true
        }
    }

    public func revision() throws(StoreError) -> Int64 {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT number FROM revision") ?? 0
        }
    }
}

extension SQLiteStore {
    /// The `synchronous` level of the writing connection, for the tests: nothing else shows it.
    func synchronousLevel() throws -> Int? {
        try database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw Self.storeError(error)
        }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw Self.storeError(error)
        }
    }

    private static func storeError(_ error: any Error) -> StoreError {
        (error as? StoreError) ?? .unavailable(reason: reason(error))
    }

    /// The message of the database, or a short sentence in place of Foundation's long description.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return String(describing: error) }
        return [error.filePath, error.localizedDescription].compactMap(\.self).joined(separator: ": ")
    }

    /// `true` if the content was not stored before.
    private static func insert(_ draft: DocumentDraft, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO document (kind, id, createdAt, content, summary, checksum, modelVersion)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO NOTHING
                """,
            arguments: [
                draft.kind.rawValue, draft.id, Int64(draft.createdAt.timeIntervalSince1970),
                String(decoding: draft.content, as: UTF8.self), String(decoding: draft.summary, as: UTF8.self),
                Checksum(content: draft.content, summary: draft.summary).text, draft.modelVersion,
            ]
        )
        return db.changesCount > 0
    }

    /// `true` if the name did not point at the document before.
    private static func point(_ name: String, at draft: DocumentDraft, replace: Bool, _ db: Database) throws -> Bool {
        let holder = try String.fetchOne(
            db,
            sql: "SELECT id FROM name WHERE kind = ? AND name = ?",
            arguments: [draft.kind.rawValue, name]
        )
        if let holder {
            if holder == draft.id { return false }
            guard replace else { throw StoreError.nameTaken(name: name, holder: holder) }
            try db.execute(sql: "DELETE FROM name WHERE kind = ? AND name = ?", arguments: [draft.kind.rawValue, name])
        }
        try db.execute(
            sql: "INSERT INTO name (kind, name, id) VALUES (?, ?, ?)",
            arguments: [draft.kind.rawValue, name, draft.id]
        )
        return true
    }

    private static func advanceRevision(_ db: Database) throws {
        try db.execute(sql: "UPDATE revision SET number = number + 1")
    }

    /// One spelling for each name: SQLite compares bytes, but é has two spellings in Unicode.
    private static func canonical(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

    /// The id that a reference means: the reference itself if it is an id, otherwise the holder of that name.
    private static func resolve(_ kind: DocumentKind, _ reference: String, _ db: Database) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT id FROM document WHERE kind = :kind AND id = :reference
                UNION ALL
                SELECT id FROM name WHERE kind = :kind AND name = :reference
                LIMIT 1
                """,
            arguments: ["kind": kind.rawValue, "reference": canonical(reference)]
        )
    }

    /// The document that a clause selects, with its content checked.
    private static func document(
        _ db: Database,
        _ clause: String,
        _ arguments: StatementArguments
    ) throws -> Document? {
        guard let entry = try entries(db, clause, arguments).first else { return nil }
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT content, checksum FROM document WHERE kind = ? AND id = ?"),
            arguments: [entry.kind.rawValue, entry.id]
        )
        guard let row else { return nil }
        let text: String = row["content"]
        let checksum: String = row["checksum"]
        let content = Data(text.utf8)
        guard Checksum(checksum)?.matches(content: content) == true else {
            throw StoreError.damaged(kind: entry.kind, id: entry.id)
        }
        return Document(entry: entry, content: content)
    }

    /// The entries that a clause selects. A damaged summary is left out.
    private static func entries(
        _ db: Database,
        _ clause: String,
        _ arguments: StatementArguments
    ) throws -> [DocumentEntry] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT kind, id, createdAt, summary, checksum, modelVersion FROM document \(clause)"
            ),
            arguments: arguments
        )
        let names = try db.cachedStatement(sql: "SELECT name FROM name WHERE kind = ? AND id = ? ORDER BY sequence")
        return try rows.map { row in
            let word: String = row["kind"]
            guard let kind = DocumentKind(rawValue: word) else {
                throw StoreError.unavailable(reason: "unknown kind of document")
            }
            let id: String = row["id"]
            let seconds: Int64 = row["createdAt"]
            let checksum: String = row["checksum"]
            let text: String? = row["summary"]
            let summary = text.map { Data($0.utf8) }.flatMap { data in
                Checksum(checksum)?.matches(summary: data) == true ? data : nil
            }
            return DocumentEntry(
                id: id,
                kind: kind,
                createdAt: Date(timeIntervalSince1970: TimeInterval(seconds)),
                names: try String.fetchAll(names, arguments: [word, id]),
                summary: summary,
                modelVersion: row["modelVersion"]
            )
        }
    }
}
