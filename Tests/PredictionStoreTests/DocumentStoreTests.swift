import Foundation
import GRDB
import Testing

@testable import PredictionStore

/// The stores that the suite runs against. A new store is a new case.
enum Backend: String, CaseIterable, Sendable {
    case memory
    case sqliteFile

    func withStore(_ body: (any DocumentStore) throws -> Void) throws {
        switch self {
        case .memory:
            try body(SQLiteStore(.memory))
        case .sqliteFile:
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { removeFolder(folder) }
            try body(SQLiteStore(.sqlite(path: folder.appending(path: "store.sqlite").path)))
        }
    }
}

func removeFolder(_ folder: URL) {
    do {
        try FileManager.default.removeItem(at: folder)
    } catch {
        Issue.record("cannot remove \(folder.path): \(error)")
    }
}

func draft(_ id: String, _ kind: DocumentKind = .law, content: String? = nil) -> DocumentDraft {
    DocumentDraft(
        id: id,
        kind: kind,
        createdAt: Date(timeIntervalSince1970: 1_790_000_000),
        content: Data((content ?? #"{"of":"\#(id)"}"#).utf8),
        summary: Data(#"{"summary":"\#(id)"}"#.utf8),
        modelVersion: 3
    )
}

@Suite("Document store")
struct DocumentStoreTests {
    @Test("returns a saved document by id and by name", arguments: Backend.allCases)
    func roundTrip(_ backend: Backend) throws {
        try backend.withStore { store in
            let outcome = try store.save(draft("law_1"), name: "größer 😀", replaceName: false)
            #expect(outcome.isNew)
            let document = try #require(try store.document(.law, "law_1"))
            #expect(try store.document(.law, "größer 😀") == document)
            #expect(document.entry == outcome.entry)
            #expect(document.names == ["größer 😀"])
            #expect(document.content == Data(#"{"of":"law_1"}"#.utf8))
            #expect(document.createdAt == Date(timeIntervalSince1970: 1_790_000_000))
            #expect(document.entry.summary == Data(#"{"summary":"law_1"}"#.utf8))
            #expect(document.entry.modelVersion == 3)
            #expect(try store.entry(.law, "größer 😀") == outcome.entry)
        }
    }

    @Test("the same content under a second name adds that name", arguments: Backend.allCases)
    func secondName(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            let again = try store.save(draft("law_1"), name: "b", replaceName: false)
            #expect(!again.isNew)
            #expect(again.entry.names == ["a", "b"])
        }
    }

    @Test(
        "a taken name refuses other content and stores nothing, unless the name may move",
        arguments: Backend.allCases
    )
    func takenName(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(throws: StoreError.nameTaken(name: "a", holder: "law_1")) {
                try store.save(draft("law_2"), name: "a", replaceName: false)
            }
            #expect(try store.document(.law, "law_2") == nil)
            let moved = try store.save(draft("law_2"), name: "a", replaceName: true)
            #expect(moved.entry.names == ["a"])
            #expect(try store.document(.law, "law_1")?.names == [])
        }
    }

    @Test("laws and datasets have separate names", arguments: Backend.allCases)
    func kindsAreApart(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "ml-1m", replaceName: false)
            _ = try store.save(draft("ds_1", .dataset), name: "ml-1m", replaceName: false)
            #expect(try store.document(.dataset, "ml-1m")?.id == "ds_1")
            #expect(try store.document(.law, "ml-1m")?.id == "law_1")
            #expect(try store.document(.law, "ds_1") == nil)
        }
    }

    @Test("lists newest first, in pages", arguments: Backend.allCases)
    func pages(_ backend: Backend) throws {
        try backend.withStore { store in
            for number in 1...5 { _ = try store.save(draft("law_\(number)"), name: nil, replaceName: false) }
            #expect(try store.entries(.law, limit: 2, after: nil)?.map(\.id) == ["law_5", "law_4"])
            #expect(try store.entries(.law, limit: 9, after: "law_4")?.map(\.id) == ["law_3", "law_2", "law_1"])
            #expect(try store.entries(.law, limit: 9, after: "law_1")?.isEmpty == true)
            #expect(try store.entries(.law, limit: 9, after: "law_9") == nil)
            #expect(try store.entry(.law, nil)?.id == "law_5")
            #expect(try store.entry(.dataset, nil) == nil)
        }
    }

    @Test("deletes a document with its names, and reports whether there was one", arguments: Backend.allCases)
    func delete(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(try store.delete(.law, "a"))
            #expect(try store.document(.law, "law_1") == nil)
            #expect(try !store.delete(.law, "a"))
            _ = try store.save(draft("law_2"), name: "a", replaceName: false)
            #expect(try store.document(.law, "a")?.id == "law_2")
        }
    }

    @Test("a summary can be replaced; the content stays", arguments: Backend.allCases)
    func setSummary(_ backend: Backend) throws {
        try backend.withStore { store in
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            let summary = Data(#"{"new":true}"#.utf8)
            try store.setSummary(summary, of: .law, id: "law_1")
            #expect(try store.entry(.law, "a")?.summary == summary)
            #expect(try store.document(.law, "a")?.content == draft("law_1").content)
            try store.setSummary(summary, of: .law, id: "law_2")
            #expect(try store.entry(.law, "law_2") == nil)
        }
    }

    @Test("the revision changes with every change, and only then", arguments: Backend.allCases)
    func revision(_ backend: Backend) throws {
        try backend.withStore { store in
            var revisions = [try store.revision()]
            _ = try store.save(draft("law_1"), name: nil, replaceName: false)
            revisions.append(try store.revision())
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            revisions.append(try store.revision())
            _ = try store.save(draft("law_1"), name: "a", replaceName: false)
            #expect(try store.revision() == revisions.last)
            _ = try store.delete(.law, "a")
            revisions.append(try store.revision())
            #expect(Set(revisions).count == 4)
        }
    }

    @Test("refuses content that is not JSON", arguments: Backend.allCases)
    func invalidContent(_ backend: Backend) throws {
        try backend.withStore { store in
            #expect(throws: StoreError.self) {
                try store.save(draft("law_1", content: "{"), name: nil, replaceName: false)
            }
        }
    }

    @Test("two writers of the same content leave one document", arguments: Backend.allCases)
    func concurrentSaves(_ backend: Backend) throws {
        try backend.withStore { store in
            DispatchQueue.concurrentPerform(iterations: 16) { index in
                do {
                    _ = try store.save(draft("law_\(index % 2)"), name: nil, replaceName: false)
                } catch {
                    Issue.record("\(error)")
                }
            }
            let stored = try store.entries(.law, limit: 100, after: nil)
            #expect(stored?.count == 2)
        }
    }
}

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
        try withFile { path in
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
        try withFile { path in
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
            let entries = try #require(try store.entries(.law, limit: 10, after: nil))
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
        try withFile { path in
            let store = try SQLiteStore(.sqlite(path: path))
            // 2 is FULL.
            #expect(try store.synchronousLevel() == 2)
        }
    }

    private func withFile(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { removeFolder(folder) }
        try body(folder.appending(path: "store.sqlite").path)
    }

    @Test("a file that is not a database is an error")
    func notADatabase() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { removeFolder(folder) }
        let file = folder.appending(path: "store.sqlite")
        try Data(repeating: 0x41, count: 8_192).write(to: file)
        #expect(throws: StoreError.self) { try SQLiteStore(.sqlite(path: file.path)) }
    }
}

@Suite("Store location")
struct StoreLocationTests {
    @Test(
        "reads the locations of --store",
        arguments: [
            ("memory:", StoreLocation.memory),
            ("sqlite:///var/lib/laws.sqlite", .sqlite(path: "/var/lib/laws.sqlite")),
            ("sqlite:laws.sqlite", .sqlite(path: "laws.sqlite")),
        ]
    )
    func accepted(text: String, location: StoreLocation) throws {
        #expect(try StoreLocation(parsing: text) == location)
    }

    @Test("refuses other locations", arguments: ["", "sqlite", "mysql://host/db", "sqlite:", "sqlite:///"])
    func refused(text: String) {
        #expect(throws: StoreLocation.ParseError.self) { try StoreLocation(parsing: text) }
    }
}
