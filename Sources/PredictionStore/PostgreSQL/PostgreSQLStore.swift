public import Foundation

/// Documents in PostgreSQL, where several replicas of the service use them together.
///
/// Every change takes the lock of the one row of `revision` first. So changes happen one after the other in all replicas, names have
/// one winner, and the numbers of `sequence` grow in the order of the commits.
public final class PostgreSQLStore: ArchivableStore {
    private let pool: PostgreSQLPool
    private let line: WriterLine
    private let health = WriteHealth()
    private static let patienceOfRevision = Duration.seconds(1)

    /// Connects to the database and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - url: `postgres://user@host:port/database?parameters`, with the parameters of libpq. The password may come
    ///     from `PGPASSWORD`, or from the file that `passfile` or `PGPASSFILE` names.
    ///   - creating: Whether to create the tables in a database that has none.
    public convenience init(url: String, creating: Bool = true) throws(StoreError) {
        try self.init(url: url, creating: creating, connections: 6, patience: .seconds(2), pause: .seconds(1))
    }

    init(url: String, creating: Bool = true, connections: Int, patience: Duration, pause: Duration) throws(StoreError) {
        pool = PostgreSQLPool(url: url, connections: connections, patience: patience)
        line = WriterLine(patience: patience, pause: pause)
        try lend { connection in
            if !creating, try !PostgreSQLSchema.exists(connection) { throw StoreError.missing }
            try PostgreSQLSchema.migrate(connection)
        }
    }

    public func save(
        _ draft: DocumentDraft,
        name: String?,
        replaceName: Bool
    ) throws(StoreError) -> SaveOutcome {
        try write(bytes: draft.content.count + draft.summary.count) { connection in
            let isNew = try PostgreSQLStatements.insert(draft, summary: draft.summary, connection)
            let entry = try Self.named(name, draft.kind, draft.id, isNew: isNew, replaceName: replaceName, connection)
            return SaveOutcome(entry: entry, isNew: isNew)
        }
    }

    public func addName(
        _ name: String,
        to kind: DocumentKind,
        _ reference: String,
        replaceName: Bool
    ) throws(StoreError) -> DocumentEntry? {
        try write { connection in
            let rows = try connection.rows(
                PostgreSQLStatements.select(PostgreSQLStatements.byReference),
                PostgreSQLStatements.reference(kind, reference)
            )
            guard let id = try rows.first.map(PostgreSQLStatements.entry)?.id else { return nil }
            return try Self.named(name, kind, id, isNew: false, replaceName: replaceName, connection)
        }
    }

    /// The entry of a document after it got a name, if there is one, and the revision its number.
    private static func named(
        _ name: String?,
        _ kind: DocumentKind,
        _ id: String,
        isNew: Bool,
        replaceName: Bool,
        _ connection: PostgreSQLConnection
    ) throws -> DocumentEntry {
        let isNameMoved =
            try name.map {
                try PostgreSQLStatements.point($0, at: kind, id, replace: replaceName, connection)
            } ?? false
        if isNew || isNameMoved { try PostgreSQLStatements.advanceRevision(connection) }
        let rows = try connection.rows(
            PostgreSQLStatements.select("WHERE d.kind = $1 AND d.id = $2"),
            PostgreSQLStatements.key(kind, id)
        )
        guard let entry = try rows.first.map(PostgreSQLStatements.entry) else {
            throw StoreError.unavailable(reason: "document \(id) vanished inside its own transaction")
        }
        if isNameMoved { try entry.checkNames() }
        return entry
    }

    public func renew(_ draft: DocumentDraft) throws(StoreError) -> RenewalOutcome? {
        try write(bytes: draft.content.count + draft.summary.count) { connection in
            let isRenewed = try PostgreSQLStatements.renew(draft, summary: draft.summary, connection)
            if isRenewed { try PostgreSQLStatements.advanceRevision(connection) }
            let rows = try connection.rows(
                PostgreSQLStatements.select("WHERE d.kind = $1 AND d.id = $2"),
                PostgreSQLStatements.key(draft.kind, draft.id)
            )
            return try rows.first.map {
                RenewalOutcome(entry: try PostgreSQLStatements.entry($0), isRenewed: isRenewed)
            }
        }
    }

    public func document(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Document? {
        try lend { connection in
            let rows = try connection.rows(
                PostgreSQLStatements.select(PostgreSQLStatements.byReference, content: true),
                PostgreSQLStatements.reference(kind, reference)
            )
            return try rows.first.map(PostgreSQLStatements.document)
        }
    }

    public func entry(_ kind: DocumentKind, _ reference: String?) throws(StoreError) -> DocumentEntry? {
        try lend { connection in
            let rows =
                if let reference {
                    try connection.rows(
                        PostgreSQLStatements.select(PostgreSQLStatements.byReference),
                        PostgreSQLStatements.reference(kind, reference)
                    )
                } else {
                    try connection.rows(
                        PostgreSQLStatements.select("WHERE d.kind = $1 ORDER BY d.sequence DESC LIMIT 1"),
                        [.text(kind.rawValue)]
                    )
                }
            return try rows.first.map(PostgreSQLStatements.entry)
        }
    }

    public func page(_ kind: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage? {
        try lend { connection in
            var below = Int64.max
            if let after, let cursor = ListCursor(kind, after) {
                below = cursor.before
            } else if let after {
                let rows = try connection.rows(
                    "SELECT d.sequence FROM performance_law.document d \(PostgreSQLStatements.byReference)",
                    PostgreSQLStatements.reference(kind, after)
                )
                guard let sequence = rows.first?.number(0) else { return nil }
                below = sequence
            }
            let rows = try connection.rows(
                PostgreSQLStatements.select("WHERE d.kind = $1 AND d.sequence < $2 ORDER BY d.sequence DESC LIMIT $3"),
                [.text(kind.rawValue), .number(below), .number(Int64(limit) + 1)]
            )
            let entries = try rows.map(PostgreSQLStatements.entry)
            return DocumentPage(kind, entries, limit: limit) { PostgreSQLStatements.sequence(rows[$0]) }
        }
    }

    public func setSummary(_ summary: Data, of kind: DocumentKind, id: String) throws(StoreError) {
        try write { connection in
            let rows = try connection.rows(
                PostgreSQLStatements.select("WHERE d.kind = $1 AND d.id = $2", content: true),
                PostgreSQLStatements.key(kind, id)
            )
            // A damaged document keeps its checksum, so that the damage is still found.
            guard let document = try rows.first.map(PostgreSQLStatements.document) else { return }
            try connection.rows(
                "UPDATE performance_law.document SET summary = $3, checksum = $4 WHERE kind = $1 AND id = $2",
                PostgreSQLStatements.key(kind, id) + [
                    .bytes(summary), .text(Checksum(content: document.content, summary: summary).text),
                ]
            )
        }
    }

    public func delete(_ kind: DocumentKind, _ reference: String) throws(StoreError) -> Bool {
        try write { connection in
            let deleted = try connection.rows(
                """
                DELETE FROM performance_law.document WHERE sequence =
                    (SELECT d.sequence FROM performance_law.document d \(PostgreSQLStatements.byReference)) RETURNING 1
                """,
                PostgreSQLStatements.reference(kind, reference)
            )
            guard !deleted.isEmpty else { return false }
            try PostgreSQLStatements.advanceRevision(connection)
            return true
        }
    }

    public func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool {
        try write { connection in
            let key = PostgreSQLStatements.key(entry.kind, entry.id)
            let clause = "WHERE d.kind = $1 AND d.id = $2"
            let rows = try connection.rows(PostgreSQLStatements.select(clause), key)
            guard try rows.first.map(PostgreSQLStatements.entry) == entry else { return false }
            try connection.rows("DELETE FROM performance_law.document d \(clause)", key)
            try PostgreSQLStatements.advanceRevision(connection)
            return true
        }
    }

    public func revision() throws(StoreError) -> Int64 {
        // Whoever asks can go on with the laws that it knows, so it does not wait for a server that is slow or gone.
        try lend(silence: Self.patienceOfRevision) {
            try $0.rows("SELECT number FROM performance_law.revision").first?.number(0) ?? 0
        }
    }

    public func check() throws(StoreError) {
        let bytes = health.bytesToProbe
        let missing = try lend { connection in
            _ = try connection.rows(PostgreSQLStatements.sample)
            return try connection.rows(PostgreSQLStatements.missingRights).first?.text(0) ?? ""
        }
        guard missing.isEmpty else {
            throw .unavailable(
                reason: """
                    the database user lacks \(missing), in the schema performance_law; `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES \
                    IN SCHEMA performance_law TO …` gives the rights on tables
                    """
            )
        }
        try write(bytes: bytes ?? 0) { connection in
            // Even without this row the transaction finds a server that is gone, or a database that is locked or read-only.
            guard let bytes else { return }
            try connection.rows(
                "UPDATE performance_law.heartbeat SET beats = beats + 1, padding = $1",
                // The server would compress zeros to nothing, and a full disk would look healthy.
                [.bytes(Self.incompressible(bytes))]
            )
        }
        guard let bytes else { return }
        if bytes > 0 { try write { try $0.execute("UPDATE performance_law.heartbeat SET padding = ''") } }
        health.probeSucceeded(bytes: bytes)
    }

    private static func incompressible(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    public func close() throws(StoreError) { pool.close() }
}

extension PostgreSQLStore {
    public func export(_ receive: (ExportedDocument) throws -> Void) throws {
        var receiverError: (any Error)?
        try lend { connection in
            // One snapshot. The export may take longer than a request, and whoever reads it may pause.
            try connection.execute(
                """
                BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
                SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0
                """
            )
            try connection.stream(PostgreSQLStatements.select("ORDER BY d.sequence", content: true)) { row in
                let exported = try Self.exported(row)
                do { try receive(exported) } catch {
                    receiverError = error
                    throw error
                }
            }
            try connection.execute("COMMIT")
        } orThrow: {
            receiverError ?? $0
        }
    }

    private static func exported(_ row: PostgreSQLConnection.Row) throws -> ExportedDocument {
        do {
            return .document(try PostgreSQLStatements.document(row))
        } catch let error as StoreError {
            guard case .damaged(let kind, let id) = error else { throw error }
            return .damaged(kind: kind, id: id)
        }
    }

    public func restore(_ documents: [Document], replaceNames: Bool) throws(StoreError) -> Int {
        try write(bytes: documents.reduce(0) { $0 + $1.content.count }) { connection in
            var added = 0
            for document in documents {
                let draft = DocumentDraft(document)
                if try PostgreSQLStatements.insert(draft, summary: document.entry.summary, connection) {
                    added += 1
                } else {
                    _ = try PostgreSQLStatements.renew(draft, summary: document.entry.summary, connection)
                }
                for name in document.names {
                    _ = try PostgreSQLStatements.point(
                        name,
                        at: document.kind,
                        document.id,
                        replace: replaceNames,
                        connection
                    )
                }
            }
            try PostgreSQLStatements.advanceRevision(connection)
            return added
        }
    }
}

// Transactions.
extension PostgreSQLStore {
    private func lend<Value>(
        silence: Duration = PostgreSQLConnection.longestSilence,
        _ body: (PostgreSQLConnection) throws -> Value
    ) throws(StoreError) -> Value {
        do {
            return try pool.lend(silence: silence, body)
        } catch {
            throw Self.storeError(error)
        }
    }

    private func lend(
        _ body: (PostgreSQLConnection) throws -> Void,
        orThrow map: (StoreError) -> any Error
    ) throws {
        do throws(StoreError) {
            try lend(body)
        } catch {
            throw map(error)
        }
    }

    /// Runs `body` in a transaction that holds the lock of all writers, and returns after the commit.
    ///
    /// - Parameter bytes: the size of the content, for the probe that follows a failure.
    private func write<Value>(
        bytes: Int = 0,
        _ body: (PostgreSQLConnection) throws -> Value
    ) throws(StoreError) -> Value {
        try line.admit { (patience) throws(StoreError) in
            do throws(StoreError) {
                return try lend { connection in
                    // 0 would mean no limit.
                    let milliseconds = max(1, patience.wholeMilliseconds)
                    try connection.execute("BEGIN; SET LOCAL lock_timeout = \(milliseconds)")
                    do {
                        line.waitsForLock()
                        try Self.lock(connection)
                        line.gotLock()
                        let value = try body(connection)
                        // If the connection is lost here nobody knows the outcome, so nothing is acknowledged.
                        try connection.execute("COMMIT")
                        return value
                    } catch {
                        if !connection.isLost { try connection.execute("ROLLBACK") }
                        // Only the operator can give the right, as with a store that is only read.
                        if let error = error as? PostgreSQLError, error.sqlState == "42501" {
                            throw StoreError.readOnly
                        }
                        throw error
                    }
                }
            } catch {
                if case .unavailable = error { health.writeFailed(bytes: bytes) }
                throw error
            }
        }
    }

    private static func lock(_ connection: PostgreSQLConnection) throws {
        let rows = try connection.rows(
            """
            SELECT (SELECT count(*) FROM performance_law.migration) FROM performance_law.revision FOR UPDATE
            """
        )
        guard !rows.isEmpty else {
            throw StoreError.unavailable(
                reason:
                    "the row of performance_law.revision is missing; INSERT INTO performance_law.revision (single, number) VALUES (true, 0)"
            )
        }
        // Another replica may bring the schema up to date at any time.
        guard let applied = rows.first?.number(0), applied <= PostgreSQLSchema.migrations.count else {
            throw StoreError.writtenByLaterVersion
        }
    }

    private static func storeError(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as PostgreSQLError: error.storeError
        default: .unavailable(reason: String(describing: error))
        }
    }
}
