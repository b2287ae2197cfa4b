import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PredictionStore

@Suite("PostgreSQL store", .enabled(if: PostgreSQLServer.isInstalled, "PostgreSQL is not installed"))
struct PostgreSQLStoreTests {
    private func withServer(_ body: (PostgreSQLServer, _ url: String) throws -> Void) throws {
        let server = try PostgreSQLServer.shared.get()
        try body(server, server.newDatabase())
    }

    @Test("several replicas create the schema at once")
    func concurrentCreation() throws {
        for _ in 0..<5 {
            try withServer { _, url in
                DispatchQueue.concurrentPerform(iterations: 4) { index in
                    let failure = storeError { try PostgreSQLStore(url: url).store("law_\(index)") }
                    #expect(failure == nil)
                }
                let ids = try PostgreSQLStore(url: url).lawIDs()
                #expect(ids.count == 4)
            }
        }
    }

    @Test("replicas see each other's documents, names and deletions by the revision")
    func replicas() throws {
        try withServer { _, url in
            let first = try PostgreSQLStore(url: url)
            let second = try PostgreSQLStore(url: url)
            let before = try second.revision()
            try first.store("law_1", name: "a")
            #expect(try second.revision() != before)
            #expect(try second.document(.law, "a")?.id == "law_1")
            let stored = try first.revision()
            #expect(try second.delete(.law, "a"))
            #expect(try first.revision() != stored)
            #expect(try first.entry(.law, "law_1") == nil)
        }
    }

    @Test("of several replicas that give one name to different laws one wins")
    func nameRace() throws {
        try withServer { _, url in
            let stores = try (0..<4).map { _ in try PostgreSQLStore(url: url) }
            for round in 0..<20 {
                let winners = Mutex(0)
                DispatchQueue.concurrentPerform(iterations: 4) { index in
                    switch storeError({ try stores[index].store("law_\(round)_\(index)", name: "best \(round)") }) {
                    case nil: winners.withLock { $0 += 1 }
                    case .nameTaken: break
                    case let other: Issue.record("\(String(describing: other))")
                    }
                }
                #expect(winners.withLock { $0 } == 1)
            }
            #expect(try stores[0].lawIDs().count == 20)
        }
    }

    @Test("while another program holds the lock, reads continue and writes are refused early")
    func locked() throws {
        try withServer { server, url in
            let store = try PostgreSQLStore(url: url, connections: 3, patience: .milliseconds(300), pause: .zero)
            try store.store("law_1")
            let psql = try #require(ChildProcess.tool("psql"))
            let input = Pipe()
            let other = try ChildProcess(psql, ["-X", "-q", "-t", "-A", "-d", url], input: input.fileHandleForReading)
            let sql = "BEGIN; SELECT number FROM performance_law.revision FOR UPDATE;\n"
            try input.fileHandleForWriting.write(contentsOf: Data(sql.utf8))
            #expect(try other.lines(1).count == 1)
            let start = ContinuousClock.now
            DispatchQueue.concurrentPerform(iterations: 6) { _ in
                #expect(storeError { try store.store("law_2") }?.isBusy == true)
            }
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(try store.document(.law, "law_1")?.id == "law_1")
            #expect(storeError { try store.check() }?.isBusy == true)
            try input.fileHandleForWriting.close()
            _ = try other.finish()
            try store.store("law_2")
            try store.check()
        }
    }

    @Test("the question for the revision ends while the server is silent, and others go on afterwards")
    func silence() throws {
        try withServer { _, url in
            let store = try PostgreSQLStore(url: url)
            try store.store("law_1")
            let input = Pipe()
            let psql = try #require(ChildProcess.tool("psql"))
            let other = try ChildProcess(psql, ["-X", "-q", "-d", url], input: input.fileHandleForReading)
            let lock = "BEGIN; LOCK TABLE performance_law.revision IN ACCESS EXCLUSIVE MODE;\n\\echo locked\n"
            try input.fileHandleForWriting.write(contentsOf: Data(lock.utf8))
            try #require(other.lines(1) == ["locked"])
            // Without an end of its own the question would wait for the lock, which nobody gives back before it has ended.
            #expect(storeError { _ = try store.revision() }?.isUnavailable == true)
            #expect(try store.document(.law, "law_1")?.id == "law_1", "another connection is used")
            try input.fileHandleForWriting.close()
            _ = try other.finish()
            #expect(try store.revision() == 1)
        }
    }

    @Test("a server that accepts no further connection is used through those it has accepted")
    func fewConnections() throws {
        try withServer { server, url in
            // The limit of a role does not count for the superuser that makes it.
            let role = "few_\(UInt32.random(in: 0 ... .max))"
            try #require(server.execute("CREATE ROLE \(role) LOGIN PASSWORD 'secret' CONNECTION LIMIT 1", in: url))
            let limited = url.replacingOccurrences(of: "://tester", with: "://\(role)")
                .replacingOccurrences(of: "passfile=", with: "password=secret&passfile=")
            try #require(limited != url)
            let pool = PostgreSQLPool(url: limited, connections: 3, patience: .seconds(60))
            DispatchQueue.concurrentPerform(iterations: 3) { _ in
                for _ in 0..<20 {
                    do {
                        try pool.lend { try $0.execute("SELECT pg_sleep(0.005)") }
                    } catch {
                        Issue.record("\(error)")
                    }
                }
            }
            pool.close()
        }
    }

    @Test("a read-only database answers reads, refuses writes and fails the probe")
    func readOnly() throws {
        try withServer { server, url in
            let store = try PostgreSQLStore(url: url)
            try store.store("law_1")
            try server.set("default_transaction_read_only = on", in: url)
            let reader = try PostgreSQLStore(url: url)
            #expect(try reader.lawIDs() == ["law_1"])
            #expect(throws: StoreError.readOnly) { try reader.store("law_2") }
            #expect(throws: StoreError.readOnly) { try reader.check() }
        }
    }

    @Test("a schema of a later version stops the writes of this one")
    func laterSchema() throws {
        try withServer { server, url in
            let store = try PostgreSQLStore(url: url)
            try store.store("law_1")
            try #require(server.execute("INSERT INTO performance_law.migration (name) VALUES ('later')", in: url))
            #expect(throws: StoreError.writtenByLaterVersion) { try store.store("law_2") }
            #expect(throws: StoreError.writtenByLaterVersion) { try PostgreSQLStore(url: url) }
            #expect(try store.lawIDs() == ["law_1"])
        }
    }

    @Test("a damaged document is named and hides no other")
    func damage() throws {
        try withServer { server, url in
            let store = try PostgreSQLStore(url: url)
            for number in 1...3 { try store.store("law_\(number)") }
            let sql = "UPDATE performance_law.document SET content = replace(content, '_2', '_7') WHERE id = 'law_2'"
            try #require(server.execute(sql, in: url))
            #expect(throws: StoreError.damaged(kind: .law, id: "law_2")) { try store.document(.law, "law_2") }
            #expect(try store.lawIDs().count == 3)
            var exported: [ExportedDocument] = []
            try store.export { exported.append($0) }
            #expect(exported.count == 3)
            #expect(exported[1] == .damaged(kind: .law, id: "law_2"))
        }
    }

    @Test("values are bound, never part of a statement")
    func injection() throws {
        try withServer { _, url in
            let store = try PostgreSQLStore(url: url)
            let name = "'; DROP TABLE performance_law.document; --\\ $1 \"x\" %s"
            try store.store("law_1", name: name)
            #expect(try store.document(.law, name)?.id == "law_1")
        }
    }

    @Test("an error of the receiver ends an export, and the store works on")
    func exportEnds() throws {
        struct Full: Error {}
        try withServer { _, url in
            let store = try PostgreSQLStore(url: url, connections: 1, patience: .seconds(5), pause: .zero)
            for number in 1...50 { try store.store("law_\(number)", content: content(bytes: 10_000)) }
            #expect(throws: Full.self) { try store.export { _ in throw Full() } }
            #expect(try store.lawIDs().count == 50)
        }
    }

    @Test("an asynchronous commit of the database is made synchronous")
    func synchronousCommit() throws {
        try withServer { server, url in
            try server.set("synchronous_commit = off", in: url)
            #expect(try PostgreSQLConnection(url: url).rows("SHOW synchronous_commit").first?.text(0) == "on")
            try server.set("synchronous_commit = remote_apply", in: url)
            #expect(try PostgreSQLConnection(url: url).rows("SHOW synchronous_commit").first?.text(0) == "remote_apply")
        }
    }

    @Test("TLS follows the parameters of the location")
    func tls() throws {
        try withServer { server, url in
            let verified = "&sslmode=verify-full&sslrootcert=\(server.rootCertificate)"
            for parameters in ["&sslmode=require", verified] {
                let rows = try PostgreSQLConnection(url: url + parameters)
                    .rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                #expect(rows.first?.text(0) == "t")
            }
            let plain = try PostgreSQLConnection(url: url + "&sslmode=disable")
                .rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(plain.first?.text(0) == "f")
            // The certificate is for localhost.
            let wrongName = url.replacingOccurrences(of: "127.0.0.1", with: "0.0.0.0") + verified
            #expect(storeError { _ = try PostgreSQLStore(url: wrongName) }?.isUnavailable == true)
        }
    }

    @Test("a wrong password and a missing database are errors without the password")
    func refused() throws {
        try withServer { server, _ in
            for url in [
                "postgres://tester:hunter2@127.0.0.1:\(server.port)/postgres", server.url(database: "none"),
                "postgres://tester:hunter2@127.0.0.1:1/postgres", "postgres://h/d?unknown=1",
                // libpq quotes the part of the URL that it does not understand.
                "postgres://tester:hunter2/x@127.0.0.1/d", "postgres://tester:x@hunter2@127.0.0.1/d",
                "postgres://tester:hunter2%zz@127.0.0.1/d", "postgres://tester:hunter2%00@127.0.0.1/d",
                "postgres://127.0.0.1/d?password&hunter2=x", "postgres://127.0.0.1:hunter2/d",
            ] {
                guard case .unavailable(let reason) = storeError({ _ = try PostgreSQLStore(url: url) }) else {
                    Issue.record("\(url) was opened")
                    return
                }
                #expect(!reason.contains("hunter2") && !reason.contains("\n"), "\(reason)")
            }
        }
    }

    @Test("a database that cannot hold every name is refused, with the remedy")
    func encoding() throws {
        try withServer { server, _ in
            try #require(server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
            guard
                case .unavailable(let reason) = storeError({
                    _ = try PostgreSQLStore(url: server.url(database: "latin"))
                })
            else {
                Issue.record("it was opened")
                return
            }
            #expect(reason.contains("LATIN1") && reason.contains("ENCODING 'UTF8'"), "\(reason)")
        }
    }

    @Test("a closed store refuses every call")
    func closed() throws {
        try withServer { _, url in
            let store = try PostgreSQLStore(url: url)
            try store.close()
            #expect(storeError { _ = try store.revision() }?.isUnavailable == true)
            #expect(storeError { try store.store("law_1") }?.isUnavailable == true)
        }
    }
}

@Suite(
    "PostgreSQL store, restarts",
    .serialized,
    .enabled(if: PostgreSQLServer.isInstalled, "PostgreSQL is not installed")
)
struct PostgreSQLRestartTests {
    /// A server of its own, because these tests stop it.
    private static let server = Result { try PostgreSQLServer() }

    @Test(
        "a restart of the database under load loses nothing, and the errors end within two seconds of its return",
        arguments: [SIGINT, SIGQUIT, SIGKILL]
    )
    func restart(signal: Int32) throws {
        let server = try Self.server.get()
        let url = try server.newDatabase()
        let stores = try (0..<3).map { _ in try PostgreSQLStore(url: url) }
        let acknowledged = Acknowledged()
        let strange = Mutex<[StoreError]>([])
        let returned = Mutex<ContinuousClock.Instant?>(nil)
        let load = DispatchGroup()
        for (index, store) in stores.enumerated() {
            load.enter()
            Thread.detachNewThread {
                var number = 0
                while !acknowledged.isOver {
                    number += 1
                    let id = "law_\(index)_\(number)"
                    switch storeError({ try store.store(id, name: id) }) {
                    case nil: acknowledged.append(id)
                    case .unavailable, .busy:
                        if let back = returned.withLock({ $0 }), ContinuousClock.now - back > .seconds(2) {
                            strange.withLock { $0.append(.unavailable(reason: "still failing")) }
                        }
                        // The pace of a client that is refused.
                        acknowledged.waitForEnd(atMost: 0.005)
                    case .some(let other): strange.withLock { $0.append(other) }
                    }
                }
                load.leave()
            }
        }
        defer { acknowledged.end() }
        try #require(acknowledged.waitForMore(30), "no load")
        try server.stop(signal)
        #expect(storeError { try stores[0].check() }?.isUnavailable == true)
        #expect(storeError { _ = try stores[0].revision() }?.isUnavailable == true)
        try server.start()
        let back = ContinuousClock.now
        returned.withLock { $0 = back }
        for store in stores {
            while storeError({ try store.check() }) != nil {
                try #require(ContinuousClock.now - back < .seconds(2))
                acknowledged.waitForEnd(atMost: 0.005)
            }
        }
        try #require(acknowledged.waitForMore(30), "no writes after the return")
        acknowledged.end()
        load.wait()
        #expect(strange.withLock { $0 } == [])
        let ids = acknowledged.ids
        for id in ids { #expect(try stores[1].document(.law, id)?.id == id) }
        #expect(ids.count >= 60)
    }

    @Test("a connection that broke while it was idle is replaced without an error")
    func idleConnection() throws {
        let server = try Self.server.get()
        let store = try PostgreSQLStore(url: server.newDatabase())
        try store.store("law_1")
        try server.stop(SIGINT)
        try server.start()
        #expect(try store.lawIDs() == ["law_1"])
        try server.stop(SIGQUIT)
        try server.start()
        try store.store("law_2")
    }
}

/// The ids that writers got acknowledged, and the end of their work.
///
/// `@unchecked Sendable`: `condition` guards the properties.
private final class Acknowledged: @unchecked Sendable {
    private let condition = NSCondition()
    private var list: [String] = []
    private var hasEnded = false

    var ids: [String] { condition.withLock { list } }
    var isOver: Bool { condition.withLock { hasEnded } }

    func append(_ id: String) {
        condition.withLock {
            list.append(id)
            condition.broadcast()
        }
    }

    func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    func waitForEnd(atMost seconds: TimeInterval) {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: seconds)
            while !hasEnded, condition.wait(until: deadline) {}
        }
    }

    /// `false` if this many more ids did not come within 20 s.
    func waitForMore(_ count: Int) -> Bool {
        condition.withLock {
            let goal = list.count + count
            let deadline = Date(timeIntervalSinceNow: 20)
            while list.count < goal {
                guard condition.wait(until: deadline) else { return false }
            }
            return true
        }
    }
}
