import Foundation
import GRDB
import Testing

@testable import PredictionStore

@Suite("Archive")
struct ArchiveTests {
    @Test(
        "an export moves everything, byte for byte, to any store",
        arguments: Backend.available,
        Backend.available
    )
    func move(from: Backend, to: Backend) throws {
        try from.withStore { source in
            try source.store("law_1", name: "größer 😀", content: #"{ "a" : 1.10, "b":"line\nend/\u0000" }"#)
            try source.store("law_1", name: "second")
            _ = try source.save(draft("ds_1", .dataset), name: "second", replaceName: false)
            try source.store("law_2", content: "{\n  \"a\": [1,\r\n 2]\n}")
            var archive = Data()
            let export = try ArchiveExport(source) { archive += $0 }
            #expect(export.documents == 3)
            #expect(archive.split(separator: UInt8(ascii: "\n")).count == 4)
            try to.withStore { target in
                var reader = ArchiveImport(into: target, replaceNames: false)
                // Byte by byte: a piece may end anywhere.
                for byte in archive { try reader.receive(Data([byte])) }
                try reader.finish()
                #expect(reader.documents == 3)
                #expect(reader.added == 3)
                for kind in DocumentKind.allCases {
                    #expect(
                        try target.page(kind, limit: 10, after: nil) == source.page(kind, limit: 10, after: nil)
                    )
                }
                for id in ["law_1", "law_2"] { #expect(try target.document(.law, id) == source.document(.law, id)) }
                // The same again changes nothing.
                var again = ArchiveImport(into: target, replaceNames: false)
                try again.receive(archive)
                try again.finish()
                #expect(again.added == 0)
                #expect(try target.entry(.law, "law_1")?.names == ["größer 😀", "second"])
            }
        }
    }

    @Test("many documents pass in several batches and keep their order", arguments: Backend.available)
    func batches(_ backend: Backend) throws {
        try backend.withStore { source in
            for number in 0..<250 { try source.store("law_\(number)") }
            let target = try SQLiteStore(.memory)
            var reader = ArchiveImport(into: target, replaceNames: false)
            _ = try ArchiveExport(source) { try reader.receive($0) }
            try reader.finish()
            #expect(reader.added == 250)
            #expect(try target.lawIDs() == source.lawIDs())
        }
    }

    @Test("a name that another document holds is refused, or moved on request", arguments: Backend.available)
    func takenName(_ backend: Backend) throws {
        let source = try SQLiteStore(.memory)
        try source.store("law_0")
        try source.store("law_1", name: "best")
        var archive = Data()
        _ = try ArchiveExport(source) { archive += $0 }
        try backend.withStore { target in
            try target.store("law_9", name: "best")
            var refused = ArchiveImport(into: target, replaceNames: false)
            try refused.receive(archive)
            #expect(throws: StoreError.nameTaken(name: "best", holder: "law_9")) { try refused.finish() }
            // The batch is stored as a whole or not at all.
            #expect(try target.lawIDs() == ["law_9"])
            var moving = ArchiveImport(into: target, replaceNames: true)
            try moving.receive(archive)
            try moving.finish()
            #expect(try target.entry(.law, "best")?.id == "law_1")
        }
    }

    @Test(
        "an import replaces a content only by that of a later model",
        arguments: Backend.available,
        [(1, false), (3, false), (4, true)]
    )
    func modelVersions(_ backend: Backend, _ version: (imported: Int, isLater: Bool)) throws {
        let source = try SQLiteStore(.memory)
        let imported = draft("law_1", content: #"{"imported":1}"#, modelVersion: version.imported)
        _ = try source.save(imported, name: "imported", replaceName: false)
        var archive = Data()
        _ = try ArchiveExport(source) { archive += $0 }
        try backend.withStore { target in
            try target.store("law_1", name: "here")
            var reader = ArchiveImport(into: target, replaceNames: false)
            try reader.receive(archive)
            try reader.finish()
            #expect(reader.added == 0)
            let document = try #require(try target.document(.law, "law_1"))
            #expect(document.content == (version.isLater ? imported.content : draft("law_1").content))
            #expect(document.entry.modelVersion == (version.isLater ? version.imported : 3))
            #expect(document.names == ["here", "imported"])
        }
    }

    @Test("a damaged document is reported and hides no other")
    func damage() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            for number in 1...3 { try store.store("law_\(number)") }
            try DatabaseQueue(path: path).write { db in
                try db.execute(sql: "UPDATE document SET content = replace(content, '_2', '_7') WHERE id = 'law_2'")
            }
            var archive = Data()
            let export = try ArchiveExport(store) { archive += $0 }
            #expect(export.damaged == ["law law_2"])
            #expect(export.documents == 2)
            let target = try SQLiteStore(.memory)
            var reader = ArchiveImport(into: target, replaceNames: false)
            try reader.receive(archive)
            try reader.finish()
            #expect(try target.lawIDs() == ["law_3", "law_1"])
        }
    }

    @Test("an export that was cut short is refused", arguments: [0, 1, 2])
    func truncated(lines: Int) throws {
        let store = try SQLiteStore(.memory)
        try store.store("law_1")
        try store.store("law_2")
        var all: [Data] = []
        _ = try ArchiveExport(store) { all.append($0) }
        var reader = ArchiveImport(into: try SQLiteStore(.memory), replaceNames: false)
        for line in all.prefix(lines) { try reader.receive(line) }
        #expect(throws: ArchiveImport.Failure.incomplete(documents: lines)) { try reader.finish() }
        // A line that is missing in the middle is noticed, too.
        var gap = ArchiveImport(into: try SQLiteStore(.memory), replaceNames: false)
        try gap.receive(all[0])
        #expect(throws: ArchiveImport.Failure.otherCount(number: 2, documents: 1, expected: 2)) {
            try gap.receive(all[2])
        }
        // So is one that stands there twice.
        var twice = ArchiveImport(into: try SQLiteStore(.memory), replaceNames: false)
        for line in [all[0], all[0], all[1]] { try twice.receive(line) }
        #expect(throws: ArchiveImport.Failure.otherCount(number: 4, documents: 3, expected: 2)) {
            try twice.receive(all[2])
        }
    }

    @Test("two exports in one file are read one after the other; blank lines are skipped")
    func joined() throws {
        var archive = Data()
        for id in ["law_1", "law_2"] {
            let store = try SQLiteStore(.memory)
            try store.store(id)
            _ = try ArchiveExport(store) { archive += $0 }
            archive += Data("\r\n".utf8)
        }
        let target = try SQLiteStore(.memory)
        var reader = ArchiveImport(into: target, replaceNames: false)
        try reader.receive(archive)
        try reader.finish()
        #expect(try target.lawIDs() == ["law_2", "law_1"])
    }

    @Test(
        "a faulty line is refused with its number and the reason",
        arguments: [
            ("x", ArchiveLine.DecodingError?.none),
            ("{}", .malformed(reason: "`version` is missing")),
            ("{\"version\":2}", .unknownVersion(2)),
            ("{\"version\":1,\"end\":{}}", .malformed(reason: "`documents` is missing")),
            (#"{"version":1,"kind":"law"}"#, nil),
            (line(kind: "plan"), .malformed(reason: "`kind` must be one of law, dataset")),
            (line(modelVersion: 0), .malformed(reason: "`modelVersion` and `createdAt` must be positive")),
            (line(content: "{}x"), .damaged(kind: .law, id: "law_1")),
        ]
    )
    func faultyLine(text: String, expected: ArchiveLine.DecodingError?) throws {
        var reader = ArchiveImport(into: try SQLiteStore(.memory), replaceNames: false)
        do {
            try reader.receive(Data((Self.line() + "\n" + text + "\n").utf8))
            Issue.record("the line was read")
        } catch {
            guard case .line(2, let reason) = error as? ArchiveImport.Failure else {
                Issue.record("\(error)")
                return
            }
            if let expected { #expect(reason == expected) }
        }
    }

    /// A line as another program may write it. The checksum is that of `{}` without a summary, as `xxhsum -H2` prints it.
    private static func line(kind: String = "law", modelVersion: Int = 1, content: String = "{}") -> String {
        """
        {"version": 1, "kind": "\(kind)", "id": "law_1", "createdAt": 7, "names": [], "modelVersion": \(modelVersion), \
        "checksum": "dc7048f8f8747f561349cde127705c16:", "content": "\(content)"}
        """
    }
}

@Suite("Backup")
struct BackupTests {
    @Test("a backup under load is a whole store with everything acknowledged before")
    func underLoad() throws {
        try withFolder { folder in
            let store = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            for number in 0..<20 { try store.store("law_\(number)", name: "name \(number)") }
            let writing = DispatchGroup()
            let queue = DispatchQueue(label: "writer")
            for number in 20..<120 {
                queue.async(group: writing) {
                    do throws(StoreError) {
                        try store.store("law_\(number)", name: "name \(number)")
                    } catch {
                        Issue.record("\(error)")
                    }
                }
            }
            for round in 0..<5 {
                let before = try store.lawIDs()
                let path = "\(folder)/backup \(round)"
                try store.backup(to: path)
                let copy = try SQLiteStore(.sqlite(path: path))
                let ids = try copy.lawIDs()
                #expect(ids.suffix(before.count) == before[...])
                for id in ids { #expect(try copy.document(.law, id)?.names.count == 1) }
                let check = try DatabaseQueue(path: path).read {
                    try String.fetchAll($0, sql: "PRAGMA integrity_check")
                }
                #expect(check == ["ok"])
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                try copy.close()
            }
            writing.wait()
            #expect(try store.lawIDs().count == 120)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!files.contains { $0.hasSuffix("unfinished") })
        }
    }

    @Test("a backup replaces no file")
    func existingFile() throws {
        try withFolder { folder in
            let store = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            #expect(storeError { try store.backup(to: folder + "/store.sqlite") }?.isUnavailable == true)
            #expect(storeError { try store.backup(to: folder + "/none/backup") } == nil)
        }
    }

    @Test("every store can be copied to a file that serves", arguments: Backend.available)
    func anyStore(_ backend: Backend) throws {
        try backend.withStore { store in
            try store.store("law_1", name: "a")
            try store.store("law_2")
            try withFolder { folder in
                #expect(try StoreBackup.make(of: store, at: folder + "/copy") == [])
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["copy"])
                let copy = try SQLiteStore(.sqlite(path: folder + "/copy"))
                #expect(try copy.page(.law, limit: 9, after: nil) == store.page(.law, limit: 9, after: nil))
                #expect(throws: StoreError.self) { try StoreBackup.make(of: store, at: folder + "/copy") }
            }
        }
    }

    @Test("memory and a store for reading only have backups, too")
    func otherStores() throws {
        try withFolder { folder in
            let store = try SQLiteStore(.memory)
            try store.store("law_1")
            try store.backup(to: folder + "/a")
            let reader = try SQLiteStore(.sqlite(path: folder + "/a", isReadOnly: true))
            try reader.backup(to: folder + "/b")
            #expect(try SQLiteStore(.sqlite(path: folder + "/b")).lawIDs() == ["law_1"])
        }
    }
}
