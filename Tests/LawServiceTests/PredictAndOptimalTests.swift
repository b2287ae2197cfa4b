import LawService
import TestSupport
import Testing

@Suite("GET /predict and GET /optimal")
struct PredictAndOptimalTests {
    @Test("an empty store is 404")
    func emptyStore() throws {
        let client = try ServiceFixture().client
        #expect(client.get("/predict?layers=16&dim=64").status == 404)
        #expect(client.get("/optimal").status == 404)
    }

    @Test("an interval contains its value, and widens with its level and beyond the grid")
    func intervals() throws {
        let client = try ServiceFixture.withLaw().client
        func width(_ query: String) -> Double {
            let reply = client.get("/predict?\(query)")
            let (low, value) = (
                reply.json.number("predictions.HR@10.low"), reply.json.number("predictions.HR@10.value")
            )
            guard let low, let value, let high = reply.json.number("predictions.HR@10.high") else { return .nan }
            #expect(low < value && value < high)
            return high - low
        }
        #expect(width("layers=16&dim=64&level=0.8") < width("layers=16&dim=64&level=0.95"))
        #expect(width("layers=16&dim=64") < width("layers=64&dim=200"))
    }

    @Test("reports coordinates outside the measured domain, and warns beyond twice the range")
    func extrapolation() throws {
        let client = try ServiceFixture.withLaw().client
        let inside = client.get("/predict?layers=16&dim=64")
        #expect(inside.json["extrapolation.layers"] as? Bool == false)
        #expect(inside.json["extrapolation.dim"] as? Bool == false)
        #expect(inside.json.count("warnings") == 0)
        let outside = client.get("/predict?layers=16&dim=512")
        #expect(outside.json["extrapolation.layers"] as? Bool == false)
        #expect(outside.json["extrapolation.dim"] as? Bool == true)
        #expect(outside.json.string("warnings.0.code") == "farBeyondTheGrid")
    }

    @Test("the newest law answers unless another is named")
    func whichLaw() throws {
        let client = try ServiceFixture.withLaw("?name=first").client
        let first = client.get("/predict?layers=16&dim=64").json.string("law")
        _ = client.post("/fit?name=second", "text/csv", try ServiceFixture.grid("kuairand-len50-hr10"))
        let second = client.get("/predict?layers=16&dim=64").json.string("law")
        #expect(first != second)
        #expect(client.get("/predict?layers=16&dim=64&law=first").json.string("law") == first)
        #expect(client.delete("/laws/second").status == 204)
        #expect(client.get("/predict?layers=16&dim=64").json.string("law") == first)
        #expect(client.get("/predict?layers=16&dim=64&law=second").status == 404)
    }

    @Test("a question asked again has the same answer, and another one once another law answers it")
    func askedAgain() throws {
        let client = try ServiceFixture.withLaw("?name=best").client
        let questions = ["/predict?layers=16&dim=64", "/predict?layers=16&dim=64&law=best"]
        let first = questions.map { client.get($0) }
        for (question, answer) in zip(questions, first) {
            for _ in 0..<3 { #expect(client.get(question).body == answer.body, "\(question)") }
        }
        let grid = try ServiceFixture.grid("kuairand-len50-hr10")
        let other = client.post("/fit?name=best&replaceName=true", "text/csv", grid)
        for (question, answer) in zip(questions, first) {
            let reply = client.get(question)
            #expect(reply.json.string("law") == other.json.string("law"), "\(question)")
            #expect(reply.body != answer.body)
        }
        #expect(client.delete("/laws/best").status == 204)
        #expect(client.get(questions[1]).status == 404, "the name is free")
        #expect(client.get(questions[0]).body == first[0].body, "the older law is the newest again")
    }

    @Test(
        "questions that differ in their spelling only have the same answer, and more of them than are kept are all right"
    )
    func manyQuestions() throws {
        let client = try ServiceFixture.withLaw().client
        for dim in 16..<616 {
            let reply = client.get("/predict?layers=16&dim=\(dim)")
            guard reply.json.number("dim") == Double(dim) else {
                Issue.record("dim \(dim): \(String(decoding: reply.body, as: UTF8.self))")
                return
            }
        }
        #expect(client.get("/predict?layers=16&dim=64").body == client.get("/predict?dim=6%34&layers=16").body)
    }

    @Test("the best configuration has the highest prediction of the space, and the frontier rises")
    func best() throws {
        let client = try ServiceFixture.withLaw().client
        let reply = client.get("/optimal?layers=4,8,16,32&dim=25..100:25")
        #expect(reply.status == 200, "\(reply.text)")
        var highest = 0.0
        for layers in [4, 8, 16, 32] {
            for dim in [25, 50, 75, 100] {
                let value = client.get("/predict?layers=\(layers)&dim=\(dim)").json.number("predictions.HR@10.value")
                highest = max(highest, value ?? .nan)
            }
        }
        #expect(abs((reply.json.number("best.value") ?? .nan) - highest) <= 1e-12)
        let values = (reply.json["frontier"] as? [[String: Any]] ?? []).compactMap { ($0["value"] as? Double) }
        let parameters = (reply.json["frontier"] as? [[String: Any]] ?? []).compactMap { ($0["parameters"] as? Int) }
        #expect(!values.isEmpty && values == values.sorted() && parameters == parameters.sorted())
        #expect(values.last == reply.json.number("best.value"))
        let cheapest = try #require(reply.json.number("cheapest.value"))
        let range = try #require(reply.json.number("measuredRange"))
        #expect(cheapest >= highest - 0.01 * range)
    }

    @Test("respects the budget and dimMultiple, and counts the embedding table")
    func budget() throws {
        let client = try ServiceFixture.withLaw().client
        let reply = client.get("/optimal?maxParameters=200000&dimMultiple=8&items=1000&architecture=sasrec")
        #expect(reply.status == 200, "\(reply.text)")
        let layers = try #require(reply.json.number("best.layers"))
        let dim = try #require(reply.json.number("best.dim"))
        #expect(dim.truncatingRemainder(dividingBy: 8) == 0)
        // Attention 4d² + 4d, feed-forward 2d² + 2d, two layer norms 4d, and the table.
        let expected = layers * (6 * dim * dim + 10 * dim) + 1000 * dim
        #expect(reply.json.number("best.parameters") == expected)
        #expect(expected <= 200_000)
        let tight = client.get("/optimal?maxParameters=1000")
        #expect(tight.status == 422)
        // The smallest of the default space: 4 layers of dim 25.
        #expect(tight.text.contains("maxParameters=\(4 * (6 * 25 * 25 + 10 * 25))"))
        #expect(client.get("/optimal?maxParameters=\(4 * (6 * 25 * 25 + 10 * 25))").status == 200)
    }

    @Test("the vocabulary is that of the law's dataset unless items is given")
    func vocabulary() throws {
        let fixture = try ServiceFixture()
        _ = fixture.client.post("/apen?name=three", "application/json", "[[1,2,1,2,3]]")
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        _ = fixture.client.post("/fit?dataset=three", "text/csv", grid)
        #expect(fixture.client.get("/optimal").json.number("items") == 3)
        #expect(fixture.client.get("/optimal?items=0").json.number("items") == 0)
    }

    @Test("a metric that was not fitted does not widen the measured domain")
    func unrequestedDomain() throws {
        let client = try ServiceFixture().client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline).dropFirst()
        let rows = grid.map { "\($0)," } + ["128,400,,0.2"]
        let body = "layers,dim,HR@10,NDCG@10\n" + rows.joined(separator: "\n")
        #expect(client.post("/fit?metrics=HR@10", "text/csv", body).status == 201)
        let reply = client.get("/predict?layers=128&dim=400")
        #expect(reply.json["extrapolation.layers"] as? Bool == true, "\(reply.text)")
        #expect(reply.text.contains("farBeyondTheGrid"))
    }
}
