import HTTPMessage
import LawService
import TestSupport
import Testing

@Suite("Browsers")
struct BrowserTests {
    private static func client(
        checksHost: Bool = true,
        hosts: [String] = [],
        origins: [String] = []
    ) throws -> InProcessClient {
        let policy = try BrowserPolicy(checksHost: checksHost, allowedHosts: hosts, allowedOrigins: origins)
        return try ServiceFixture { $0.browsers = policy }.client
    }

    static let localHosts = [
        "127.0.0.1:8080", "127.0.0.1", "localhost", "LOCALHOST:1", "localhost.:80", "[::1]:8080", "127.9.9.9",
        "laws.example",
        "Laws.Example:444",
    ]

    @Test("serves names of this machine and allowed names, with any port", arguments: localHosts)
    func servedHost(_ host: String) throws {
        let client = try Self.client(hosts: ["laws.example"])
        #expect(client.send(.get, "/laws", fields: ["Host": host]).status == 200)
    }

    static let foreignHosts = [
        "attacker.example", "attacker.example:8080", "127.0.0.1.attacker.example", "localhost.attacker.example",
        "10.0.0.1",
        "0.0.0.0", "[::2]", "[::ffff:127.0.0.1]", "127.1", "xlaws.example", "laws.example.attacker.example", "",
    ]

    @Test("refuses other names, so that no page reaches the service by DNS rebinding", arguments: foreignHosts)
    func foreignHost(_ host: String) throws {
        let client = try Self.client(hosts: ["laws.example"])
        for (method, path) in [(HTTPMethod.get, "/laws"), (.post, "/fit"), (.delete, "/laws/x"), (.get, "/nothing")] {
            let reply = client.send(method, path, fields: ["Host": host])
            #expect(reply.status == 403, "\(method) \(path)")
            #expect(reply.json.string("type") == "/problems/host-not-allowed")
        }
        for path in ["/healthz", "/readyz", "/metrics"] {
            #expect(client.send(.get, path, fields: ["Host": host]).status == 200, "a probe calls an address")
        }
        #expect(try Self.client(checksHost: false).send(.get, "/laws", fields: ["Host": host]).status == 200)
    }

    @Test("serves every name on a socket file, which no page can open, unless names are listed")
    func socketFile() throws {
        func status(_ policy: BrowserPolicy) throws -> Int? {
            let service = try ServiceFixture { $0.browsers = policy }
            var fields = HTTPFields()
            fields.append(.host, "laws.example")
            let head = RequestHead(method: .get, path: "/nothing", fields: fields, isFromSocketFile: true)
            guard case .respond(let response) = service.application.plan(for: head) else { return nil }
            return response.status.code
        }
        #expect(try status(BrowserPolicy(checksHost: true, allowedHosts: [], allowedOrigins: [])) == 404)
        #expect(try status(BrowserPolicy(checksHost: true, allowedHosts: ["other.example"], allowedOrigins: [])) == 403)
        #expect(try status(BrowserPolicy(checksHost: true, allowedHosts: ["laws.example"], allowedOrigins: [])) == 404)
    }

    /// A request as a browser sends it.
    struct Sent: CustomTestStringConvertible {
        let testDescription: String
        var method = HTTPMethod.post
        let fields: KeyValuePairs<String, String>
        let isServed: Bool
    }

    private static let local = "127.0.0.1:8080"
    static let requests = [
        Sent(testDescription: "a program", fields: ["Host": local], isServed: true),
        Sent(
            testDescription: "our own page",
            fields: ["Host": local, "Origin": "http://127.0.0.1:8080"],
            isServed: true
        ),
        Sent(
            testDescription: "our own page, fetch metadata",
            fields: ["Host": local, "Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"],
            isServed: true
        ),
        Sent(
            testDescription: "our page behind a proxy that writes its own Host",
            fields: ["Host": local, "Origin": "https://laws.example", "Sec-Fetch-Site": "same-origin"],
            isServed: true
        ),
        Sent(
            testDescription: "our page behind a TLS proxy that keeps Host",
            fields: ["Host": "localhost", "Origin": "https://localhost"],
            isServed: true
        ),
        Sent(
            testDescription: "the default port is none",
            fields: ["Host": "localhost:443", "Origin": "https://localhost"],
            isServed: true
        ),
        Sent(
            testDescription: "an address typed in",
            method: .get,
            fields: ["Host": local, "Sec-Fetch-Site": "none"],
            isServed: true
        ),
        Sent(
            testDescription: "a link of another site",
            method: .get,
            fields: ["Host": local, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"],
            isServed: true
        ),
        Sent(
            testDescription: "a form of another site",
            fields: [
                "Host": local, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate",
                "Origin": "http://a.example",
            ],
            isServed: false
        ),
        Sent(
            testDescription: "a form of an old browser",
            fields: ["Host": local, "Origin": "http://a.example"],
            isServed: false
        ),
        Sent(testDescription: "a sandboxed frame", fields: ["Host": local, "Origin": "null"], isServed: false),
        Sent(
            testDescription: "another port",
            fields: ["Host": local, "Origin": "http://127.0.0.1:9090"],
            isServed: false
        ),
        Sent(
            testDescription: "another default port",
            fields: ["Host": "localhost", "Origin": "http://localhost:8080"],
            isServed: false
        ),
        Sent(
            testDescription: "a fetch of another site",
            method: .get,
            fields: [
                "Host": local, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "http://a.example",
            ],
            isServed: false
        ),
        Sent(
            testDescription: "an image of another site",
            method: .get,
            fields: ["Host": local, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"],
            isServed: false
        ),
        Sent(
            testDescription: "a sister site",
            method: .get,
            fields: ["Host": local, "Sec-Fetch-Site": "same-site"],
            isServed: false
        ),
        Sent(
            testDescription: "a header that claims another host",
            fields: ["Host": local, "X-Forwarded-Host": "a.example", "Origin": "http://a.example"],
            isServed: false
        ),
        Sent(
            testDescription: "two claims",
            method: .get,
            fields: ["Host": local, "Sec-Fetch-Site": "none", "sec-fetch-site": "cross-site"],
            isServed: false
        ),
    ]

    @Test("serves programs, its own pages and links, and refuses pages of other sites", arguments: requests)
    func crossSite(_ sent: Sent) throws {
        let client = try Self.client()
        let path = sent.method == .get ? "/laws" : "/apen"
        let reply = client.send(
            sent.method,
            path,
            fields: sent.fields,
            body: sent.method == .get ? [] : Array("[[1,2,1]]".utf8)
        )
        #expect(reply.status == (sent.isServed ? 200 : 403), "\(reply.text)")
        if !sent.isServed {
            #expect(reply.json.string("type") == "/problems/cross-site")
            #expect(client.get("/datasets").json.count("datasets") == 0, "nothing is stored")
        }
        let allowed = try #require(HTTPFieldName("Access-Control-Allow-Origin"))
        #expect(!reply.fields.contains(allowed))
        #expect(client.send(sent.method, "/healthz", fields: sent.fields).status == (sent.method == .get ? 200 : 405))
    }

    @Test("pages of an allowed origin may use the service, and read what they need; others may not")
    func allowedOrigin() throws {
        let tokens = AccessTokens([try AccessToken(name: "t", scopes: [.read], secret: "s")])
        let policy = try BrowserPolicy(checksHost: true, allowedHosts: [], allowedOrigins: ["https://laws.example"])
        let client = try ServiceFixture {
            $0.browsers = policy
            $0.access = .tokens(tokens)
        }.client
        func field(_ reply: InProcessClient.Reply, _ name: String) -> String? {
            HTTPFieldName(name).flatMap { reply.fields.only($0) }
        }
        for origin in ["https://laws.example", "https://laws.example:443", "HTTPS://Laws.Example"] {
            let asked = client.send(
                .options,
                "/fit",
                fields: [
                    "Host": "localhost", "Origin": origin, "Sec-Fetch-Site": "cross-site",
                    "Access-Control-Request-Method": "POST",
                ]
            )
            #expect(asked.status == 204, "a browser asks without a token")
            #expect(field(asked, "Access-Control-Allow-Origin") == origin)
            #expect(field(asked, "Access-Control-Allow-Methods") == "OPTIONS, POST")
            #expect(field(asked, "Access-Control-Allow-Headers")?.contains("Authorization") == true)
            #expect(field(asked, "Vary") == "Origin")
        }
        let page: KeyValuePairs = [
            "Host": "localhost", "Origin": "https://laws.example", "Sec-Fetch-Site": "cross-site",
            "Authorization": "Bearer s",
        ]
        let read = client.send(.get, "/laws", fields: page)
        #expect(read.status == 200)
        #expect(field(read, "Access-Control-Allow-Origin") == "https://laws.example")
        #expect(field(read, "Access-Control-Expose-Headers")?.contains("X-Request-Id") == true)
        let refused = client.send(.get, "/laws", fields: ["Host": "localhost", "Origin": "https://laws.example"])
        #expect(refused.status == 401)
        #expect(field(refused, "Access-Control-Allow-Origin") != nil, "the page may read why")
        for origin in [
            "https://other.example", "http://laws.example", "https://laws.example:444", "https://laws.example.evil",
        ] {
            let foreign = client.send(
                .options,
                "/fit",
                fields: ["Host": "localhost", "Origin": origin, "Access-Control-Request-Method": "POST"]
            )
            #expect(foreign.status == 403)
            #expect(field(foreign, "Access-Control-Allow-Origin") == nil)
            #expect(field(foreign, "Vary") == "Origin")
        }
        #expect(
            field(client.send(.get, "/laws", fields: ["Host": "localhost", "Authorization": "Bearer s"]), "Vary")
                == "Origin"
        )
    }

    @Test("refuses options that are no host or no origin")
    func options() {
        for host in ["http://a", "a:80", "a/b", "", "*", "*.example", "a b"] {
            #expect(throws: BrowserPolicy.Fault.self, "\(host)") {
                try BrowserPolicy(checksHost: false, allowedHosts: [host], allowedOrigins: [])
            }
        }
        for origin in ["a.example", "*", "https://", "https://a/b", "https://*.a", "null", ""] {
            #expect(throws: BrowserPolicy.Fault.self, "\(origin)") {
                try BrowserPolicy(checksHost: false, allowedHosts: [], allowedOrigins: [origin])
            }
        }
    }
}
