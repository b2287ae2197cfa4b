import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

/// The worst requests that are known, against a process that may take little memory. It must answer each of them and go on
/// serving.
@Suite("A service in little memory")
struct LimitedMemoryTests {
    private static let dataLimit = 1 << 30
    /// The work of a debug build takes many times as long as that of a release build.
    private static let options = ["--store", "memory:", "--memory", "512MiB", "--work-seconds", "0.05"]

    struct Attack: Sendable, CustomTestStringConvertible {
        let name: String
        let target: String
        let type: String
        let isCompressed: Bool
        let body: @Sendable () -> [UInt8]

        init(
            _ name: String,
            _ target: String,
            _ type: String,
            gzip: Bool = false,
            _ body: @escaping @Sendable () -> [UInt8]
        ) {
            self.name = name
            self.target = target
            self.type = type
            isCompressed = gzip
            self.body = body
        }

        var testDescription: String { name }
    }

    private static let json = "application/json"
    private static let lists = (1...16).map(String.init).joined(separator: ",")
    private static let lengths = (0..<16).map { String(400_000 - $0) }.joined(separator: ",")

    private static func sequence(_ count: Int, _ item: (Int) -> String) -> [UInt8] {
        Array("[[\((0..<count).map(item).joined(separator: ","))]]".utf8)
    }

    static let attacks: [Attack] = [
        Attack("16 m and 16 maxLength on one long sequence", "/apen?m=\(lists)&maxLength=\(lengths)", json) {
            sequence(400_000) { String($0 % 7 + $0 % 11) }
        },
        Attack("the same without measures", "/apen?measures=none&m=\(lists)&maxLength=\(lengths)", json) {
            sequence(400_000) { String($0 % 7 + $0 % 11) }
        },
        Attack("r > 0 with 4 m and 16 maxLength", "/apen?r=0.4&m=3,4,5,6&maxLength=\(lengths)", json) {
            sequence(49_999) { "\(($0 * 7_919) % 1_000).\($0 % 10)" }
        },
        Attack("empty sequences in gzip", "/apen", json, gzip: true) {
            GzipText.compressed("[],", bytes: 512 << 20, head: #"{"sequences":["#, tail: "[1,2]]}")
        },
        Attack("unknown keys in gzip", "/apen", json, gzip: true) {
            GzipText.compressed(#""x":1,"#, bytes: 512 << 20, head: #"{"sequences":[[1,2]],"#, tail: #""m":2}"#)
        },
        Attack("line feeds in gzip", "/apen", "text/csv", gzip: true) {
            GzipText.compressed("\n", bytes: 512 << 20, head: "user,item\n1,2\n")
        },
        Attack("faulty rows in gzip", "/apen", "text/csv", gzip: true) {
            GzipText.compressed("1,\n", bytes: 512 << 20, head: "user,item\n1,2\n")
        },
        Attack("lists of one item in gzip", "/apen", "application/x-ndjson", gzip: true) {
            GzipText.compressed("[1,1,1]\n", bytes: 512 << 20)
        },
        Attack("16 MB of commas", "/fit", "text/csv") { [UInt8](repeating: UInt8(ascii: ","), count: 16 << 20) },
        Attack("a JSON tree of 8 million values", "/fit", json) {
            Array("{\"experiments\":[\(String(repeating: "1,", count: (8 << 20) - 20))1]}".utf8)
        },
        Attack("a JSON tree in gzip", "/fit", json, gzip: true) {
            GzipText.compressed("[],", bytes: 512 << 20, head: #"{"experiments":["#, tail: "1]}")
        },
    ]

    @Test("answers the worst request of each kind, and goes on serving", arguments: attacks)
    func attack(_ attack: Attack) throws {
        let service = try RunningService(Self.options, dataLimit: Self.dataLimit)
        let client = try CurlClient(base: service.base)
        let fields = attack.isCompressed ? ["Content-Encoding: gzip"] : []
        let reply = try client.post(attack.target, type: attack.type, Data(attack.body()), fields: fields)
        #expect([400, 413, 422, 503].contains(reply.status), "\(reply.status) \(reply.text.prefix(300))")
        try Self.expectServing(client)
        #expect((1..<Self.dataLimit).contains(service.peakBytes), "\(service.peakBytes)")
    }

    @Test("sixteen uploads in which every label is new share the memory", arguments: [1, 2])
    func uploads(_ workers: Int) throws {
        let memory = 32 << 20
        let service = try RunningService(
            ["--store", "memory:", "--memory", "32MiB", "--workers", String(workers)],
            dataLimit: 256 << 20
        )
        let idle = (bytes: service.peakBytes, threads: service.threads)
        let base = service.base
        let statuses = Mutex([Int]())
        DispatchQueue.concurrentPerform(iterations: 16) { upload in
            do {
                let users = (0..<30_000).map { "[\"\(upload)_a\($0)\",\"\(upload)_b\($0)\"]" }
                let body = Data("[\(users.joined(separator: ","))]".utf8)
                let reply = try CurlClient(base: base).post("/apen", type: Self.json, body)
                statuses.withLock { $0.append(reply.status) }
                if reply.status == 503 { #expect(reply.fields["retry-after"] != nil) }
            } catch {
                Issue.record("\(error)")
            }
        }
        let counted = statuses.withLock { $0 }
        #expect(counted.count == 16 && counted.allSatisfy { [200, 413, 503].contains($0) }, "\(counted)")
        #expect(counted.contains(200), "\(counted)")
        #expect(service.peakBytes < idle.bytes + 2 * memory + (32 << 20), "\(idle.bytes), \(service.peakBytes)")
        // The workers and as many measuring threads less one; Dispatch keeps some for itself.
        #expect(service.threads <= idle.threads + 2 * workers + 6)
        try Self.expectServing(try CurlClient(base: base))
    }

    /// The factors of a surface over a million widths would take gigabytes at once.
    @Test(
        "a search over a million sizes of one axis takes no more memory than one over thousands",
        arguments: ["layers=1&dim=1..1000000", "layers=1..1000000&dim=16"]
    )
    func longSearch(_ space: String) throws {
        let options = ["--store", "memory:", "--memory", "512MiB", "--work-seconds", "0.2"]
        let service = try RunningService(options, dataLimit: Self.dataLimit)
        let client = try CurlClient(base: service.base)
        let rows = [2, 4, 8].flatMap { layers in [16, 32, 64].map { "\(layers),\($0),0.\(200 + layers * 3 + $0)" } }
        let table = (["layers,dim,HR@10"] + rows).joined(separator: "\n") + "\n"
        #expect(try client.post("/fit?name=a", type: "text/csv", Data(table.utf8)).status == 201)
        let reply = try client.get("/optimal?law=a&beyond=true&\(space)")
        #expect([200, 413, 422].contains(reply.status), "\(reply.status) \(reply.text.prefix(300))")
        try Self.expectServing(client)
        #expect((1..<Self.dataLimit).contains(service.peakBytes), "\(service.peakBytes)")
    }

    private static func expectServing(_ client: CurlClient) throws {
        #expect(try client.get("/healthz").status == 200)
        #expect(try client.post("/apen", type: json, Data("[[1,2,1,2]]".utf8)).status == 200)
    }
}
