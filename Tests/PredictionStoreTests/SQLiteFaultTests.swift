import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import PredictionStore

/// The store beside locks, vanished files, and files of others.
@Suite("SQLite store, faults")
struct SQLiteFaultTests {
    @Test("while another process holds the lock, reads continue and the timeout counts once for all writers")
    func locked() throws {
        try withFolder { folder in
            let patience = Duration.seconds(4)
            let location = StoreLocation.sqlite(path: folder + "/store.sqlite")
            let store = try SQLiteStore(location, patience: patience, pause: .milliseconds(50))
            try store.store("law_1")
            let other = try Lock(folder + "/store.sqlite")
            let start = ContinuousClock.now
            let writers = DispatchGroup()
            for _ in 0..<6 {
                writers.enter()
                Thread.detachNewThread {
                    #expect(storeError { try store.store("law_2") }?.isBusy == true)
                    writers.leave()
                }
            }
            for _ in 0..<20 {
                let found = try store.document(.law, "law_1")
                #expect(found?.id == "law_1")
            }
            #expect(ContinuousClock.now - start < patience)
            writers.wait()
            // Six timeouts would be 24 s.
            #expect(ContinuousClock.now - start < patience * 2.5)
            #expect(storeError { try store.check() }?.isBusy == true)
            try other.release()
            // After the pause the next writer succeeds.
            let released = ContinuousClock.now
            while storeError({ try store.store("law_2") }) != nil {
                try #require(ContinuousClock.now - released < .seconds(30))
            }
            try store.check()
        }
    }

    @Test("a store that another process has locked opens as soon as the lock is free")
    func openWhileLocked() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            try store.store("law_1")
            try store.close()
            let other = try Lock(path)
            let isReleased = Mutex(false)
            let opening = DispatchGroup()
            opening.enter()
            Thread.detachNewThread {
                // With little patience, so that the first attempts fail.
                let failure = storeError {
                    let store = try SQLiteStore(.sqlite(path: path), patience: .milliseconds(1), pause: .zero)
                    #expect(isReleased.withLock { $0 })
                    try store.store("law_2")
                }
                #expect(failure == nil)
                opening.leave()
            }
            #expect(opening.wait(timeout: .now() + .milliseconds(200)) == .timedOut)
            isReleased.withLock { $0 = true }
            try other.release()
            opening.wait()
            // With a WAL nothing has to be written, so the lock does not matter.
            let beside = try SQLiteStore(.sqlite(path: path))
            try beside.store("law_3")
            let again = try Lock(path)
            #expect(try SQLiteStore(.sqlite(path: path)).lawIDs() == ["law_3", "law_2", "law_1"])
            try again.release()
        }
    }

    @Test("a store of the version before the heartbeat can be read without write access")
    func earlierSchema() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let old = try DatabaseQueue(path: path)
            try DocumentSchema.migrator.migrate(old, upTo: DocumentSchema.readableSince)
            try old.close()
            #expect(try SQLiteStore(.sqlite(path: path, isReadOnly: true)).lawIDs() == [])
            let oldest = try DatabaseQueue(path: path + "2")
            try DocumentSchema.migrator.migrate(oldest, upTo: "documents and names")
            try oldest.close()
            #expect(throws: StoreError.self) { try SQLiteStore(.sqlite(path: path + "2", isReadOnly: true)) }
        }
    }

    @Test("a busy error says when to try again")
    func retryAfter() throws {
        try withFolder { folder in
            let location = StoreLocation.sqlite(path: folder + "/store.sqlite")
            let store = try SQLiteStore(location, patience: .milliseconds(20), pause: .seconds(30))
            let other = try Lock(folder + "/store.sqlite")
            #expect(storeError { try store.store("law_2") }?.isBusy == true)
            try other.release()
            guard case .busy(let retryAfter) = storeError({ try store.store("law_2") }) else {
                Issue.record("the write was not refused")
                return
            }
            #expect(retryAfter > .seconds(20) && retryAfter <= .seconds(30))
        }
    }

    @Test(
        "a write into a file that was deleted, renamed or replaced is never acknowledged",
        arguments: ["delete", "rename", "rename folder", "replace", "delete WAL", "delete WAL index"]
    )
    func vanished(fault: String) throws {
        try withFolder { folder in
            let path = folder + "/data/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            try store.store("law_1")
            try store.check()
            switch fault {
            case "delete": try FileManager.default.removeItem(atPath: path)
            case "rename": try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
            case "rename folder": try FileManager.default.moveItem(atPath: folder + "/data", toPath: folder + "/old")
            case "replace":
                try FileManager.default.copyItem(atPath: path, toPath: path + ".new")
                try #require(rename(path + ".new", path) == 0)
            case "delete WAL": try FileManager.default.removeItem(atPath: path + "-wal")
            default: try FileManager.default.removeItem(atPath: path + "-shm")
            }
            #expect(storeError { try store.store("law_2") }?.isUnavailable == true)
            #expect(storeError { try store.check() }?.isUnavailable == true)
            #expect(throws: StoreError.self) { try store.delete(.law, "law_1") }
            // Reads continue.
            #expect(try store.lawIDs() == ["law_1"])
            if fault == "rename" {
                try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
                try store.check()
                try store.store("law_3")
            }
        }
    }

    @Test(
        "a check fails as long as the file is cut or overwritten, and succeeds again when it is restored",
        arguments: ["empty", "cut", "overwritten"],
        [true, false]
    )
    func damagedFile(fault: String, isKnown: Bool) throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let former = try SQLiteStore(.sqlite(path: path))
            for number in 1...40 { try former.store("law_\(number)", content: content(bytes: 2_000)) }
            try former.close()
            let whole = try Data(contentsOf: URL(filePath: path))
            let store = try SQLiteStore(.sqlite(path: path))
            // The connections have kept what a check reads.
            if isKnown { try store.check() }
            var damaged = whole
            switch fault {
            case "empty": damaged = Data()
            case "cut": damaged = whole.prefix(20_000)
            default: damaged.replaceSubrange(0..<80_000, with: Data(repeating: 0xA5, count: 80_000))
            }
            try overwrite(path, with: damaged)
            // SQLite may serve what it has kept, until somebody asks for another page.
            if isKnown, fault == "overwritten" {
                #expect(storeError { _ = try store.document(.law, "law_17") }?.isUnavailable == true)
            }
            for _ in 0..<3 { #expect(storeError { try store.check() }?.isUnavailable == true) }
            try overwrite(path, with: whole)
            if fault == "empty" {
                // SQLite removes the WAL of an empty file, so the open connections are of no use any more.
                guard case .unavailable(let reason) = storeError({ try store.check() }) else {
                    Issue.record("the check succeeded")
                    return
                }
                #expect(reason.contains("restart the service"))
                return
            }
            let restored = ContinuousClock.now
            while let failure = storeError({ try store.check() }) {
                try #require(ContinuousClock.now - restored < .seconds(30), "\(failure)")
            }
            #expect(try store.document(.law, "law_17")?.id == "law_17")
        }
    }

    /// Changes the bytes of the file and not its identity. Closing a descriptor drops the locks of SQLite, so another process does it.
    private func overwrite(_ path: String, with bytes: Data) throws {
        try bytes.write(to: URL(filePath: path + ".bytes"))
        try #require(ChildProcess.run("cp", ["--no-target-directory", path + ".bytes", path]))
    }

    @Test("a schema that a later version brings while the store is open stops the writes")
    func laterSchema() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            try store.store("law_1")
            try DatabaseQueue(path: path).write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('a later one')")
            }
            #expect(throws: StoreError.writtenByLaterVersion) { try store.store("law_2") }
            #expect(throws: StoreError.writtenByLaterVersion) { try store.check() }
            #expect(try store.lawIDs() == ["law_1"])
            #expect(throws: StoreError.writtenByLaterVersion) { try SQLiteStore(.sqlite(path: path)) }
            #expect(throws: StoreError.writtenByLaterVersion) { try SQLiteStore(.sqlite(path: path, isReadOnly: true)) }
        }
    }

    @Test("the database of another program is refused and stays as it is", arguments: [0, 0x1234_5678])
    func foreign(applicationID: Int) throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let other = try DatabaseQueue(path: path)
            try other.write { db in
                try db.execute(sql: "PRAGMA application_id = \(applicationID); CREATE TABLE bookmark (url TEXT)")
            }
            try other.close()
            let before = try Data(contentsOf: URL(filePath: path))
            guard case .unavailable(let reason) = storeError({ _ = try SQLiteStore(.sqlite(path: path)) }) else {
                Issue.record("the database was opened")
                return
            }
            #expect(reason.contains("another program"))
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test("a store of an earlier version is stamped with the application id")
    func stamp() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let old = try DatabaseQueue(path: path)
            try DocumentSchema.migrator.migrate(old, upTo: "summary, checksum and model version")
            try old.close()
            try SQLiteStore(.sqlite(path: path)).close()
            let id = try DatabaseQueue(path: path).read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
            #expect(id == SQLiteOpening.applicationID)
        }
    }

    @Test("the files and the new folders are private")
    func permissions() throws {
        try withFolder { folder in
            let store = try SQLiteStore(.sqlite(path: folder + "/a/b/store.sqlite"))
            try store.store("law_1")
            func mode(_ path: String) throws -> Int {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + path)
                return try #require(attributes[.posixPermissions] as? Int)
            }
            for folder in ["/a", "/a/b"] { #expect(try mode(folder) == 0o700) }
            for suffix in ["", "-wal", "-shm"] { #expect(try mode("/a/b/store.sqlite" + suffix) == 0o600) }
        }
    }

    @Test("a path through a symbolic link works and is watched")
    func symbolicLink() throws {
        try withFolder { folder in
            try SQLiteStore(.sqlite(path: folder + "/real.sqlite")).close()
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.sqlite",
                withDestinationPath: folder + "/real.sqlite"
            )
            let store = try SQLiteStore(.sqlite(path: folder + "/link.sqlite"))
            try store.store("law_1")
            try FileManager.default.removeItem(atPath: folder + "/link.sqlite")
            #expect(throws: StoreError.self) { try store.store("law_2") }
        }
    }

    @Test("a WAL that an outside reader kept from being reused shrinks afterwards")
    func boundedWAL() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(.sqlite(path: path))
            try store.store("law_0")
            let reader = try Lock(path, "BEGIN; SELECT count(*) FROM document")
            for number in 1...12 { try store.store("law_\(number)", content: content(bytes: 1 << 20)) }
            let file = StoreFile(path: path)
            #expect(file.walSize > SQLiteOpening.walBytes)
            try reader.release()
            let fresh = try SQLiteStore(.sqlite(path: path))
            try fresh.check()
            #expect(file.walSize <= SQLiteOpening.walBytes)
        }
    }

    @Test("a store opened with mode=ro answers reads and refuses writes")
    func readOnlyMode() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let writer = try SQLiteStore(.sqlite(path: path))
            try writer.store("law_1")
            let reader = try SQLiteStore(.sqlite(path: path, isReadOnly: true))
            #expect(reader.isReadOnly)
            #expect(try reader.document(.law, "law_1")?.id == "law_1")
            #expect(throws: StoreError.readOnly) { try reader.store("law_2") }
            // The operator wants it so.
            try reader.check()
            // It sees what the writer stores.
            try writer.store("law_3")
            #expect(try reader.lawIDs() == ["law_3", "law_1"])
            #expect(throws: StoreError.self) { try SQLiteStore(.sqlite(path: folder + "/none", isReadOnly: true)) }
            #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
            // A file that took its place is another store.
            try writer.close()
            try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
            #expect(throws: StoreError.self) { try reader.check() }
            try SQLiteStore(.sqlite(path: path)).close()
            #expect(throws: StoreError.self) { try reader.check() }
        }
    }

    @Test("a store in memory has a bound")
    func memoryBound() throws {
        let opened = try SQLiteOpening(patience: .seconds(1)).memory()
        let bytes = try opened.database.read { db in
            try (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0) * (Int.fetchOne(db, sql: "PRAGMA max_page_count") ?? 0)
        }
        #expect(bytes == 512 << 20)
    }

    @Test(
        "a process that may not write the file or its folder reads the store, beside a writer and alone",
        .enabled(if: geteuid() == 0 && ChildProcess.tool("setpriv") != nil, "only root can become another user")
    )
    func unprivileged() throws {
        try withFolder { folder in
            try #require(ChildProcess.run("chmod", ["755", folder]))
            let path = folder + "/store.sqlite"
            func asNobody(_ arguments: [String], _ input: String = "") throws -> (
                status: Int32, output: String, errors: String
            ) {
                let pipe = Pipe()
                try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
                try pipe.fileHandleForWriting.close()
                return try ChildProcess(
                    "/usr/bin/setpriv",
                    ["--reuid=65534", "--regid=65534", "--clear-groups", ChildProcess.exerciser()] + arguments,
                    input: pipe.fileHandleForReading
                ).finish()
            }
            _ = try ChildProcess(ChildProcess.exerciser(), ["write", "sqlite://\(path)", "2", "law_"]).finish()
            try #require(ChildProcess.run("chmod", ["644", path]))
            // Nothing beside the file, and nothing can be created there.
            #expect(try asNobody(["verify", "sqlite://\(path)"], "law_0\nlaw_9\nlaw_1\n").output == "law_9\n")
            let refused = try asNobody(["write", "sqlite://\(path)", "1", "other_"])
            #expect(refused.status == 69 && refused.errors.contains("readOnly"))
            let missing = try asNobody(["write", "sqlite://\(folder)/new.sqlite", "1", "other_"])
            #expect(missing.status == 69 && missing.errors.contains("cannot create"))
            // Beside a writer, whose newest documents are in the WAL.
            let writer = try SQLiteStore(.sqlite(path: path))
            try writer.store("law_2", name: "name of law_2")
            let beside = try asNobody(["verify", "sqlite://\(path)"], "law_0\nlaw_9\n")
            #expect(beside.output == "law_9\n")
            try writer.close()
        }
    }
}

/// A connection of another program that holds a transaction.
private struct Lock {
    private let queue: DatabaseQueue

    init(_ path: String, _ sql: String = "BEGIN IMMEDIATE") throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    func release() throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try queue.close()
    }
}
