import Foundation
import GRDB

/// The schema, as a chain of migrations. A migration that has shipped is never edited; every change is a new one.
enum DocumentSchema {
    /// The last migration that the reading statements need.
    static let readableSince = "summary, checksum and model version"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("documents and names") { db in
            try db.execute(
                sql: """
                    CREATE TABLE document (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL CHECK (kind IN ('law', 'dataset')),
                        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 100),
                        createdAt INTEGER NOT NULL CHECK (createdAt >= 0),
                        content TEXT NOT NULL CHECK (json_valid(content)),
                        UNIQUE (kind, id)
                    ) STRICT;

                    CREATE TABLE name (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL,
                        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
                        id TEXT NOT NULL,
                        UNIQUE (kind, name),
                        FOREIGN KEY (kind, id) REFERENCES document (kind, id) ON DELETE CASCADE
                    ) STRICT;

                    CREATE INDEX nameByDocument ON name (kind, id, sequence);

                    CREATE TABLE revision (
                        only INTEGER PRIMARY KEY CHECK (only = 1),
                        number INTEGER NOT NULL
                    ) STRICT;

                    INSERT INTO revision (only, number) VALUES (1, 0);
                    """
            )
        }
        // The content comes last in a row: SQLite reads a row from its beginning, so a list never touches the pages of the
        // content. The store cannot derive a summary; old documents get theirs when the service first lists them.
        migrator.registerMigration(readableSince) { db in
            try db.execute(
                sql: """
                    CREATE TABLE newDocument (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL CHECK (kind IN ('law', 'dataset')),
                        id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 100),
                        createdAt INTEGER NOT NULL CHECK (createdAt >= 0),
                        modelVersion INTEGER NOT NULL CHECK (modelVersion >= 1),
                        checksum TEXT NOT NULL CHECK (length(checksum) BETWEEN 1 AND 100),
                        summary TEXT CHECK (summary IS NULL OR json_valid(summary)),
                        content TEXT NOT NULL CHECK (json_valid(content)),
                        UNIQUE (kind, id)
                    ) STRICT;
                    """
            )
            let insert = try db.makeStatement(
                sql: """
                    INSERT INTO newDocument (sequence, kind, id, createdAt, modelVersion, checksum, content)
                    VALUES (?, ?, ?, ?, 1, ?, ?)
                    """
            )
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT sequence, kind, id, createdAt, content FROM document ORDER BY sequence"
            )
            while let row = try rows.next() {
                let sequence: Int64 = row["sequence"]
                let kind: String = row["kind"]
                let id: String = row["id"]
                let createdAt: Int64 = row["createdAt"]
                let content: String = row["content"]
                let checksum = Checksum(content: Data(content.utf8), summary: nil).text
                try insert.execute(arguments: [sequence, kind, id, createdAt, checksum, content])
            }
            // The foreign key of `name` refers to the table by its name, and is checked after the migration.
            try db.execute(sql: "DROP TABLE document; ALTER TABLE newDocument RENAME TO document")
        }
        // A probe needs a row of its own: an update that changes nothing never reaches the disk.
        migrator.registerMigration("heartbeat") { db in
            try db.execute(
                sql: """
                    CREATE TABLE heartbeat (
                        only INTEGER PRIMARY KEY CHECK (only = 1),
                        beats INTEGER NOT NULL,
                        padding BLOB NOT NULL
                    ) STRICT;

                    INSERT INTO heartbeat (only, beats, padding) VALUES (1, 0, x'');
                    """
            )
        }
        return migrator
    }

    /// Whether a later version has changed the schema. It costs a few microseconds, so every write asks: another process may
    /// bring the schema up to date at any time.
    static func isSuperseded(_ db: Database) throws -> Bool {
        try known.count < Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
    }

    private static let known = migrator.migrations
}
