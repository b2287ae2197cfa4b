import HTTPMessage
import TestSupport
import Testing

@testable import LawService

@Suite("Access tokens")
struct AccessTokenTests {
    /// FIPS 180-4's example: the digest of «abc».
    private static let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test("reads names, scopes and digests, and skips comments")
    func file() throws {
        let text = """
            # tokens of the team

            ci read sha256:\(Self.digest)
              batch\twrite,read  sha256:\(Self.digest.uppercased())
            """
        let tokens = try AccessTokenList.parse(text)
        #expect(tokens.map(\.name) == ["ci", "batch"])
        #expect(tokens.map(\.scopes) == [[.read], [.read, .write]])
        #expect(AccessTokens(tokens).find("abc") != nil)
        #expect(AccessTokens(tokens).find("abd") == nil)
        // In either order a second line of a token takes nothing away.
        for lines in [["read", "write"], ["write", "read"]] {
            let tokens = try AccessTokenList.parse(lines.map { "ci \($0) sha256:\(Self.digest)\n" }.joined())
            #expect(AccessTokens(tokens).find("abc")?.scopes == [.read, .write])
        }
        #expect(try AccessTokenList.parse(tokens[1].line) == [tokens[1]])
    }

    static let faults: [(text: String, fault: AccessTokenList.Fault)] = [
        ("s3cret-of-old", .line(1, .plainText)),
        ("# fine\n\na b c d", .line(3, .plainText)),
        ("ci read md5:\(digest)", .line(1, .plainText)),
        ("ci admin sha256:\(digest)", .line(1, .scope)),
        ("ci read,, sha256:\(digest)", .line(1, .scope)),
        ("ci read sha256:\(digest)0", .line(1, .digest)),
        ("ci read sha256:xyz", .line(1, .digest)),
        ("c\u{E9} read sha256:\(digest)", .line(1, .name)),
        ("# nothing\n", .empty),
        ("", .empty),
    ]

    @Test("refuses other lines with their number and the remedy, and without their text", arguments: faults)
    func fault(_ row: (text: String, fault: AccessTokenList.Fault)) {
        #expect(throws: row.fault) { try AccessTokenList.parse(row.text) }
        #expect(!row.fault.message.contains("s3cret"))
        if row.text == "s3cret-of-old" { #expect(row.fault.message.contains("performance-law token hash")) }
    }

    @Test("a new token has 256 random bits, and the line holds only its digest")
    func new() throws {
        let (token, secret) = try AccessToken.new(name: "ci", scopes: [.read])
        let (_, other) = try AccessToken.new(name: "ci", scopes: [.read])
        #expect(secret != other)
        #expect(secret.wholeMatch(of: /plaw_[A-Za-z0-9_-]{43}/) != nil)
        #expect(!token.line.contains(secret.dropFirst(5)))
        #expect(AccessTokens(try AccessTokenList.parse(token.line)).find(secret[...])?.name == "ci")
    }

    @Test("a token permits what its scopes say")
    func scopes() throws {
        let tokens = AccessTokens([
            try AccessToken(name: "r", scopes: [.read], secret: "r"),
            try AccessToken(name: "w", scopes: [.write], secret: "w"),
        ])
        let client = try ServiceFixture { $0.access = .tokens(tokens) }.client
        func status(_ method: HTTPMethod, _ target: String, _ token: String) -> InProcessClient.Reply {
            client.send(method, target, fields: ["Authorization": "Bearer \(token)"], body: Array("[[1,2,1]]".utf8))
        }
        for (method, target, status) in [
            (HTTPMethod.get, "/laws", 200), (.head, "/datasets", 200), (.get, "/predict?layers=1&dim=1", 404),
            (.post, "/preview", 200), (.get, "/openapi.yaml", 200),
        ] {
            #expect(
                client.send(method, target, fields: ["Authorization": "Bearer r"], body: Array("[[1,2,1]]".utf8)).status
                    == status
            )
            if target == "/openapi.yaml" { continue }
            let refused = client.send(method, target, fields: ["Authorization": "Bearer w"])
            #expect(refused.status == 403, "\(method) \(target)")
            #expect(refused.fields.only(.wwwAuthenticate) == #"Bearer error="insufficient_scope", scope="read""#)
        }
        for (method, target, expected) in [
            (HTTPMethod.post, "/apen", 200), (.post, "/fit", 400), (.delete, "/laws/x", 404),
            (.delete, "/datasets/x", 404),
        ] {
            #expect(status(method, target, "w").status == expected, "\(method) \(target)")
            let refused = status(method, target, "r")
            #expect(refused.status == 403, "\(method) \(target)")
            #expect(refused.json.string("type") == "/problems/insufficient-scope")
            #expect(refused.fields.only(.wwwAuthenticate) == #"Bearer error="insufficient_scope", scope="write""#)
        }
        #expect(status(.get, "/laws", "x").fields.only(.wwwAuthenticate) == #"Bearer error="invalid_token""#)
        tokens.replace(by: [try AccessToken(name: "n", scopes: [.read], secret: "n")])
        #expect(status(.get, "/laws", "n").status == 200)
        #expect(status(.get, "/laws", "r").status == 401)
    }

    @Test("/metrics needs a token unless only this machine reaches the service")
    func metrics() throws {
        let tokens = AccessTokens([try AccessToken(name: "r", scopes: [.read], secret: "r")])
        for isOpen in [true, false] {
            let client = try ServiceFixture {
                $0.access = .tokens(tokens)
                $0.areMetricsOpen = isOpen
            }.client
            #expect(client.get("/metrics").status == (isOpen ? 200 : 401))
            #expect(client.send(.get, "/metrics", fields: ["Authorization": "Bearer r"]).status == 200)
        }
    }
}
