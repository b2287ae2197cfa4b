import CZlib
import HTTPMessage
import Logging
import TestSupport
import Testing

@testable import LawService

@Suite("Fields of answers")
struct AnswerFieldTests {
    private static func field(_ reply: InProcessClient.Reply, _ name: String) -> String? {
        HTTPFieldName(name).flatMap { reply.fields.only($0) }
    }

    @Test("every answer has them, refusals included")
    func everyAnswer() throws {
        let application = try ServiceFixture.withLaw()
        let client = application.client
        let head = RequestHead(method: .post, path: "/fit", fields: HTTPFields())
        var replies = [
            "/laws", "/nothing", "/healthz", "/readyz", "/metrics", "/predict?layers=4&dim=30",
            "/predict?x=1",
        ]
        .map { client.get($0) }
        replies += [
            client.delete("/laws"), client.send(.options, "/laws"), client.post("/fit", "application/json", "{"),
            client.delete("/laws/none"),
        ]
        replies.append(InProcessClient.Reply(client.handler.response(to: .malformed(.host), head: nil)))
        replies.append(InProcessClient.Reply(client.handler.response(to: .bodyTimeout(.seconds(1)), head: head)))
        for reply in replies {
            #expect(Self.field(reply, "X-Content-Type-Options") == "nosniff")
            #expect(Self.field(reply, "Cache-Control") == "no-store")
            #expect(Self.field(reply, "Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
            #expect(Self.field(reply, "X-Request-Id")?.count == 32)
            #expect(Self.field(reply, "Server-Timing")?.contains("total;dur=") == true)
            #expect(Self.field(reply, "traceparent") == nil)
        }
    }

    @Test("takes over the id and the trace of a request, also in a refusal by the server")
    func identity() throws {
        let client = try ServiceFixture().client
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let fields: KeyValuePairs = ["X-Request-Id": "abc-1", "traceparent": "00-\(trace)-00f067aa0ba902b7-01"]
        var sent = HTTPFields()
        for (name, value) in fields {
            sent.append(try #require(HTTPFieldName(name)), try #require(HTTPFieldValue(value)))
        }
        let head = RequestHead(method: .post, path: "/fit", fields: sent)
        let refused = client.handler.response(to: .bodyTooLarge(limit: 1), head: head)
        for reply in [
            client.send(.get, "/laws", fields: fields), client.send(.get, "/x", fields: fields),
            InProcessClient.Reply(refused),
        ] {
            #expect(Self.field(reply, "X-Request-Id") == "abc-1")
            let parent = try #require(Self.field(reply, "traceparent"))
            #expect(parent.hasPrefix("00-\(trace)-") && parent.hasSuffix("-01") && !parent.contains("00f067aa0ba902b7"))
        }
        #expect(Self.field(client.send(.get, "/laws", fields: ["X-Request-Id": "a b"]), "X-Request-Id") != "a b")
    }

    @Test("laws and datasets have a tag, and are 304 for whoever has them; a change changes the tag")
    func revalidation() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let dataset = client.post("/apen?name=d", "application/json", "[[1,2,1,2,3]]").json.string("dataset") ?? ""
        for path in ["/laws/a", "/datasets/\(dataset)", "/datasets/d"] {
            let first = client.get(path)
            let tag = try #require(Self.field(first, "ETag"))
            #expect(tag.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
            #expect(Self.field(first, "Cache-Control") == "private, max-age=0, must-revalidate")
            // Compressed bytes have a tag of their own, and a client may have those of either.
            let coded = String(tag.dropLast()) + "-gzip\""
            for (known, answered) in [
                (tag, tag), ("W/" + tag, "W/" + tag), ("\"x\", \(tag)", tag), ("\"a,b\",\(tag)", tag), ("*", tag),
                (coded, coded),
            ] {
                let same = client.send(.get, path, fields: ["If-None-Match": known])
                #expect(same.status == 304 && same.body.isEmpty, "\(known)")
                #expect(Self.field(same, "ETag") == answered)
                #expect(Self.field(same, "Cache-Control") == "private, max-age=0, must-revalidate")
            }
            for other in ["\"x\"", "x", "", tag + "x"] {
                #expect(client.send(.get, path, fields: ["If-None-Match": other]).status == 200, "\(other)")
            }
            #expect(client.send(.head, path, fields: ["If-None-Match": tag]).status == 304)
            #expect(client.send(.get, path, fields: ["If-None-Match": tag, "Accept-Encoding": "gzip"]).status == 304)
            let compressed = client.send(.get, path, fields: ["Accept-Encoding": "gzip"])
            #expect(Self.field(compressed, "ETag") == (Self.field(compressed, "Content-Encoding") == nil ? tag : coded))
        }
        #expect(client.send(.get, "/laws/none", fields: ["If-None-Match": "*"]).status == 404)
        #expect(client.send(.delete, "/datasets/d", fields: ["If-None-Match": "*"]).status == 412)
        #expect(client.delete("/datasets/d").status == 204)
        let before = client.get("/datasets/x")
        #expect(before.status == 404 && Self.field(before, "ETag") == nil)
        let law = client.get("/laws/a")
        _ = client.post("/fit?name=b", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        let renamed = client.get("/laws/a")
        #expect(renamed.body != law.body, "it shows its names")
        #expect(Self.field(renamed, "ETag") != Self.field(law, "ETag"))
    }

    @Test("only what the service fails at is a failure in the log")
    func failures() {
        let levels: [(HTTPStatus, Logger.Level?)] = [
            (.ok, nil), (.badRequest, nil), (.internalServerError, .error), (.insufficientStorage, .error),
            (.serviceUnavailable, .warning),
            // The client asks for what does not exist here.
            (.notImplemented, nil), (.httpVersionNotSupported, nil),
        ]
        for (status, level) in levels { #expect(AnswerFields.failureLevel(status, isWanted: true) == level) }
        // Nobody gets an answer that was given up. A fault is a fault all the same.
        #expect(AnswerFields.failureLevel(.serviceUnavailable, isWanted: false) == nil)
        #expect(AnswerFields.failureLevel(.internalServerError, isWanted: false) == .error)
    }

    static let codings: [(field: String?, isCoded: Bool)] = [
        (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true), ("gzip, deflate, br", true),
        ("br", false),
        ("*", true), ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("gzip;q=0, *", false),
        ("identity", false),
        ("gzip;q=0.5, identity", false), ("identity;q=0.5, gzip", true), ("gzip;q=1.0", true), ("gzip;q=x", false),
        ("identity;q=0, *;q=0.1", true),
    ]

    @Test("compresses answers above 1 KiB for clients that accept it", arguments: codings)
    func compression(_ row: (field: String?, isCoded: Bool)) throws {
        let client = try ServiceFixture.withLaw().client
        let fields: KeyValuePairs<String, String> = row.field.map { ["Accept-Encoding": $0] } ?? [:]
        for target in [
            "/laws/\(client.get("/laws").json.string("laws.0.law") ?? "")", "/openapi.yaml",
            "/surface?layers=4..23&dim=16..20",
        ] {
            let plain = client.get(target)
            let reply = client.send(.get, target, fields: fields)
            #expect(Self.field(reply, "Vary") == "Accept-Encoding")
            #expect(Self.field(reply, "Content-Encoding") == (row.isCoded ? "gzip" : nil), "\(target)")
            if row.isCoded {
                #expect(reply.body.count < plain.body.count / 2)
                #expect(try Self.inflated(reply.body) == plain.body)
            } else {
                #expect(reply.body == plain.body)
            }
        }
        #expect(Self.field(client.send(.get, "/healthz", fields: fields), "Content-Encoding") == nil, "it is short")
    }

    /// The content of a gzip file, by zlib.
    private static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        try #require(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 4 << 20)
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        try #require(status == Z_STREAM_END)
        return Array(output.prefix(Int(stream.total_out)))
    }
}
