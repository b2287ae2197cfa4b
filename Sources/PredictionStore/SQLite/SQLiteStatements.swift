import Foundation
import GRDB

/// The statements on the tables, inside a transaction of the caller.
enum SQLiteStatements {
    /// `true` if the content was not stored before.
    static func insert(_ draft: DocumentDraft, summary: Data?, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO document (kind, id, createdAt, content, summary, checksum, modelVersion)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO NOTHING
                """,
            arguments: [
                draft.kind.rawValue, draft.id, Int64(draft.createdAt.timeIntervalSince1970),
                String(decoding: draft.content, as: UTF8.self), summary.map { String(decoding: $0, as: UTF8.self) },
                Checksum(content: draft.content, summary: summary).text, draft.modelVersion,
            ]
        )
        return db.changesCount > 0
    }

    /// `true` if the stored content was of an earlier model and is now that of the draft.
    static func renew(_ draft: DocumentDraft, summary: Data?, _ db: Database) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE document SET content = ?, summary = ?, checksum = ?, modelVersion = ?
                WHERE kind = ? AND id = ? AND modelVersion < ?
                """,
            arguments: [
                String(decoding: draft.content, as: UTF8.self), summary.map { String(decoding: $0, as: UTF8.self) },
                Checksum(content: draft.content, summary: summary).text, draft.modelVersion, draft.kind.rawValue,
                draft.id, draft.modelVersion,
            ]
        )
        return db.changesCount > 0
    }

    /// `true` if the name did not point at the document before.
    static func point(
        _ name: String,
        at kind: DocumentKind,
        _ id: String,
        replace: Bool,
        _ db: Database
    ) throws -> Bool {
        let holder = try String.fetchOne(
            db,
            sql: "SELECT id FROM name WHERE kind = ? AND name = ?",
            arguments: [kind.rawValue, name]
        )
        if let holder {
            if holder == id { return false }
            guard replace else { throw StoreError.nameTaken(name: name, holder: holder) }
            try db.execute(sql: "DELETE FROM name WHERE kind = ? AND name = ?", arguments: [kind.rawValue, name])
        }
        try db.execute(
            sql: "INSERT INTO name (kind, name, id) VALUES (?, ?, ?)",
            arguments: [kind.rawValue, name, id]
        )
        return true
    }

    static func delete(_ kind: DocumentKind, _ id: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM document WHERE kind = ? AND id = ?", arguments: [kind.rawValue, id])
        try advanceRevision(db)
    }

    static func advanceRevision(_ db: Database) throws {
        try db.execute(sql: "UPDATE revision SET number = number + 1")
    }

    /// The id that a reference means: the reference itself if it is an id, otherwise the holder of that name.
    static func resolve(_ kind: DocumentKind, _ reference: String, _ db: Database) throws -> String? {
        guard let reference = NameSpelling.reference(reference) else { return nil }
        return try String.fetchOne(
            db,
            sql: """
                SELECT id FROM document WHERE kind = :kind AND id = :reference
                UNION ALL
                SELECT id FROM name WHERE kind = :kind AND name = :reference
                LIMIT 1
                """,
            arguments: ["kind": kind.rawValue, "reference": reference]
        )
    }

    /// The place of a document in the order in which documents were stored.
    static func sequence(_ kind: DocumentKind, _ id: String, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: "SELECT sequence FROM document WHERE kind = ? AND id = ?",
            arguments: [kind.rawValue, id]
        )
    }

    /// The document that a clause selects, with its content checked.
    static func document(
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
    static func entries(
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
