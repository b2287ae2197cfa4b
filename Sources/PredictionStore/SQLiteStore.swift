import Foundation
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
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            switch location {
            case .memory:
                database = try DatabaseQueue(configuration: configuration)
            case .sqlite(let path):
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                database = try DatabasePool(path: path, configuration: configuration)
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
            guard let document = try Self.find(draft.kind, id: draft.id, db) else {
                throw StoreError.unavailable(reason: "document \(draft.id) vanished inside its own transaction")
            }
            return SaveOutcome(document: document, isNew: isNew)
        }
    }

    public func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try read { db in
            guard let id = try Self.resolve(kind, reference, db) else { return nil }
            return try Self.find(kind, id: id, db)
        }
    }

    public func newest(_ kind: DocumentKind) throws(StoreError) -> Document? {
        try read { db in
            try Self.fetch(db, "WHERE kind = ? ORDER BY sequence DESC LIMIT 1", [kind.rawValue]).first
        }
    }

    public func documents(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> [Document]? {
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
            return try Self.fetch(
                db,
                "WHERE kind = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                [kind.rawValue, below, limit]
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

    /// The database's own words, or a sentence where Foundation would print its whole error.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return String(describing: error) }
        return [error.filePath, error.localizedDescription].compactMap(\.self).joined(separator: ": ")
    }

    /// `true` where the content was not stored before.
    private static func insert(_ draft: DocumentDraft, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO document (kind, id, createdAt, content) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, id) DO NOTHING
                """,
            arguments: [
                draft.kind.rawValue, draft.id, Int64(draft.createdAt.timeIntervalSince1970),
                String(decoding: draft.content, as: UTF8.self),
            ]
        )
        return db.changesCount > 0
    }

    /// `true` where the name did not point at the document before.
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

    /// One spelling of each name: SQLite compares bytes, where Swift, and people, take é and e with an accent for one.
    private static func canonical(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

    /// The id that a reference means: the id itself, else the holder of that name.
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

    private static func find(_ kind: DocumentKind, id: String, _ db: Database) throws -> Document? {
        try fetch(db, "WHERE kind = ? AND id = ?", [kind.rawValue, id]).first
    }

    private static func fetch(_ db: Database, _ clause: String, _ arguments: StatementArguments) throws -> [Document] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT kind, id, createdAt, content FROM document \(clause)",
            arguments: arguments
        )
        return try rows.map { row in
            let kind: String = row["kind"]
            guard let kind = DocumentKind(rawValue: kind) else {
                throw StoreError.unavailable(reason: "unknown kind of document")
            }
            let id: String = row["id"]
            let seconds: Int64 = row["createdAt"]
            let content: String = row["content"]
            return Document(
                id: id,
                kind: kind,
                createdAt: Date(timeIntervalSince1970: TimeInterval(seconds)),
                names: try String.fetchAll(
                    db,
                    sql: "SELECT name FROM name WHERE kind = ? AND id = ? ORDER BY sequence",
                    arguments: [kind.rawValue, id]
                ),
                content: Data(content.utf8)
            )
        }
    }
}
