import GRDB

/// The schema, as a chain of migrations. A migration that has shipped is never edited; a change is a new one.
enum DocumentSchema {
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
        return migrator
    }
}
