import Foundation
import HTTPMessage
import PredictionStore
import TestSupport
import Testing

@testable import LawService

/// `If-Match` and `If-None-Match` (RFC 9110 §13.1, §13.2) for each method.
@Suite("Preconditions")
struct PreconditionTests {
    private static func tag(_ reply: InProcessClient.Reply) throws -> String {
        try #require(reply.fields.only(.entityTag))
    }

    @Test("a guarded deletion deletes only what the client has seen", arguments: ["/laws/a", "/datasets/d"])
    func deletion(path: String) throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        _ = client.post("/apen?name=d", "application/json", "[[1,2,1,2,3]]")
        let tag = try Self.tag(client.get(path))
        let coded = String(tag.dropLast()) + "-gzip\""
        let refused: [(String, String)] = [
            // The strong comparison: a weak tag never matches.
            ("If-Match", "\"zzz\""), ("If-Match", "W/\(tag)"), ("If-Match", ""), ("If-Match", "zzz"),
            ("If-Match", "\"x\", \"y\""),
            // The weak one.
            ("If-None-Match", "*"), ("If-None-Match", tag), ("If-None-Match", "\"x\", W/\(coded)"),
        ]
        for (name, value) in refused {
            let reply = client.send(.delete, path, fields: [name: value])
            #expect(reply.status == 412, "\(name): \(value)")
            #expect(reply.json.string("type") == "/problems/precondition-failed")
            #expect(client.get(path).status == 200)
        }
        #expect(client.send(.delete, path, fields: ["If-Match": "*", "If-None-Match": tag]).status == 412)
        // Another state of the same law or dataset.
        let kind = path.hasPrefix("/laws") ? "laws" : "datasets"
        #expect(client.send(.post, path + "/names?name=other").status == 200)
        #expect(client.send(.delete, path, fields: ["If-Match": tag]).status == 412)
        let now = try Self.tag(client.send(.get, path, fields: ["Accept-Encoding": "gzip"]))
        #expect(client.send(.delete, path, fields: ["If-Match": "\"x\" , \(now)"]).status == 204)
        for value in ["*", now] {
            #expect(client.send(.delete, "/\(kind)/other", fields: ["If-Match": value]).status == 404, "\(value)")
            #expect(client.send(.delete, "/\(kind)/other", fields: ["If-None-Match": value]).status == 404, "\(value)")
        }
    }

    @Test("preconditions that hold let a deletion pass", arguments: [("If-Match", "*"), ("If-None-Match", "\"x\"")])
    func held(name: String, value: String) throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        #expect(client.send(.delete, "/laws/a", fields: [name: value]).status == 204)
        #expect(client.get("/laws/a").status == 404)
    }

    @Test("a document that another process changes between the comparison and the deletion stays")
    func changedMeanwhile() throws {
        let store = try MeddlingStore { base throws(StoreError) in
            _ = try base.addName("other", to: .dataset, "d", replaceName: false)
        }
        let client = InProcessClient(Application(store: store))
        _ = client.post("/apen?name=d", "application/json", "[[1,2,1,2,3]]")
        let tag = try Self.tag(client.get("/datasets/d"))
        #expect(client.send(.delete, "/datasets/d", fields: ["If-Match": tag]).status == 412)
        #expect(client.get("/datasets/other").status == 200)
    }

    @Test("a representation is sent only if it is the one that If-Match names")
    func reading() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        for path in ["/laws/a", "/problems/not-found", "/openapi.yaml", "/"] {
            let tag = try Self.tag(client.get(path))
            for method in [HTTPMethod.get, .head] {
                #expect(client.send(method, path, fields: ["If-Match": tag]).status == 200, "\(path)")
                #expect(client.send(method, path, fields: ["If-Match": "*"]).status == 200, "\(path)")
                #expect(client.send(method, path, fields: ["If-Match": "\"x\""]).status == 412, "\(path)")
                let both: KeyValuePairs = ["If-Match": tag, "If-None-Match": tag]
                #expect(client.send(method, path, fields: both).status == 304, "\(path)")
            }
        }
        // A representation without a tag has none that the client could have seen.
        #expect(client.send(.get, "/laws", fields: ["If-Match": "*"]).status == 200)
        #expect(client.send(.get, "/laws", fields: ["If-Match": "\"x\""]).status == 412)
        // What fails without the field fails with it in the same way.
        #expect(client.send(.get, "/laws/none", fields: ["If-Match": "\"x\""]).status == 404)
        #expect(client.send(.get, "/laws?x=1", fields: ["If-Match": "\"x\""]).status == 400)
        #expect(client.send(.options, "/laws/a", fields: ["If-Match": "\"x\""]).status == 204)
        // No resource has `Last-Modified`.
        let time = "Mon, 01 Jan 2001 00:00:00 GMT"
        #expect(client.send(.delete, "/laws/a", fields: ["If-Unmodified-Since": time]).status == 204)
    }

    @Test("a POST is processed only without If-Match: its path has no representation")
    func posts() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let body = #"{"name":"d","sequences":[[1,2,1,2,3]]}"#
        for value in ["*", "\"x\""] {
            let refused = client.send(.post, "/apen", fields: ["If-Match": value], body: Array(body.utf8))
            #expect(refused.status == 412)
            #expect(client.get("/datasets/d").status == 404)
        }
        #expect(client.send(.post, "/laws/a/names?name=b", fields: ["If-Match": "*"]).status == 412)
        #expect(client.send(.post, "/apen?x=1", fields: ["If-Match": "*"], body: Array(body.utf8)).status == 400)
        let reply = client.send(.post, "/apen", fields: ["If-None-Match": "*"], body: Array(body.utf8))
        #expect(reply.status == 200)
    }
}

/// A store that another process changes before each guarded deletion.
private struct MeddlingStore: WrappingStore {
    let base: SQLiteStore
    private let meddle: @Sendable (SQLiteStore) throws(StoreError) -> Void

    init(_ meddle: @escaping @Sendable (SQLiteStore) throws(StoreError) -> Void) throws {
        base = try SQLiteStore(.memory)
        self.meddle = meddle
    }
    func delete(unchanged entry: DocumentEntry) throws(StoreError) -> Bool {
        try meddle(base)
        return try base.delete(unchanged: entry)
    }
}
