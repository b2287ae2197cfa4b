import Foundation
import HTTPMessage
import PredictionStore
import ResourceMetering
import TestSupport
import Testing

@testable import LawService

@Suite("Memory and work of requests")
struct ResourceBoundTests {
    private static func body(_ users: Int, _ length: Int = 40) -> String {
        let sequences = (0..<users).map { user in
            "[\((0..<length).map { String(($0 * $0 + user) % 97) }.joined(separator: ","))]"
        }
        return "[\(sequences.joined(separator: ","))]"
    }

    private static func code(_ reply: InProcessClient.Reply) -> String {
        reply.json.string("type")?.split(separator: "/").last.map(String.init) ?? ""
    }

    // MARK: Memory

    @Test("what never fits is 413, and what fits when others have ended is 503 with Retry-After")
    func refusals() throws {
        let bounds = ProcessBounds(memoryBytes: 10 << 20, threads: 1)
        let first = RequestWork(bounds)
        try first.hold(6 << 20, for: .reading)
        let second = RequestWork(bounds)
        let later = #expect(throws: Problem.self) { try second.hold(6 << 20, for: .measuring) }
        #expect(later?.code == .overloaded && later?.code.status == 503)
        #expect(later?.response().fields.only(.retryAfter) != nil)
        let never = #expect(throws: Problem.self) {
            try second.hold(11 << 20, for: .measuring, remedy: "request fewer `m`")
        }
        #expect(never?.code == .memoryTooLarge && never?.code.status == 413)
        #expect(never?.detail.contains("request fewer `m`") == true)
        try first.hold(1 << 20, for: .reading)
        try second.hold(6 << 20, for: .measuring)
    }

    @Test("a picture holds the memory of its search", arguments: ["frontier", "surface"])
    func pictures(_ view: String) throws {
        let client = try ServiceFixture { $0.measuring.memoryBytes = 64 << 20 }.client
        _ = client.post("/fit?name=ml", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        let space = "layers=1..2000&dim=1..2000"
        for target in ["/optimal?law=ml&\(space)", "/laws/ml/plot?view=\(view)&\(space)"] {
            let reply = client.get(target)
            #expect(
                reply.status == 413 && Self.code(reply) == "memory-too-large",
                "\(target): \(reply.text.prefix(300))"
            )
        }
        #expect(client.get("/laws/ml/plot?view=\(view)").status == 200)
    }

    @Test("the names in a list are counted, a few documents at a time")
    func names() throws {
        let client = try ServiceFixture { $0.measuring.memoryBytes = 3 << 20 }.client
        let long = String(repeating: "%F0%9F%98%80", count: 190)
        for dataset in 0..<20 {
            for name in 0..<64 {
                let reply = client.post(
                    "/apen?name=\(long)-\(dataset)-\(name)",
                    "application/json",
                    "[[\(dataset),1,1]]"
                )
                try #require(reply.status == 200 || reply.status == 201, "\(reply.text)")
            }
        }
        let all = client.get("/datasets?limit=1000")
        #expect(all.status == 413 && Self.code(all) == "memory-too-large", "\(all.text.prefix(300))")
        #expect(client.get("/datasets?limit=3").json.count("datasets") == 3)
        #expect(client.get("/datasets?limit=3").json.string("next") != nil)
    }

    @Test("a request holds the sum of its purposes, and everything returns when it ends")
    func purposes() throws {
        let bounds = ProcessBounds(memoryBytes: 100 << 20, threads: 1)
        do {
            let work = RequestWork(bounds)
            try work.hold(10 << 20, for: .reading)
            try work.hold(20 << 20, for: .scratch)
            try work.hold(5 << 20, for: .reading)
            #expect(bounds.memory.heldBytes == 25 << 20)
            #expect(throws: Problem.self) { try work.hold(.max, for: .counting) }
            #expect(bounds.memory.heldBytes == 25 << 20)
        }
        #expect(bounds.memory.heldBytes == 0)
    }

    @Test("an answer pays for its body, and nothing else, until the client has it")
    func answers() {
        let bounds = ProcessBounds(memoryBytes: 10 << 20, threads: 1)
        func answer(_ bytes: Int, working: Int) -> Response {
            RequestWork(bounds).answer { work throws(Problem) in
                try work.hold(working, for: .answering)
                return Response(status: .ok, body: [UInt8](repeating: 0x61, count: bytes))
            }
        }
        var response: Response? = answer(3 << 20, working: 9 << 20)
        #expect(response?.status == .ok)
        #expect(bounds.memory.heldBytes == 3 << 20)
        #expect(answer(1, working: 8 << 20).status.code == 503, "the first client has not read its answer")
        #expect(answer(8 << 20, working: 0).status.code == 503)
        #expect(answer(11 << 20, working: 0).status.code == 413)
        #expect(bounds.memory.heldBytes == 3 << 20)
        response = nil
        #expect(bounds.memory.heldBytes == 0)
        #expect(answer(1_000, working: 0).payer == nil, "short answers are too many to be counted")
    }

    @Test(
        "lookups are counted, too: what they read and what they answer",
        arguments: ["/laws", "/laws/a", "/predict?law=a&layers=8&dim=64"]
    )
    func lookups(_ target: String) throws {
        let store = try SQLiteStore(.memory)
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        _ = InProcessClient(Application(store: store)).post("/fit?name=a", "text/csv", grid)
        var configuration = Application.Configuration()
        configuration.measuring.memoryBytes = 16 << 10
        let application = Application(store: store, configuration: configuration)
        let reply = InProcessClient(application).get(target)
        #expect(reply.status == 413, "\(reply.text)")
        #expect(Self.code(reply) == "memory-too-large")
        configuration.measuring.memoryBytes = 64 << 20
        let client = InProcessClient(Application(store: store, configuration: configuration))
        #expect(client.get(target).status == 200)
        #expect(client.get("/metrics").text.contains(#"memory_budget_bytes{state="held"} 0"# + "\n"), "all is returned")
    }

    @Test("work that has begun waits a moment for memory of others")
    func waitsForMemory() throws {
        let bounds = ProcessBounds(memoryBytes: 8 << 20, threads: 1)
        let other = RequestWork(bounds)
        try other.reserve(6 << 20, for: .decoding)
        let work = RequestWork(bounds)
        #expect(throws: MemoryBudget.Refusal.self) { try work.reserve(4 << 20, for: .measuring) }
        var attempts = 0
        try work.reserveInTime(4 << 20, for: .measuring) {
            attempts += 1
            if attempts == 3 { other.letGo(of: .decoding) }
        }
        #expect(attempts == 3)
        #expect(throws: MemoryBudget.Refusal.neverFits(needed: 9 << 20, budget: 8 << 20)) {
            try work.reserveInTime(9 << 20, for: .measuring) { Issue.record("it waits for what it can never have") }
        }
    }

    private static let configurations = (1...4_000).map { #"{"layers":8,"dim":\#($0)}"# }.joined(separator: ",")

    @Test(
        "searches and batches are counted, too",
        arguments: [
            ("GET", "/optimal?law=a&layers=1..300&dim=1..300", 4 << 20),
            ("GET", "/laws/a/suggestions?layers=1..300&dim=1..300", 4 << 20), ("POST", "/predict", 1 << 20),
        ]
    )
    func computations(_ method: String, _ target: String, memory: Int) throws {
        let store = try SQLiteStore(.memory)
        let free = InProcessClient(Application(store: store))
        _ = free.post("/fit?name=a", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        _ = free.post("/apen?name=d", "application/json", Self.body(10))
        func reply(_ memoryBytes: Int) -> InProcessClient.Reply {
            var configuration = Application.Configuration()
            configuration.measuring.memoryBytes = memoryBytes
            let client = InProcessClient(Application(store: store, configuration: configuration))
            if method == "GET" { return client.get(target) }
            let body = target == "/predict" ? #"{"law":"a","configurations":[\#(Self.configurations)]}"# : "{}"
            return client.post(target, "application/json", body)
        }
        let refused = reply(memory)
        #expect(refused.status == 413, "\(refused.text)")
        #expect(Self.code(refused) == "memory-too-large")
        #expect(reply(1 << 30).status == 200)
    }

    @Test("datasets that are measured at the same time share the memory")
    func sharedMemory() throws {
        let service = try ServiceFixture { $0.measuring = MeasurementLimits(memoryBytes: 12 << 20, jobs: 1) }
        let labels = (0..<60_000).map { "[\"label \($0)\",\"other \($0)\"]" }.joined(separator: ",")
        let bytes = Array("[\(labels)".utf8)
        var receivers: [any BodyReceiver] = []
        var statuses: [Int] = []
        for _ in 0..<4 {
            let head = RequestHead(method: .post, path: "/apen", query: "measures=none", fields: HTTPFields())
            guard case .receive(_, let receiver) = service.application.plan(for: head) else { continue }
            receivers.append(receiver)
            for begin in stride(from: 0, to: bytes.count, by: 1 << 16) {
                let slice = bytes[begin..<min(begin + 1 << 16, bytes.count)]
                guard let refusal = slice.withUnsafeBytes({ receiver.receive($0) }) else { continue }
                statuses.append(refusal.status.code)
                #expect(refusal.fields.only(.retryAfter) != nil)
                break
            }
        }
        // The first dataset fits, so it would fit alone: no other one may be told that it never fits.
        #expect(receivers.count == 4 && !statuses.isEmpty && statuses.count < 4)
        #expect(statuses.allSatisfy { $0 == 503 }, "\(statuses)")
        receivers.removeAll()
        #expect(service.client.post("/apen", "application/json", Self.body(10)).status == 200)
    }

    @Test("a dataset with 16 m and 16 maxLength takes little more memory than with one of each")
    func manyCombinations() throws {
        let numbers = (1...16).map(String.init).joined(separator: ",")
        let client = try ServiceFixture { $0.measuring = MeasurementLimits(memoryBytes: 24 << 20, jobs: 2) }.client
        let reply = client.post(
            "/apen?measures=none&m=\(numbers)&maxLength=\(numbers)",
            "application/json",
            Self.body(3, 3_000)
        )
        #expect(reply.status == 200, "\(reply.text.prefix(300))")
        #expect(reply.json.count("sweep") == 256)
    }

    @Test("the shares of the memory add up to all of it", arguments: [16 << 20, 64 << 20, 2 << 30])
    func shares(_ memory: Int) {
        let shares = MemoryShares(memoryBytes: memory, cacheBytes: 256 << 20)
        #expect(shares.cacheBytes + shares.uploadBytes + shares.workBytes == memory)
        #expect(shares.workBytes >= memory / 2)
    }

    // MARK: Work

    @Test("a body adds 30 s of work per GiB")
    func bodies() {
        let work = RequestWork(ProcessBounds(memoryBytes: 1, workUnits: 60_000_000_000, threads: 1))
        work.received(1 << 30)
        #expect(work.meter.budget == 90_000_000_000)
        for _ in 0..<1_024 { work.received(1 << 20) }
        #expect(abs(work.meter.budget - 120_000_000_000) <= 1_024)
    }

    static let requests: [(target: String, body: [UInt8])] = [
        ("/apen?m=1,2,3,4,5", Array(body(300).utf8)), ("/apen?r=0.5&m=1,2,3", Array(body(20, 300).utf8)),
        ("/apen?measures=none&format=csv", GzipText.compressed("\n", bytes: 1 << 20, head: "user,item\n1,2\n")),
        ("/apen", GzipText.compressed("[],", bytes: 1 << 20, head: "[", tail: "[1]]")),
        ("/fit", GzipText.compressed("[],", bytes: 1 << 20, head: #"{"experiments":["#, tail: "1]}")),
        ("/preview", GzipText.compressed("[1,2],", bytes: 1 << 20, head: "[", tail: "[1]]")),
    ]

    @Test("a body whose work is too large is 413, with the remedy", arguments: requests)
    func exhausted(_ request: (target: String, body: [UInt8])) throws {
        let client = try ServiceFixture { $0.workSeconds = 0.0001 }.client
        let reply = client.send(.post, request.target, body: request.body, slice: 1 << 14)
        #expect(reply.status == 413, "\(reply.text)")
        #expect(Self.code(reply) == "work-too-large")
        #expect(reply.text.contains("--work-seconds"))
        #expect(client.get("/datasets").json.count("datasets") == 0, "nothing is stored")
    }

    @Test("a client who has gone, or a service that ends, stops the work and stores nothing", arguments: [false, true])
    func cancelled(_ isDraining: Bool) throws {
        for (target, body) in [("/apen", Self.body(50)), ("/fit", try ServiceFixture.grid("ml-1m-len100-hr10"))] {
            let service = try ServiceFixture()
            let head = RequestHead(method: .post, path: target, query: nil, fields: HTTPFields())
            guard case .receive(_, let receiver) = service.application.plan(for: head) else { continue }
            _ = Array(body.utf8).withUnsafeBytes { receiver.receive($0) }
            receiver.cancel(isDraining: isDraining)
            let response = receiver.finish()
            #expect(response.status.code == 503)
            #expect(service.client.get("/datasets").json.count("datasets") == 0)
            #expect(service.client.get("/laws").json.count("laws") == 0)
        }
    }
}
