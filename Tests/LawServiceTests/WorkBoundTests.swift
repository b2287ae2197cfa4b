import Foundation
import HTTPMessage
import PredictionStore
import TestSupport
import Testing

@testable import LawService

/// Bounds on work are proved by counting it, never by a clock.
@Suite("Bounds of work")
struct WorkBoundTests {
    @Test("a query of thousands of faults is not read beyond those that the answer lists")
    func hostileQuery() throws {
        for pair in ["a", "a=1", "%zz", "layers=1&layers=1", String(repeating: "x", count: 60) + "=1"] {
            let pairs = Array(repeating: pair, count: 8_100 / (pair.utf8.count + 1)).joined(separator: "&")
            let query = QueryParameters(parsing: pairs, known: OptimalQuery.names)
            #expect(query.faults.count == FaultList.listed, "\(pair)")
            let reply = try ServiceFixture().client.get("/optimal?\(pairs)")
            #expect(reply.status == 400)
            #expect(reply.json.count("errors") == FaultList.listed)
        }
    }

    @Test("the texts of faults are made only for those that are listed")
    func lazyTexts() {
        var made = 0
        func text() -> String {
            made += 1
            return "fault"
        }
        var faults = FaultList()
        for _ in 0..<1_000 { faults.append(text(), text()) }
        #expect(made == 2 * FaultList.listed)
        #expect(faults.count == 1_000)
        #expect(faults.isFull)
    }

    @Test("a list of laws decodes none of them")
    func lists() throws {
        let store = try SQLiteStore(.memory)
        let client = InProcessClient(Application(store: store))
        for id in ["law_1", "law_2"] {
            // Content that no version could decode: the list must not look at it.
            let draft = DocumentDraft(
                id: id,
                kind: .law,
                createdAt: Date(timeIntervalSince1970: 0),
                content: Data("{}".utf8),
                summary: Data(#"{"experiments":7,"metrics":{}}"#.utf8),
                modelVersion: 1
            )
            _ = try store.save(draft, name: "n \(id)", replaceName: false)
        }
        let reply = client.get("/laws")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.string("laws.0.law") == "law_2")
        #expect(reply.json.string("laws.1.name") == "n law_1")
        #expect(reply.json.string("laws.1.createdAt") == "1970-01-01T00:00:00Z")
        #expect(reply.json.number("laws.0.experiments") == 7)
        #expect(reply.json.isNull("next"))
    }

    @Test("a law without a summary gets one when it is first listed, equal to that of a new law")
    func restoredSummary() throws {
        let store = try SQLiteStore(.memory)
        let client = InProcessClient(Application(store: store))
        let fitted = client.post("/fit?name=a", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        let id = try #require(fitted.json.string("law"))
        let document = try #require(try store.document(.law, id))
        let summary = try #require(document.entry.summary)
        #expect(try RecordCoding.encode(LawSummary(content: document.content)) == summary)
        let list = client.get("/laws")
        #expect(list.json.number("laws.0.metrics.HR@10.r2") == fitted.json.number("metrics.HR@10.r2"))
    }

    @Test(
        "more items than the figures can count are refused, in one sequence or in all",
        arguments: [
            ("", "[[1,2],[1,2,3]]", 413), ("?measures=", "[[1,2],[1,2,3]]", 200), ("?measures=", "[[1,2,3,4,5]]", 413),
            ("", "[[1,2],[1,2]]", 200), ("?measures=&r=0.5", "[[1,2],[1,2,3]]", 413),
        ]
    )
    func mostItems(query: String, body: String, status: Int) throws {
        let reply = try ServiceFixture { $0.measuring.mostItems = 4 }.client.post(
            "/apen\(query)",
            "application/json",
            body
        )
        #expect(reply.status == status, "\(reply.text)")
    }
}
