import Foundation
import GRDB
import Testing

@testable import PredictionStore

@Suite("SQLite store")
struct SQLiteStoreTests {
    @Test("a file keeps everything when it is opened again, even twice at once")
    func reopen() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { removeFolder(folder) }
        let location = StoreLocation.sqlite(path: folder.appending(path: "deeper/store.sqlite").path)
        let first = try SQLiteStore(location)
        _ = try first.save(draft("law_1"), name: "a", replaceName: false)
        let second = try SQLiteStore(location)
        #expect(try second.document(.law, "a")?.id == "law_1")
        let before = try first.revision()
        _ = try second.save(draft("law_2"), name: nil, replaceName: false)
        #expect(try first.revision() != before)
        #expect(try first.entry(.law, nil)?.id == "law_2")
    }

    @Test("a store of the first schema gets the new columns and keeps its documents")
    func migration() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let old = try DatabaseQueue(path: path)
            try DocumentSchema.migrator.migrate(old, upTo: "documents and names")
            try old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO document (kind, id, createdAt, content) VALUES ('law', 'law_1', 7, '{"a": 1}');
                        INSERT INTO name (kind, name, id) VALUES ('law', 'old', 'law_1');
                        """
                )
            }
            try old.close()
            let store = try SQLiteStore(.sqlite(path: path))
            let document = try #require(try store.document(.law, "old"))
            #expect(document.content == Data(#"{"a": 1}"#.utf8))
            #expect(document.entry.summary == nil)
            #expect(document.entry.modelVersion == 1)
            // The names still go with their document.
            #expect(try store.delete(.law, "law_1"))
            _ = try store.save(draft("law_2"), name: "old", replaceName: false)
            #expect(try store.entry(.law, "old")?.id == "law_2")
        }
    }

    @Test("a damaged document is named and hides no other; a damaged summary is left out")
    func damage() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            for number in 1...3 { _ = try store.save(draft("law_\(number)"), name: nil, replaceName: false) }
            // A flipped digit: still valid JSON of the right shape.
            let damager = try DatabaseQueue(path: path)
            try damager.write { db in
                try db.execute(sql: "UPDATE document SET content = replace(content, '_1', '_7') WHERE id = 'law_1'")
                try db.execute(sql: "UPDATE document SET summary = replace(summary, '_2', '_7') WHERE id = 'law_2'")
            }
            #expect(throws: StoreError.damaged(kind: .law, id: "law_1")) { try store.document(.law, "law_1") }
            #expect(try store.document(.law, "law_2") != nil)
            let entries = try #require(try store.page(.law, limit: 10, after: nil)?.entries)
            #expect(entries.map(\.id) == ["law_3", "law_2", "law_1"])
            #expect(entries.map { $0.summary != nil } == [true, false, true])
            // A new summary does not hide the damage.
            #expect(throws: StoreError.damaged(kind: .law, id: "law_1")) {
                try store.setSummary(Data("{}".utf8), of: .law, id: "law_1")
            }
            #expect(try store.delete(.law, "law_1"))
        }
    }

    @Test("each commit of the writing connection is synchronised with the disk")
    func synchronous() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            // 2 is FULL.
            #expect(try store.synchronousLevel() == 2)
        }
    }

    @Test("a file that is not a database is an error", arguments: [1, 8_192])
    func notADatabase(bytes: Int) throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            try Data(repeating: 0x41, count: bytes).write(to: URL(filePath: path))
            #expect(throws: StoreError.self) { try SQLiteStore(.sqlite(path: path)) }
            #expect(throws: StoreError.self) { try SQLiteStore(.sqlite(path: folder)) }
        }
    }
}
