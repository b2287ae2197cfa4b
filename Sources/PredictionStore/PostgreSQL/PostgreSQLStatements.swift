import Foundation

/// The statements on the tables, inside a transaction of the caller, and the meaning of their rows.
enum PostgreSQLStatements {
    /// The document that the parameters $1, a kind, and $2, an id or a name, refer to.
    static let byReference = """
        WHERE d.kind = $1 AND d.id = coalesce(
            (SELECT id FROM performance_law.document WHERE kind = $1 AND id = $2),
            (SELECT id FROM performance_law.name WHERE kind = $1 AND name = $2))
        """

    /// One statement for a row with its names, so that both come from one snapshot.
    static func select(_ clause: String, content: Bool = false) -> String {
        """
        SELECT d.kind, d.id, d.created_at, d.summary, d.checksum, d.model_version,
            (SELECT coalesce(json_agg(n.name ORDER BY n.sequence), '[]') FROM performance_law.name n
                WHERE n.kind = d.kind AND n.id = d.id), d.sequence\(content ? ", d.content" : "")
        FROM performance_law.document d \(clause)
        """
    }

    /// Reads the newest row of each table, without the content.
    static let sample = """
        SELECT (SELECT row(d.id, d.summary)::text FROM performance_law.document d ORDER BY d.sequence DESC LIMIT 1),
            (SELECT n.name FROM performance_law.name n ORDER BY n.sequence DESC LIMIT 1)
        """

    /// The rights that storing, naming and deleting need and the user does not have, in one text. With policies on rows a store full of
    /// documents may look empty.
    static let missingRights = """
        SELECT concat_ws(', ', string_agg(needed.right || ' on ' || needed.relation, ', '),
            CASE WHEN row_security_active('performance_law.document') THEN 'a way past the row level security of document' END)
        FROM (VALUES ('document', 'INSERT'), ('document', 'UPDATE'), ('document', 'DELETE'), ('name', 'INSERT'),
            ('name', 'DELETE'), ('revision', 'UPDATE'), ('heartbeat', 'UPDATE')) AS needed (relation, "right")
        WHERE NOT has_table_privilege('performance_law.' || needed.relation, needed.right)
        """

    static func key(_ kind: DocumentKind, _ id: String) -> [PostgreSQLConnection.Value] {
        [.text(kind.rawValue), .text(id)]
    }

    /// What no document can have is looked up as an empty text, which none has either.
    static func reference(_ kind: DocumentKind, _ reference: String) -> [PostgreSQLConnection.Value] {
        key(kind, NameSpelling.reference(reference) ?? "")
    }

    static func entry(_ row: PostgreSQLConnection.Row) throws -> DocumentEntry {
        guard let kind = row.text(0).flatMap(DocumentKind.init), let id = row.text(1), let seconds = row.number(2),
            let checksum = row.text(4), let modelVersion = row.number(5), let names = row.data(6)
        else {
            throw StoreError.unavailable(reason: "a row of documents has an unknown shape")
        }
        return DocumentEntry(
            id: id,
            kind: kind,
            createdAt: Date(timeIntervalSince1970: TimeInterval(seconds)),
            names: try JSONDecoder().decode([String].self, from: names),
            summary: row.data(3).flatMap { Checksum(checksum)?.matches(summary: $0) == true ? $0 : nil },
            modelVersion: Int(modelVersion)
        )
    }

    /// The place of a document in the order in which documents were stored.
    static func sequence(_ row: PostgreSQLConnection.Row) -> Int64? { row.number(7) }

    /// The document of a row with content, with the content checked.
    static func document(_ row: PostgreSQLConnection.Row) throws -> Document {
        let entry = try entry(row)
        guard let content = row.data(8), let checksum = row.text(4) else {
            throw StoreError.unavailable(reason: "a row of documents has an unknown shape")
        }
        guard Checksum(checksum)?.matches(content: content) == true else {
            throw StoreError.damaged(kind: entry.kind, id: entry.id)
        }
        return Document(entry: entry, content: content)
    }

    /// `true` if the content was not stored before.
    static func insert(
        _ draft: DocumentDraft,
        summary: Data?,
        _ connection: PostgreSQLConnection
    ) throws -> Bool {
        let rows = try connection.rows(
            """
            INSERT INTO performance_law.document (kind, id, created_at, model_version, checksum, summary, content)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, id) DO NOTHING RETURNING 1
            """,
            key(draft.kind, draft.id) + [
                .number(Int64(draft.createdAt.timeIntervalSince1970)), .number(Int64(draft.modelVersion)),
                .text(Checksum(content: draft.content, summary: summary).text), summary.map { .bytes($0) } ?? .null,
                .bytes(draft.content),
            ]
        )
        return !rows.isEmpty
    }

    /// `true` if the stored content was of an earlier model and is now that of the draft.
    static func renew(
        _ draft: DocumentDraft,
        summary: Data?,
        _ connection: PostgreSQLConnection
    ) throws -> Bool {
        let rows = try connection.rows(
            """
            UPDATE performance_law.document SET model_version = $3, checksum = $4, summary = $5, content = $6
            WHERE kind = $1 AND id = $2 AND model_version < $3 RETURNING 1
            """,
            key(draft.kind, draft.id) + [
                .number(Int64(draft.modelVersion)), .text(Checksum(content: draft.content, summary: summary).text),
                summary.map { .bytes($0) } ?? .null, .bytes(draft.content),
            ]
        )
        return !rows.isEmpty
    }

    /// `true` if the name did not point at the document before.
    static func point(
        _ name: String,
        at kind: DocumentKind,
        _ id: String,
        replace: Bool,
        _ connection: PostgreSQLConnection
    ) throws -> Bool {
        let name = NameSpelling.canonical(name)
        let holders = try connection.rows(
            "SELECT id FROM performance_law.name WHERE kind = $1 AND name = $2",
            key(kind, name)
        )
        if let holder = holders.first?.text(0) {
            if holder == id { return false }
            guard replace else { throw StoreError.nameTaken(name: name, holder: holder) }
            try connection.rows("DELETE FROM performance_law.name WHERE kind = $1 AND name = $2", key(kind, name))
        }
        try connection.rows(
            "INSERT INTO performance_law.name (kind, name, id) VALUES ($1, $2, $3)",
            key(kind, name) + [.text(id)]
        )
        return true
    }

    static func advanceRevision(_ connection: PostgreSQLConnection) throws {
        try connection.execute("UPDATE performance_law.revision SET number = number + 1")
    }
}
