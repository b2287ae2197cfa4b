import Foundation
import HTTPMessage
import Synchronization
import TestSupport
import Testing

@testable import LawService

@Suite("The page")
struct PageTests {
    private static let folder = Fixtures.root.appending(path: "Sources/CEmbeddedFiles/page")

    private static func files(_ type: String) throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".\(type)") }.sorted()
            .map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    private static func field(_ reply: InProcessClient.Reply, _ name: String) -> String? {
        HTTPFieldName(name).flatMap { reply.fields.only($0) }
    }

    @Test("has a strict policy, and no script or style in the document")
    func policy() throws {
        let reply = try ServiceFixture().client.get("/")
        #expect(reply.status == 200)
        #expect(Self.field(reply, "Content-Type") == "text/html; charset=utf-8")
        let policy = try #require(Self.field(reply, "Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'self';") && !policy.contains("unsafe"))
        #expect(reply.text.matches(of: /<script(?![^>]*\bsrc=)/).isEmpty)
        #expect(reply.text.matches(of: /<style|\sstyle=|\son[a-z]+=/).isEmpty)
    }

    @Test("every file that the page names is served, with its type, and only files of this service are named")
    func files() throws {
        let client = try ServiceFixture().client
        var names: Set<String> = ["index.html"]
        for (name, text) in try Self.files("js") + Self.files("html") + Self.files("css") {
            for match in text.matches(of: /(?:from '\.\/|\/assets\/)([a-z0-9-]+\.[a-z.]+)/) {
                names.insert(String(match.1))
            }
            for match in text.matches(of: /https?:\/\/[^'"` ]+/) {
                #expect(match.0.hasPrefix("https://vega.github.io/schema/"), "\(name) names \(match.0)")
            }
            // Data are set as text. With these they could become markup.
            #expect(
                text.matches(of: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/)
                    .isEmpty,
                "\(name)"
            )
        }
        names.remove("index.html")
        #expect(names.isSuperset(of: ["app.js", "base.css", "vega.js", "icon.svg"]))
        for name in names {
            let reply = client.get("/assets/\(name)")
            #expect(reply.status == 200, "\(name)")
            let type = Self.field(reply, "Content-Type") ?? ""
            let expected = [
                "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "csv": "text/csv",
                "gz": "application/octet-stream",
            ]
            #expect(type.hasPrefix(expected[String(name.split(separator: ".").last ?? "")] ?? "?"), "\(name): \(type)")
        }
        let there = Set(try FileManager.default.contentsOfDirectory(atPath: Self.folder.path))
        let examples: Set = ["kuairand-len50-hr10.csv", "ml-1m-len100-hr10.csv"]
        #expect(Set(EmbeddedFiles.assets.keys) == there.subtracting(["index.html"]).union(examples))
        for (name, contents) in EmbeddedFiles.assets {
            let file = (examples.contains(name) ? Fixtures.root.appending(path: "examples") : Self.folder).appending(
                path: name
            )
            #expect(try Data(contentsOf: file) == Data(contents()), "\(name) is as it was at the build")
        }
        #expect(client.get("/assets/none.js").status == 404)
        #expect(client.get("/assets/..%2Findex.html").status == 404)
    }

    @Test("files have strong tags, one for each coding, and a client that has the file gets 304")
    func tags() throws {
        let client = try ServiceFixture {
            $0.vega = VegaBundle { Array(String(repeating: "let a = 1;\n", count: 500).utf8) }
        }.client
        for target in ["/", "/assets/vega.js", "/docs", "/openapi.yaml"] {
            let plain = client.get(target)
            let gzip = client.send(.get, target, fields: ["Accept-Encoding": "gzip"])
            #expect(Self.field(gzip, "Content-Encoding") == "gzip")
            #expect(gzip.body.count < plain.body.count)
            #expect(Self.field(plain, "Cache-Control")?.contains("must-revalidate") == true)
            let tags = [plain, gzip].compactMap { Self.field($0, "ETag") }
            #expect(tags.count == 2 && tags[0] != tags[1] && tags.allSatisfy { $0.hasPrefix("\"") })
            let again = client.send(.get, target, fields: ["Accept-Encoding": "gzip", "If-None-Match": tags[1]])
            #expect(again.status == 304 && again.body.isEmpty)
            #expect(client.send(.get, target, fields: ["If-None-Match": "\"other\", \(tags[0])"]).status == 304)
            #expect(client.send(.get, target, fields: ["If-None-Match": "\"other\""]).status == 200)
            #expect(client.send(.get, target, fields: ["If-None-Match": tags[1]]).status == 200)
            #expect([plain, gzip, again].allSatisfy { Self.field($0, "Vary") == "Accept-Encoding" })
        }
    }

    @Test("what others add to a link does not matter, while the API refuses it")
    func foreignParameters() throws {
        let client = try ServiceFixture().client
        let page = client.get("/")
        for query in ["?utm_source=mail&utm_medium=x", "?fbclid", "?a=%zz", "?"] {
            #expect(client.get("/" + query).body == page.body, "\(query)")
            #expect(client.get("/assets/app.js" + query).status == 200, "\(query)")
        }
        for target in ["/laws?utm_source=mail", "/docs?utm_source=mail", "/openapi.yaml?x=1"] {
            #expect(client.get(target).status == 400, "\(target)")
        }
    }

    @Test("needs no token, while the data do")
    func tokens() throws {
        let tokens = AccessTokens([try AccessToken(name: "r", scopes: [.read], secret: "r")])
        let client = try ServiceFixture { $0.access = .tokens(tokens) }.client
        for target in ["/", "/assets/app.js", "/assets/vega.js"] { #expect(client.get(target).status == 200) }
        for target in ["/laws", "/laws/x/plot", "/laws/x/experiments", "/datasets/x/plot"] {
            #expect(client.get(target).status == 401)
        }
        // A page of another site must not read it.
        #expect(client.send(.get, "/", fields: ["Sec-Fetch-Site": "cross-site"]).status == 403)
    }

    @Test(
        "without the bundle the script says how to get it, also where the file went after the start",
        arguments: [false, true]
    )
    func missingBundle(_ wentAway: Bool) throws {
        let client = try ServiceFixture { if wentAway { $0.vega = VegaBundle { nil } } }.client
        let text = client.get("/assets/vega.js").text
        #expect(text.contains("make setup") && text.contains("--vega"))
    }

    @Test("the bundle is read when it is asked for, and once")
    func readingOfTheBundle() throws {
        let readings = Mutex(0)
        let client = try ServiceFixture {
            $0.vega = VegaBundle {
                readings.withLock { $0 += 1 }
                return Array("let a = 1".utf8)
            }
        }.client
        #expect(client.get("/").status == 200)
        #expect(readings.withLock(\.self) == 0)
        for _ in 0..<3 { #expect(client.get("/assets/vega.js").text == "let a = 1") }
        #expect(readings.withLock(\.self) == 1)
    }

    @Test(
        "a file that is missing is looked for again, but not for each request",
        arguments: [Duration.zero, .seconds(600)]
    )
    func missingFile(_ retry: Duration) {
        let readings = Mutex(0)
        let answer = ConstantAnswer(
            {
                let reading = readings.withLock { readings in
                    readings += 1
                    return readings
                }
                return reading < 3 ? nil : [1]
            },
            fallback: [0],
            retry: retry,
            type: "text/plain"
        )
        let head = RequestHead(method: .get, path: "/", fields: HTTPFields())
        let bodies = (0..<5).map { _ in answer.response(to: head).body }
        #expect(bodies == (retry == .zero ? [[0], [0], [1], [1], [1]] : Array(repeating: [0], count: 5)))
        #expect(readings.withLock(\.self) == (retry == .zero ? 3 : 1))
        #expect(answer.keptResponse(to: head)?.body == (retry == .zero ? [1] : [0]))
    }

    @Test("a file that is being made keeps no event loop waiting")
    func slowFile() throws {
        let (began, goesOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let answer = ConstantAnswer(
            {
                began.signal()
                goesOn.wait()
                return [1, 2, 3]
            },
            type: "text/plain"
        )
        let head = RequestHead(method: .get, path: "/", fields: HTTPFields())
        let ended = DispatchGroup()
        DispatchQueue.global().async(group: ended) { #expect(answer.response(to: head).body == [1, 2, 3]) }
        began.wait()
        #expect(answer.keptResponse(to: head) == nil)
        goesOn.signal()
        ended.wait()
        #expect(answer.keptResponse(to: head)?.body == [1, 2, 3])
    }

    @Test("the example log is the example of the repository")
    func exampleLog() throws {
        let client = try ServiceFixture().client
        let compressed = client.get("/assets/wikipedia-edits.json.gz").body
        let first = client.send(.post, "/apen?measures=none", body: compressed)
        let second = client.send(
            .post,
            "/apen?measures=none",
            body: Array(try Fixtures.example("wikipedia-edits.json"))
        )
        #expect(first.status == 200)
        #expect(first.json.string("dataset") == second.json.string("dataset"))
    }

    @Test("the page compares as many laws as the service does")
    func mostLaws() throws {
        let script = try String(contentsOf: Self.folder.appending(path: "compare.js"), encoding: .utf8)
        #expect(script.contains("mostLaws = \(ComparisonQuery.largestCount);"))
    }

    @Test("every warning of the service has a title and a remedy")
    func warnings() throws {
        let known = try String(contentsOf: Self.folder.appending(path: "warnings.js"), encoding: .utf8)
        let sources = Fixtures.root.appending(path: "Sources/LawService")
        var codes: Set<String> = []
        for case let path as String in FileManager.default.enumerator(atPath: sources.path) ?? .init()
        where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            for match in text.matches(of: /Warning\(\s*code: "([A-Za-z]+)"/) { codes.insert(String(match.1)) }
        }
        #expect(codes.count > 8)
        for code in codes { #expect(known.contains("    \(code): ['"), "\(code)") }
    }
}
