import Foundation
import PredictionStore
import TestSupport
import Testing

/// What survives the end of a process or of the power. `Tests/power-cut` shuts a file system down under load.
@Suite("SQLite store, durability")
struct SQLiteDurabilityTests {
    @Test(
        "the WAL is synchronised before each acknowledgement",
        .enabled(if: ChildProcess.tool("strace") != nil, "strace is not installed")
    )
    func synchronisation() throws {
        let strace = try #require(ChildProcess.tool("strace"))
        try withFolder { folder in
            let count = 20
            let trace = folder + "/trace"
            let outcome = try ChildProcess(
                strace,
                ["-f", "-e", "trace=openat,fsync,fdatasync,write", "-o", trace]
                    + [ChildProcess.exerciser(), "write", "sqlite://\(folder)/new/store.sqlite", "\(count)"]
            ).finish()
            try #require(outcome.status == 0, "\(outcome.errors)")
            var wal: String?
            var isSynchronised = false
            var acknowledged = 0
            for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
                // The first descriptor of the WAL belongs to the connection that writes.
                if line.contains("openat("), line.contains("store.sqlite-wal\""), wal == nil {
                    wal = line.split(separator: "=").last.map { $0.trimmingCharacters(in: .whitespaces) }
                }
                if let wal, line.contains("sync(\(wal))") { isSynchronised = true }
                if line.contains("write(1, \"law_") {
                    #expect(isSynchronised, "\(line) came without a sync")
                    isSynchronised = false
                    acknowledged += 1
                }
            }
            #expect(acknowledged == count)
        }
    }

    @Test(
        "the folder of a new file is synchronised after the file is created",
        .enabled(if: ChildProcess.tool("strace") != nil, "strace is not installed")
    )
    func newFolder() throws {
        let strace = try #require(ChildProcess.tool("strace"))
        try withFolder { folder in
            let trace = folder + "/trace"
            _ = try ChildProcess(
                strace,
                ["-y", "-e", "trace=mkdir,mknodat,fsync", "-o", trace]
                    + [ChildProcess.exerciser(), "write", "sqlite://\(folder)/new/store.sqlite", "1"]
            ).finish()
            let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").compactMap { line in
                line.contains("mkdir(\"\(folder)/new\"")
                    ? "make folder"
                    : line.contains("mknodat(") && line.contains("new/store.sqlite\"")
                        ? "make file"
                        : line.contains("fsync(") && line.contains("<\(folder)>")
                            ? "sync parent"
                            : line.contains("fsync(") && line.contains("<\(folder)/new>") ? "sync folder" : nil
            }
            #expect(calls == ["make folder", "sync parent", "make file", "sync folder"])
        }
    }

    @Test("nothing acknowledged is lost when the process is killed")
    func kill9() throws {
        try withFolder { folder in
            let location = "sqlite://\(folder)/store.sqlite"
            var acknowledged: [String] = []
            for round in 0..<6 {
                let writer = try ChildProcess(ChildProcess.exerciser(), ["write", location, "100000", "law_\(round)_"])
                acknowledged += try writer.lines(3 + 7 * round)
                writer.kill9()
            }
            let store = try StoreLocation(parsing: location).open()
            for id in acknowledged { #expect(try store.document(.law, "name of \(id)")?.id == id) }
            #expect(acknowledged.count == 123)
        }
    }

    @Test("several processes create one store at once, and all of their documents are there")
    func concurrentCreation() throws {
        try withFolder { folder in
            for round in 0..<40 {
                let path = "\(folder)/\(round)/store.sqlite"
                let processes = try (0..<3).map {
                    try ChildProcess(ChildProcess.exerciser(), ["write", "sqlite://\(path)", "2", "law_\($0)_"])
                }
                for process in processes {
                    let outcome = try process.finish()
                    #expect(outcome.status == 0, "round \(round): \(outcome.errors)")
                }
                let store = try SQLiteStore(.sqlite(path: path))
                #expect(try store.lawIDs().count == 6)
            }
        }
    }

    @Test("after an orderly close a copy of the file alone is complete")
    func closedCopy() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            for number in 0..<10 { try store.store("law_\(number)") }
            #expect(try store.lawIDs().count == 10)
            try store.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store.sqlite"])
            try FileManager.default.copyItem(atPath: path, toPath: folder + "/copy")
            #expect(try SQLiteStore(.sqlite(path: folder + "/copy")).lawIDs().count == 10)
            // A second close is no error; a call is.
            try store.close()
            #expect(throws: StoreError.self) { try store.store("law_x") }
            #expect(throws: StoreError.self) { try store.revision() }
        }
    }

    @Test("a close beside another process leaves the file usable for it")
    func closeBesideOther() throws {
        try withFolder { folder in
            let first = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            let second = try SQLiteStore(.sqlite(path: folder + "/store.sqlite"))
            try first.store("law_1")
            try first.close()
            try second.store("law_2")
            try second.check()
            #expect(try second.lawIDs() == ["law_2", "law_1"])
        }
    }
}
