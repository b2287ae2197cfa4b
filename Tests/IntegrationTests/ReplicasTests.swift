import Foundation
import JSONText
import Synchronization
import TestSupport
import Testing

@Suite(
    "Three replicas on one PostgreSQL behind nginx",
    .serialized,
    .enabled(if: PostgreSQLServer.isInstalled, "PostgreSQL is not installed"),
    .enabled(if: NginxProxy.isInstalled, "nginx is not installed")
)
struct ReplicasTests {
    /// A grid of experiments that no other number has.
    private static func grid(_ number: Int) -> Data {
        let value = 0.2 + Double(number) * 1e-6
        return Data("layers,dim,HR@10\n2,16,\(value)\n2,32,0.25\n4,16,0.24\n4,32,0.281\n8,32,0.29\n8,64,0.301\n".utf8)
    }

    private static func replicas(_ server: PostgreSQLServer) throws -> [RunningService] {
        let url = try server.newDatabase()
        return try (0..<3).map { _ in try RunningService(["--store", url]) }
    }

    @Test("what one replica stores or deletes is in every answer of the others to questions asked 100 ms later")
    func propagation() throws {
        let replicas = try Self.replicas(PostgreSQLServer.shared.get())
        let clients = try replicas.map { try CurlClient(base: $0.base) }
        // How long after a change the last question was asked that got an answer from before it.
        var longest = Duration.zero
        func isSeen(_ what: String, _ isTrue: () throws -> Bool) throws {
            let change = ContinuousClock.now
            while true {
                let asked = ContinuousClock.now - change
                if try isTrue() { return }
                longest = max(longest, asked)
                try #require(asked < .milliseconds(100), "\(what) was not seen")
            }
        }
        for number in 0..<5 {
            let law = try clients[0].post("/fit?name=law%20\(number)", type: "text/csv", Self.grid(number))
            #expect(law.status == 201, "\(law.text)")
            let id = try #require(law.json.string("law"))
            for client in clients {
                try isSeen("the newest law") {
                    try client.get("/predict?layers=4&dim=32").json.string("law") == id
                }
                try isSeen("the law of a name") {
                    try client.get("/predict?law=law%20\(number)&layers=4&dim=32").json.string("law") == id
                }
            }
        }
        for number in 0..<5 {
            // It is in every cache.
            #expect(try clients[1].send("DELETE", "/laws/law%20\(number)").status == 204)
            for client in clients {
                try isSeen("a deletion") {
                    try client.get("/predict?law=law%20\(number)&layers=4&dim=32").status == 404
                }
            }
        }
        print("replicas: the last answer from before a change was to a question \(longest) after it")
    }

    @Test("of three replicas that give one name to different laws, one wins and the others name the holder")
    func nameRace() throws {
        let replicas = try Self.replicas(PostgreSQLServer.shared.get())
        let bases = replicas.map(\.base)
        for round in 0..<5 {
            let replies = Mutex<[(status: Int, text: String)]>([])
            DispatchQueue.concurrentPerform(iterations: 3) { index in
                do {
                    let reply = try CurlClient(base: bases[index])
                        .post("/fit?name=best%20\(round)", type: "text/csv", Self.grid(100 * round + index))
                    replies.withLock { $0.append((reply.status, reply.text)) }
                } catch {
                    Issue.record("\(error)")
                }
            }
            let all = replies.withLock { $0 }
            #expect(all.map(\.status).sorted() == [201, 409, 409])
            let holder = try CurlClient(base: bases[0]).get("/laws/best%20\(round)").json.string("law")
            for reply in all where reply.status == 409 { #expect(reply.text.contains(try #require(holder))) }
        }
    }

    @Test("no acknowledged law is lost when a replica is killed and the database restarts under load")
    func failures() throws {
        let server = try PostgreSQLServer()
        let replicas = try Self.replicas(server)
        let proxy = try NginxProxy(before: replicas.map(\.base))
        let base = proxy.base
        let load = Load()
        let clients = DispatchGroup()
        for writer in 0..<4 {
            clients.enter()
            Thread.detachNewThread {
                do {
                    try load.run(CurlClient(base: base), firstNumber: 100_000 * writer, Self.grid)
                } catch {
                    load.fail("\(error)")
                }
                clients.leave()
            }
        }
        defer { load.end() }
        try #require(load.waitForMore(8), "no load")
        replicas[0].kill9()
        try #require(load.waitForMore(8), "no answers after a replica was killed")
        let errorsOfReplica = load.refusals.count

        let stopped = ContinuousClock.now
        try server.stop(SIGQUIT)
        try #require(load.waitForRefusals(4), "the loss of the database was not noticed")
        for replica in replicas[1...] {
            let client = try CurlClient(base: replica.base)
            #expect(try client.get("/healthz").status == 200)
        }
        try server.start()
        let returned = ContinuousClock.now
        try #require(load.waitForMore(8), "no answers after the database returned")
        load.end()
        clients.wait()

        #expect(load.faults == [])
        let late = load.refusals.map { $0 - returned }.max() ?? .zero
        #expect(late < .seconds(2), "the last refusal came \(late) after the return of the database")
        let laws = load.laws
        for replica in replicas[1...] {
            let client = try CurlClient(base: replica.base)
            for (name, id) in laws { #expect(try client.get("/laws/\(name)").json.string("law") == id) }
            // A replica probes its store once in a second.
            let isReady = try (0..<50).contains { _ in
                if try client.get("/readyz").status == 200 { return true }
                Thread.sleep(forTimeInterval: 0.1)
                return false
            }
            #expect(isReady)
            #expect(replica.terminate() == 0)
        }
        print(
            """
            replicas: \(laws.count) laws acknowledged and found; refusals: \(errorsOfReplica) when a replica was killed, \
            \(load.refusals.count - errorsOfReplica) while the database was away for \(returned - stopped); \
            the last one \(late) after its return
            """
        )
    }
}

/// Clients that fit laws until they are stopped, and what they were answered.
///
/// `@unchecked Sendable`: `condition` guards the properties.
private final class Load: @unchecked Sendable {
    private let condition = NSCondition()
    private var acknowledged: [String: String] = [:]
    private var refused: [ContinuousClock.Instant] = []
    private var strange: [String] = []
    private var hasEnded = false

    /// The id of each acknowledged law by its name.
    var laws: [String: String] { condition.withLock { acknowledged } }
    /// When a client got a 503 that says when to try again.
    var refusals: [ContinuousClock.Instant] { condition.withLock { refused } }
    /// Every other answer.
    var faults: [String] { condition.withLock { strange } }

    func run(_ client: CurlClient, firstNumber: Int, _ grid: (Int) -> Data) throws {
        var number = firstNumber
        while !condition.withLock({ hasEnded }) {
            let name = "law-of-\(number)"
            let reply = try client.post("/fit?name=\(name)", type: "text/csv", grid(number))
            if [200, 201].contains(reply.status), let id = reply.json.string("law") {
                change { acknowledged[name] = id }
                number += 1
            } else if reply.status == 503, let seconds = reply.fields["retry-after"].flatMap({ Int($0) }), seconds > 0 {
                // The same request again, sooner than the answer asks, to see when the refusals end.
                change { refused.append(.now) }
                pause()
            } else {
                fail("\(reply.status): \(reply.text)")
                number += 1
            }
        }
    }

    func fail(_ what: String) { change { strange.append(what) } }

    func end() { change { hasEnded = true } }

    /// `false` if this many more laws were not acknowledged within 60 s.
    func waitForMore(_ count: Int) -> Bool {
        let goal = laws.count + count
        return wait { acknowledged.count >= goal }
    }

    func waitForRefusals(_ count: Int) -> Bool {
        let goal = refusals.count + count
        return wait { refused.count >= goal }
    }

    /// The pace of a client that is refused.
    private func pause() {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: 0.02)
            while !hasEnded, condition.wait(until: deadline) {}
        }
    }

    private func change(_ body: () -> Void) {
        condition.withLock {
            body()
            condition.broadcast()
        }
    }

    private func wait(_ isReached: () -> Bool) -> Bool {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: 60)
            while !isReached() {
                guard condition.wait(until: deadline) else { return false }
            }
            return true
        }
    }
}
