/// The schema, as a chain of migrations. A migration that has shipped is never edited; every change is a new one.
///
/// The tables have a schema of their own, so that they can live beside those of other programs.
enum PostgreSQLSchema {
    /// The key of the advisory lock, an arbitrary number that every version uses.
    private static let lockKey = 7_091_216_283_746

    static let migrations: [(name: String, sql: String)] = [
        (
            "documents, names, revision and heartbeat",
            """
            CREATE TABLE performance_law.document (
                sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind text COLLATE "C" NOT NULL CHECK (kind IN ('law', 'dataset')),
                id text COLLATE "C" NOT NULL CHECK (length(id) BETWEEN 1 AND 100),
                created_at bigint NOT NULL CHECK (created_at >= 0),
                model_version integer NOT NULL CHECK (model_version >= 1),
                checksum text NOT NULL CHECK (length(checksum) BETWEEN 1 AND 100),
                summary text CHECK (summary IS NULL OR summary::json IS NOT NULL),
                content text NOT NULL CHECK (content::json IS NOT NULL),
                UNIQUE (kind, id)
            );

            CREATE INDEX document_by_kind ON performance_law.document (kind, sequence);

            CREATE TABLE performance_law.name (
                sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind text COLLATE "C" NOT NULL,
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                id text COLLATE "C" NOT NULL,
                UNIQUE (kind, name),
                FOREIGN KEY (kind, id) REFERENCES performance_law.document (kind, id) ON DELETE CASCADE
            );

            CREATE INDEX name_by_document ON performance_law.name (kind, id, sequence);

            CREATE TABLE performance_law.revision (
                single boolean PRIMARY KEY CHECK (single),
                number bigint NOT NULL
            );

            INSERT INTO performance_law.revision (single, number) VALUES (true, 0);

            CREATE TABLE performance_law.heartbeat (
                single boolean PRIMARY KEY CHECK (single),
                beats bigint NOT NULL,
                padding bytea NOT NULL
            );

            INSERT INTO performance_law.heartbeat (single, beats, padding) VALUES (true, 0, '');
            """
        )
    ]

    /// Brings the schema up to date. Several replicas may do this at once.
    static func migrate(_ connection: PostgreSQLConnection) throws {
        // A user without the right to create tables can use a schema that is up to date.
        if try exists(connection), try missing(connection).isEmpty { return }
        try connection.execute("BEGIN; SET LOCAL lock_timeout = '10s'; SELECT pg_advisory_xact_lock(\(lockKey))")
        do {
            try connection.execute(
                """
                CREATE SCHEMA IF NOT EXISTS performance_law;
                CREATE TABLE IF NOT EXISTS performance_law.migration (
                    name text PRIMARY KEY,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """
            )
            for migration in try missing(connection) {
                try connection.execute(migration.sql)
                try connection.rows(
                    "INSERT INTO performance_law.migration (name) VALUES ($1)",
                    [.text(migration.name)]
                )
            }
            try connection.execute("COMMIT")
        } catch {
            if !connection.isLost { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    /// Whether a version of this program has made its tables in the database.
    static func exists(_ connection: PostgreSQLConnection) throws -> Bool {
        try connection.rows("SELECT to_regclass('performance_law.migration') IS NOT NULL").first?.text(0) == "t"
    }

    private static func missing(_ connection: PostgreSQLConnection) throws -> [(name: String, sql: String)] {
        let applied = try Set(connection.rows("SELECT name FROM performance_law.migration").compactMap { $0.text(0) })
        guard applied.isSubset(of: migrations.map(\.name)) else { throw StoreError.writtenByLaterVersion }
        return migrations.filter { !applied.contains($0.name) }
    }
}
