import Foundation
import HTTPMessage
import JSONText
import LawService
import PredictionStore
import TestSupport
import Testing

@Suite("Service")
struct ServiceTests {
    @Test("lists in pages, newest first")
    func pages() throws {
        let client = try ServiceFixture().client
        for item in 1...5 { _ = client.post("/apen?name=d\(item)", "application/json", "[[\(item),1,2,1,2]]") }
        let first = client.get("/datasets?limit=2")
        #expect(first.json.string("datasets.0.name") == "d5")
        let next = try #require(first.json.string("next"))
        let second = client.get("/datasets?limit=3&after=\(next)")
        #expect(second.json.string("datasets.0.name") == "d3")
        #expect(second.json.count("datasets") == 3)
        #expect(second.json.isNull("next"))
        // The documents around the place may be gone when a client comes back.
        for name in ["d5", "d4", "d3"] { #expect(client.delete("/datasets/\(name)").status == 204) }
        let rest = client.get("/datasets?limit=1&after=\(next)")
        #expect(rest.json.string("datasets.0.name") == "d2")
        #expect(client.get("/datasets?after=\(rest.json.string("next") ?? "")").json.string("datasets.0.name") == "d1")
    }

    @Test("shows and deletes by id and by name, even if the name needs escapes")
    func references() throws {
        let client = try ServiceFixture().client
        let posted = client.post("/apen?name=a%2Fb%20c", "application/json", "[[1,2,1,2,3]]")
        #expect(posted.status == 200, "\(posted.text)")
        // How a table was read is no part of the dataset.
        let answer = try #require(try JSONValue.parse(posted.body).object)
        let stored = try #require(try JSONValue.parse(client.get("/datasets/a%2Fb%20c").body).object)
        #expect(stored.members == answer.members.filter { $0.key != "read" })
        #expect(client.get("/datasets/\(posted.json.string("dataset") ?? "")").status == 200)
        #expect(client.delete("/datasets/a%2Fb%20c").status == 204)
        #expect(client.delete("/datasets/a%2Fb%20c").status == 404)
        #expect(client.get("/datasets").json.count("datasets") == 0)
    }

    @Test("an unknown path is 404; another method on a known path is 405 with Allow")
    func methods() throws {
        let client = try ServiceFixture().client
        #expect(client.get("/nothing").status == 404)
        let wrong = client.delete("/predict")
        #expect(wrong.status == 405)
        #expect(wrong.fields.only(.allow) == "GET, HEAD, OPTIONS, POST")
        #expect(client.get("/laws/x/y").status == 404)
        #expect(client.send(.options, "/laws/x").fields.only(.allow) == "DELETE, GET, HEAD, OPTIONS")
        #expect(client.send(.head, "/healthz").status == 200)
        #expect(client.send(.put, "/apen").fields.only(.allow) == "OPTIONS, POST")
    }

    @Test("with tokens, everything but the health answers and the description requires one of them")
    func tokens() throws {
        let tokens = try ["s3cret", "other"].map { secret in
            try AccessToken(name: "test", scopes: [.read, .write], secret: secret)
        }
        let client = try ServiceFixture { $0.access = .tokens(AccessTokens(tokens)) }.client
        #expect(client.get("/healthz").status == 200)
        #expect(client.get("/readyz").status == 200)
        for method in [HTTPMethod.get, .put, .options] {
            #expect(
                client.send(method, "/nothing").status == 401,
                "a client without a token must not learn which resources exist"
            )
        }
        let refused = client.get("/laws")
        #expect(refused.status == 401)
        #expect(refused.fields.only(.wwwAuthenticate) == "Bearer")
        for header in ["Bearer other", "bearer s3cret", "Bearer  s3cret"] {
            #expect(client.send(.get, "/laws", fields: ["Authorization": header]).status == 200, "\(header)")
        }
        for header in ["Bearer s3cre", "Bearer", "Basic s3cret", "s3cret"] {
            #expect(client.send(.get, "/laws", fields: ["Authorization": header]).status == 401, "\(header)")
        }
    }

    @Test("decodes a gzipped dataset in slices of any length, and refuses a damaged one")
    func contentCoding() throws {
        let client = try ServiceFixture().client
        let fields: KeyValuePairs = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
        // `[[1,2,1,2,3]]` by gzip(1).
        let coded: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x8B, 0x8E, 0x36, 0xD4, 0x31, 0xD2, 0x01, 0x61,
            0xE3, 0xD8, 0x58, 0x00, 0xCF, 0x1D, 0xD8, 0xCD, 0x0D, 0x00, 0x00, 0x00,
        ]
        let plain = client.post("/apen", "application/json", "[[1,2,1,2,3]]")
        for slice in [1, 5, 100] {
            let reply = client.send(.post, "/apen", fields: fields, body: coded, slice: slice)
            #expect(reply.json.string("dataset") == plain.json.string("dataset"), "\(reply.text)")
        }
        #expect(
            client.send(.post, "/apen", fields: fields, body: Array(coded.dropLast(4))).status == 400,
            "the checksum is missing"
        )
        // The bytes decide, so a field that they contradict is overruled.
        #expect(client.send(.post, "/apen", fields: fields, body: Array("[[1]]".utf8)).status == 200)
        let other: KeyValuePairs = ["Content-Type": "application/json", "Content-Encoding": "br"]
        for path in ["/apen", "/fit", "/preview"] {
            #expect(client.send(.post, path, fields: other, body: coded).status == 415)
        }
    }

    @Test("a body larger than its limit is 413")
    func bodyLimit() throws {
        let client = try ServiceFixture { $0.bodyBytes = 10 }.client
        #expect(client.post("/fit", "application/json", #"{"experiments":[]}"#).status == 413)
    }

    @Test("recognises the format of a body whose type says nothing")
    func unspecificType() throws {
        let client = try ServiceFixture().client
        for type in [nil, "application/x-www-form-urlencoded", "application/octet-stream"] {
            #expect(client.post("/apen", type, " [[1,2,1,2,3]]").status == 200)
            #expect(client.post("/apen", type, "user,item\n1,2\n").status == 200)
            #expect(client.post("/apen", type, "neither of them at all\n").status == 400)
            #expect(client.post("/fit", type, "{}").status == 400)
        }
    }

    @Test("an unreadable store is 503 and not ready, but the service is alive")
    func brokenStore() throws {
        let client = InProcessClient(Application(store: BrokenStore()))
        #expect(client.get("/readyz").status == 503)
        #expect(client.get("/healthz").status == 200)
        for target in ["/laws", "/datasets", "/laws/x", "/predict?layers=1&dim=1", "/optimal"] {
            let reply = client.get(target)
            #expect(reply.status == 503, "\(target)")
            #expect(!reply.text.contains("secret reason"))
        }
        #expect(client.post("/apen", "application/json", "[[1]]").status == 503)
    }
}

/// A store whose disk is gone.
private struct BrokenStore: DocumentStore {
    private let error = StoreError.unavailable(reason: "secret reason")

    func save(_: DocumentDraft, name: String?, replaceName: Bool) throws(StoreError) -> SaveOutcome { throw error }
    func addName(_: String, to: DocumentKind, _: String, replaceName: Bool) throws(StoreError) -> DocumentEntry? {
        throw error
    }
    func renew(_: DocumentDraft) throws(StoreError) -> RenewalOutcome? { throw error }
    func document(_: DocumentKind, _: String) throws(StoreError) -> Document? { throw error }
    func entry(_: DocumentKind, _: String?) throws(StoreError) -> DocumentEntry? { throw error }
    func page(_: DocumentKind, limit: Int, after: String?) throws(StoreError) -> DocumentPage? { throw error }
    func setSummary(_: Data, of: DocumentKind, id: String) throws(StoreError) { throw error }
    func delete(_: DocumentKind, _: String) throws(StoreError) -> Bool { throw error }
    func delete(unchanged: DocumentEntry) throws(StoreError) -> Bool { throw error }
    func revision() throws(StoreError) -> Int64 { throw error }
    func check() throws(StoreError) { throw error }
    func close() throws(StoreError) { throw error }
}
