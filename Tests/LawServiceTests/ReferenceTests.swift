import Foundation
import HTTPMessage
import TestSupport
import Testing

@testable import LawService

@Suite("Reference and pages of problems")
struct ReferenceTests {
    private let client: InProcessClient

    init() throws {
        client = try ServiceFixture().client
    }

    private static func policy(_ reply: InProcessClient.Reply) -> String? {
        reply.fields.only(.contentSecurityPolicy)
    }

    @Test("the reference has every operation, parameter and schema, and all of its links lead somewhere")
    func reference() throws {
        let page = client.get("/docs")
        #expect(page.status == 200)
        #expect(page.fields.only(.contentType) == "text/html; charset=utf-8")
        let document = try YAMLReader.read(client.get("/openapi.yaml").text)
        let anchors = Set(page.text.matches(of: /\bid="([^"]+)"/).map { String($0.1) })
        for path in document["paths"]?.entries ?? [] {
            #expect(page.text.contains(">\(path.key)<"), "\(path.key)")
            for operation in path.value.entries where operation.key != "parameters" {
                #expect(anchors.contains(operation.value["operationId"]?.string ?? "?"), "\(path.key) \(operation.key)")
            }
        }
        for parameter in document["components"]?["parameters"]?.entries ?? [] {
            #expect(page.text.contains("<code>\(parameter.key)</code>"), "\(parameter.key)")
        }
        for schema in document["components"]?["schemas"]?.entries ?? [] {
            #expect(anchors.contains("schema-\(schema.key)"), "\(schema.key)")
        }
        for link in page.text.matches(of: /href="([^"]+)"/).map({ String($0.1) }) {
            if link.hasPrefix("#") {
                #expect(anchors.contains(String(link.dropFirst())), "\(link)")
            } else {
                #expect(client.get(link).status == 200, "\(link)")
            }
        }
    }

    @Test(
        "a worker makes a document that nobody has asked for yet; afterwards an event loop answers",
        arguments: ["/docs", "/openapi.yaml"]
    )
    func madeOnWorker(target: String) throws {
        let service = ReferenceService(ProcessBounds(memoryBytes: 1 << 26, threads: 1))
        let request = RoutedRequest(head: RequestHead(method: .get, path: target), reference: "", parameters: [])
        func plan() throws -> RequestPlan {
            try target == "/docs" ? service.reference(request) : service.description(request)
        }
        guard case .receive(_, let receiver) = try plan() else {
            Issue.record("made on the event loop")
            return
        }
        #expect(receiver.lane == .brief)
        let made = receiver.finish()
        #expect(made.status == .ok)
        guard case .respond(let kept) = try plan() else {
            Issue.record("not kept")
            return
        }
        #expect(kept == made)
    }

    @Test("an answer that cannot be made is a failure that nobody keeps")
    func failure() {
        let answer = ConstantAnswer(
            { nil },
            fallback: [1],
            fallbackStatus: .internalServerError,
            retry: .zero,
            type: "text/plain"
        )
        let made = answer.response(to: RequestHead(method: .get, path: "/"))
        #expect(made.status == .internalServerError && made.body == [1])
        #expect(!made.fields.contains(.entityTag) && !made.fields.contains(.cacheControl))
    }

    @Test("pages need no script and nothing from elsewhere, and their policy permits their style only")
    func isolation() throws {
        for target in ["/docs", "/problems/not-found"] {
            let page = client.get(target)
            for forbidden in ["<script", " style=", "<link", "<img", "@import", "url(", "src="] {
                #expect(!page.text.contains(forbidden), "\(target) \(forbidden)")
            }
            let style = try #require(page.text.firstMatch(of: /<style>([^<]*)<\/style>/)).1
            let digest = SHA256Digest(style).base64
            #expect(
                Self.policy(page)
                    == "default-src 'none'; style-src 'sha256-\(digest)'; frame-ancestors 'none'; base-uri 'none'"
            )
        }
    }

    @Test("each problem has a page, and the type of each answer is its path", arguments: Problem.Code.allCases)
    func problem(_ code: Problem.Code) {
        let page = client.get("/problems/\(code.rawValue)")
        #expect(page.status == 200 && page.text.contains("<h1>") && page.text.contains("What to do"))
        #expect(
            InProcessClient.Reply(Problem(code, "x").response()).json.string("type") == "/problems/\(code.rawValue)"
        )
        #expect(!code.explanation.remedies.isEmpty)
    }

    @Test("an unknown problem is 404 and names the nearest one")
    func unknown() {
        let reply = client.get("/problems/not-fond")
        #expect(reply.status == 404 && reply.text.contains("did you mean `not-found`?"))
    }

    @Test("what a page shows is escaped")
    func escaping() {
        #expect(HTMLText.line("`<b>` & \"x\"") == "<code>&lt;b&gt;</code> &amp; &quot;x&quot;")
        #expect(
            HTMLText.paragraphs("One\ntwo.\n\n- a\n  b\n- c") == "<p>One two.</p>\n<ul><li>a b</li><li>c</li></ul>\n"
        )
    }

    @Test("pages stay open without a token")
    func open() throws {
        let secret = try AccessToken(name: "test", scopes: [.read], secret: "s3cret")
        let closed = try ServiceFixture { $0.access = .tokens(AccessTokens([secret])) }.client
        #expect(closed.get("/docs").status == 200 && closed.get("/problems/overloaded").status == 200)
        #expect(closed.get("/laws").status == 401)
    }
}
