import HTTPMessage
import LawService
import TestSupport
import Testing

@Suite("What people write, beside what programs write")
struct ConvenienceTests {
    static let same: [(plain: String, written: String)] = [
        ("/optimal?maxParameters=200000", "/optimal?maxParameters=200k"),
        ("/optimal?maxParameters=200000", "/optimal?maxParameters=2e5"),
        ("/optimal?maxParameters=200000", "/optimal?maxParameters=0.2M"),
        ("/optimal?maxTrainingFlops=1e15&tokens=1000000", "/optimal?maxTrainingFlops=1000T&tokens=1M"),
        ("/optimal?layers=4,8,16&dim=32,64", "/optimal?layers=4,%208,%2016&dim=32,+64"),
        ("/surface?layers=4,8&dim=32", "/surface?layers=4%20,8&dim=32"),
        ("/laws?limit=1000", "/laws?limit=1k"),
    ]

    @Test("large numbers and blanks after commas mean the same", arguments: same)
    func queries(_ row: (plain: String, written: String)) throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let (plain, written) = (client.get(row.plain), client.get(row.written))
        #expect(plain.status == 200 && written.status == 200, "\(written.text)")
        #expect(plain.text == written.text)
    }

    @Test("blanks after commas are allowed in the lists of a post")
    func posts() throws {
        let client = try ServiceFixture().client
        let sweep = client.post("/apen?m=1,%202&measures=pooled,%20shannon", "application/json", "[[1,2,1,2,3]]")
        #expect(sweep.json.count("sweep") == 2, "\(sweep.text)")
        let log = client.post("/apen?columns=user:1,%20item:2&header=absent", "text/csv", "u,a\nu,b\n")
        #expect(log.json.number("tokens") == 2, "\(log.text)")
        let grid = "layers,dim,a,b\n1,8,0.2,3\n2,16,0.3,2\n4,32,0.4,1\n8,64,0.5,1\n"
        let fit = client.post("/fit?metrics=a,%20b&goals=a:maximise,%20b:%20minimise", "text/csv", grid)
        #expect(fit.status == 201, "\(fit.text)")
        #expect(fit.json.string("metrics.b.goal") == "minimise")
        #expect(client.post("/fit?name=second&metrics=a&goals=a:maximise", "text/csv", grid).status == 201)
        let laws = "\(fit.json.string("law") ?? ""),%20second"
        #expect(client.get("/compare?laws=\(laws)&metric=a").json.count("laws") == 2)
    }

    @Test("a fixed path is never taken for a reference, and no document gets its name")
    func fixedPaths() throws {
        let client = try ServiceFixture().client
        #expect(client.send(.options, "/datasets/import").fields.only(.allow) == "OPTIONS, POST")
        for reply in [client.get("/datasets/import"), client.delete("/datasets/import")] {
            #expect(reply.status == 405 && reply.fields.only(.allow) == "OPTIONS, POST")
        }
        #expect(client.send(.options, "/datasets/imports").fields.only(.allow) == "DELETE, GET, HEAD, OPTIONS")
        #expect(client.post("/apen?name=import", "application/json", "[[1,2,1,2,3]]").status == 400)
        #expect(client.post("/apen?name=imports", "application/json", "[[1,2,1,2,3]]").status == 200)
    }

    @Test("one slash at the end of a known path leads to the path without it, with the query")
    func slash() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let targets = [
            ("/laws/", "/laws"), ("/laws/?limit=2", "/laws?limit=2"), ("/laws/a/", "/laws/a"), ("/docs/", "/docs"),
            ("/predict/?layers=4&dim=8", "/predict?layers=4&dim=8"), ("/laws/a%2Fb/", "/laws/a%2Fb"),
        ]
        for (target, location) in targets {
            let reply = client.get(target)
            #expect(reply.status == 308 && reply.fields.only(.location) == location, "\(target)")
        }
        #expect(client.post("/fit/", "text/csv", "x").status == 308, "308 keeps the method and the body")
        for target in ["/laws//", "//laws/", "/nothing/", "/laws/a/b/", "//", "//example.org/"] {
            let reply = client.get(target)
            #expect(reply.status == 404 && reply.fields.only(.location) == nil, "\(target)")
        }
        let secret = try AccessToken(name: "test", scopes: [.read], secret: "s3cret")
        let closed = try ServiceFixture { $0.access = .tokens(AccessTokens([secret])) }.client
        #expect(closed.get("/laws/").status == 401)
        #expect(closed.get("/docs/").status == 308)
    }
}
