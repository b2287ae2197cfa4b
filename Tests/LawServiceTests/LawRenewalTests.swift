import Foundation
import HTTPMessage
import JSONText
import PredictionStore
import Synchronization
import TestSupport
import Testing

@testable import LawService

/// The fixture holds laws that the first version of the service stored, as it exported them.
@Suite("Laws of an earlier version")
struct LawRenewalTests {
    /// A store with the laws of the fixture.
    private static func oldStore(_ store: SQLiteStore? = nil) throws -> SQLiteStore {
        let store = try store ?? SQLiteStore(.memory)
        var reader = ArchiveImport(into: store, replaceNames: false)
        try reader.receive(try Fixtures.data("stored-laws-version-1.jsonl"))
        try reader.finish()
        return store
    }

    private static let names = ["grid", "process", "few", "two"]

    /// The request that each law of the fixture answers.
    private static func request(_ name: String) throws -> (query: String, body: String) {
        func lines(_ grid: String) throws -> [String] {
            try ServiceFixture.grid(grid).split(whereSeparator: \.isNewline).map(String.init)
        }
        switch name {
        case "process":
            return ("?form=gaussian-process", try ServiceFixture.grid("ml-1m-len150-hr10"))
        case "few":
            return ("?form=log-quadratic&level=0.9", try lines("kuairand-len50-hr10").prefix(9).joined(separator: "\n"))
        case "two":
            let grid = try lines("huawei-music-len25-hr10").enumerated().map { index, line -> String in
                guard index > 0 else { return line + ",NDCG@10" }
                guard (index + 1) % 5 != 0 else { return line + "," }
                let value = try #require(Double(line.split(separator: ",")[2]))
                return line + "," + String(format: "%g", value / 2)
            }
            return ("?dPrime=1e7", grid.joined(separator: "\n"))
        default:
            return ("", try ServiceFixture.grid("ml-1m-len100-hr10"))
        }
    }

    private static func codes(_ reply: InProcessClient.Reply) -> Set<String> {
        Set((reply.json["warnings"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String })
    }

    @Test(
        "a law is fitted again when it is first used, and answers as a new law of the same request does",
        arguments: names
    )
    func renewal(_ name: String) throws {
        let store = try Self.oldStore()
        let before = try #require(try store.document(.law, name))
        #expect(before.entry.modelVersion == 1)
        let client = InProcessClient(Application(store: store))
        let shown = client.get("/laws/\(name)")
        #expect(shown.status == 200, "\(shown.text)")
        #expect(shown.json.string("law") == before.id)
        #expect(Self.codes(shown).contains("refitted"))
        #expect(client.get("/laws/\(name)").text == shown.text, "it is fitted once")
        let after = try #require(try store.document(.law, name))
        #expect(after.entry.modelVersion == LawRecord.modelVersion)
        #expect(after.content != before.content)
        #expect(after.createdAt == before.createdAt && after.names == before.names)

        let request = try Self.request(name)
        let fresh = try ServiceFixture().client.post("/fit\(request.query)", "text/csv", request.body)
        #expect(fresh.status == 201, "\(fresh.text)")
        #expect(fresh.json.string("law") == before.id, "the id does not depend on the model")
        let (mine, other) = (try JSONValue.parse(shown.body).object, try JSONValue.parse(fresh.body).object)
        #expect(mine?["metrics"] == other?["metrics"])
        #expect(mine?["domain"] == other?["domain"])
    }

    @Test("posting the same experiments again finds the stored law and renews it", arguments: names)
    func posted(_ name: String) throws {
        let store = try Self.oldStore()
        let client = InProcessClient(Application(store: store))
        let id = try #require(try store.entry(.law, name)?.id)
        let request = try Self.request(name)
        let query = request.query.isEmpty ? "?name=again" : request.query + "&name=again"
        let reply = client.post("/fit\(query)", "text/csv", request.body)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.string("law") == id)
        #expect(reply.json["names"] as? [String] == [name, "again"])
        #expect(Self.codes(reply).contains("refitted"))
        #expect(Self.codes(reply).contains("formReplaced") == (name == "process"))
        #expect(try store.entry(.law, name)?.modelVersion == LawRecord.modelVersion)
        #expect(client.get("/laws").json.count("laws") == Self.names.count)
    }

    @Test("a store that cannot be written is served from memory and stays as it is")
    func readOnly() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") }
        }
        let path = folder.appending(path: "store.sqlite").path
        try Self.oldStore(SQLiteStore(.sqlite(path: path))).close()
        let store = try SQLiteStore(.sqlite(path: path, isReadOnly: true))
        let client = InProcessClient(Application(store: store))
        let shown = client.get("/laws/few")
        #expect(shown.status == 200, "\(shown.text)")
        #expect(Self.codes(shown).contains("refitted"))
        #expect(client.get("/predict?layers=8&dim=64&law=few").status == 200)
        #expect(try store.entry(.law, "few")?.modelVersion == 1)
    }

    @Test(
        "a law of a later version is served if it can be read, else refused, and never replaced",
        arguments: [true, false]
    )
    func later(isReadable: Bool) throws {
        let store = try Self.oldStore()
        let client = InProcessClient(Application(store: store))
        let text = client.get("/laws/few").text
        let document = try #require(try store.document(.law, "few"))
        let content = isReadable ? document.content : Data(#"{"unknown":1}"#.utf8)
        let draft = DocumentDraft(
            id: document.id,
            kind: .law,
            createdAt: document.createdAt,
            content: content,
            summary: Data("{}".utf8),
            modelVersion: LawRecord.modelVersion + 1
        )
        #expect(try store.renew(draft)?.isRenewed == true)
        // Another process, which has nothing in memory.
        let other = InProcessClient(Application(store: store)).get("/laws/few")
        #expect(other.status == (isReadable ? 200 : 503))
        if isReadable {
            #expect(other.text == text)
        } else {
            #expect(other.json.string("detail")?.contains("later version") == true, "\(other.text)")
        }
        let after = try #require(try store.document(.law, "few"))
        #expect(after.content == content)
        #expect(after.entry.modelVersion == LawRecord.modelVersion + 1)
    }

    @Test("a law in memory gives way to the content of a later version")
    func replacedMeanwhile() throws {
        let store = try Self.oldStore()
        let cache = LawCache(store: store)
        #expect(try cache.law("few").record.level == 0.9)
        let document = try #require(try store.document(.law, "few"))
        let content = String(decoding: document.content, as: UTF8.self)
        let changed = content.replacing(#""level":0.9,"metrics""#, with: #""level":0.8,"metrics""#)
        #expect(changed != content)
        let draft = DocumentDraft(
            id: document.id,
            kind: .law,
            createdAt: document.createdAt,
            content: Data(changed.utf8),
            summary: Data("{}".utf8),
            modelVersion: LawRecord.modelVersion + 1
        )
        _ = try store.renew(draft)
        #expect(try cache.law("few").record.level == 0.8)
    }

    @Test("two processes that renew the same law at once store one answer, and both give it")
    func replicas() throws {
        let store = try Self.oldStore()
        let clients = (0..<2).map { _ in InProcessClient(Application(store: store)) }
        let texts = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            let text = clients[index].get("/laws/few").text
            texts.withLock { $0.append(text) }
        }
        #expect(Set(texts.withLock { $0 }).count == 1)
        #expect(InProcessClient(Application(store: store)).get("/laws/few").text == texts.withLock { $0[0] })
    }

    @Test(
        "a prediction by such a law changes to the workers for heavy work, once",
        arguments: ["/predict?layers=8&dim=64&law=few", "/laws/few"]
    )
    func lane(_ target: String) throws {
        let application = Application(store: try Self.oldStore())
        let parts = target.split(separator: "?").map(String.init)
        let head = RequestHead(
            method: .get,
            path: parts[0],
            query: parts.count > 1 ? parts[1] : nil,
            fields: HTTPFields()
        )
        func receiver() -> (any BodyReceiver)? {
            guard case .receive(_, let receiver) = application.plan(for: head) else { return nil }
            return receiver
        }
        let first = try #require(receiver())
        let lookingLane = target.hasPrefix("/predict") ? WorkLane.prompt : .brief
        #expect(first.lane == lookingLane, "nobody knows yet")
        #expect(!first.mayFinish())
        #expect(first.lane == .heavy)
        #expect(first.mayFinish())
        #expect(first.finish().status.code == 200)
        if let second = receiver() {
            #expect(second.mayFinish() && second.lane == lookingLane, "the law is in memory")
        }
    }
}
