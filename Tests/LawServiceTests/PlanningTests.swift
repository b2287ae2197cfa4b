import HTTPMessage
import LawService
import TestSupport
import Testing

@Suite("GET /surface, /compare and /laws/{id}/suggestions")
struct PlanningTests {
    @Test("a surface contains the answers of /predict, rows by layer")
    func surface() throws {
        let client = try ServiceFixture.withLaw().client
        let reply = client.get("/surface?layers=4..8:4&dim=25,50,75&level=0.8")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["layers"] as? [Int] == [4, 8])
        #expect(reply.json["dim"] as? [Int] == [25, 50, 75])
        for (row, layers) in [4, 8].enumerated() {
            for (column, dim) in [25, 50, 75].enumerated() {
                let point = client.get("/predict?layers=\(layers)&dim=\(dim)&level=0.8")
                for part in ["value", "low", "high"] {
                    let expected = point.json.number("predictions.HR@10.\(part)")
                    let found = reply.json.number("\(part).\(row).\(column)")
                    #expect(abs((found ?? .nan) - (expected ?? .nan)) <= 1e-9)
                }
            }
        }
        #expect(client.get("/surface?layers=1..200&dim=1..200").status == 422)
        #expect(client.get("/surface?layers=4").json.string("errors.0.pointer") == "?dim")
    }

    @Test("suggestions are new configurations that the budget allows, each with its reason")
    func suggestions() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let reply = client.get("/laws/a/suggestions?count=3&maxParameters=300000&dimMultiple=5")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.count("suggestions") == 3)
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        var seen: Set<String> = []
        for index in 0..<3 {
            let layers = try #require(reply.json["suggestions.\(index).layers"] as? Int)
            let dim = try #require(reply.json["suggestions.\(index).dim"] as? Int)
            #expect(seen.insert("\(layers),\(dim)").inserted, "suggested twice")
            #expect(!grid.contains("\n\(layers),\(dim),"), "measured already")
            #expect(layers * (6 * dim * dim + 10 * dim) <= 300_000)
            #expect(dim.isMultiple(of: 5))
            #expect(reply.json.string("suggestions.\(index).message")?.isEmpty == false)
            let (low, high) = (
                reply.json.number("suggestions.\(index).low"), reply.json.number("suggestions.\(index).high")
            )
            #expect(try #require(low) < #require(high))
        }
        #expect(
            client.get("/laws/a/suggestions?count=2&goal=surface").json.string("suggestions.0.reason")
                == "mostInformative"
        )
        #expect(client.get("/laws/nobody/suggestions").status == 404)
        #expect(client.get("/laws/a/suggestions?count=0").status == 400)
        #expect(reply.json.count("warnings") == 0)
        // The grid has the dims 25 and 50, so two of the three are left.
        let few = client.get("/laws/a/suggestions?count=20&layers=4&dim=25,26,27")
        #expect(few.json.count("suggestions") == 2, "\(few.text)")
        #expect(few.json.string("warnings.0.code") == "fewerSuggestions")
        #expect(few.text.contains("2 of the 20 configurations"))
        let none = client.get("/laws/a/suggestions?layers=4&dim=25")
        #expect(none.status == 422 && none.json.string("type") == "/problems/unsatisfiable", "\(none.text)")
        #expect(none.text.contains("already measured; widen the space"))
        for budget in ["maxParameters=10", "maxTrainingFlops=1&tokens=1e6", "maxEmbeddingBytes=1&items=100"] {
            let reply = client.get("/laws/a/suggestions?\(budget)")
            let optimal = client.get("/optimal?\(budget)")
            #expect(
                reply.status == 422 && reply.json.string("detail") == optimal.json.string("detail"),
                "\(reply.text)"
            )
            #expect(reply.json.string("errors.0.pointer")?.hasPrefix("?max") == true)
        }
    }

    @Test("ranks laws by probabilities that sum to one and are reproducible")
    func comparison() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        for (name, grid) in [("b", "kuairand-len50-hr10"), ("c", "ml-1m-len150-hr10")] {
            _ = client.post("/fit?name=\(name)", "text/csv", try ServiceFixture.grid(grid))
        }
        let reply = client.get("/compare?laws=a,b,c&metric=HR@10")
        #expect(reply.status == 200, "\(reply.text)")
        let probabilities = (0..<3).compactMap { reply.json.number("laws.\($0).probabilityOfBeingBest") }
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
        // The HR@10 of KuaiRand is a fraction of that of MovieLens, so it never wins.
        #expect(reply.json.string("laws.2.name") == "b")
        #expect(reply.json.number("laws.2.probabilityOfBeingBest") == 0)
        let runs = (0..<3).compactMap { reply.json.number("laws.\($0).probabilityOfBestRun") }
        #expect(abs(runs.reduce(0, +) - 1) < 1e-12)
        #expect(reply.json.number("laws.0.decayTerms.layers.weight") != nil)
        #expect(client.get("/compare?laws=a,b,c&metric=HR@10").text == reply.text)
        #expect(client.get("/compare?laws=a").status == 422)
        #expect(client.get("/compare?laws=a,,b").status == 400)
        let id = client.get("/laws/a").json.string("law") ?? ""
        #expect(client.get("/compare?laws=a,\(id)").json.string("errors.0.pointer") == "?laws")
        #expect(client.get("/compare?laws=a,a").status == 422)
        let unknown = client.get("/compare?laws=nobody,a,nothing")
        #expect(unknown.status == 404 && unknown.json.count("errors") == 2, "\(unknown.text)")
        // None of these laws has a D′, so a requested one would be ignored.
        let sequences = "[[1,2,1,3,1,2],[2,3,2,1,2,3]]"
        #expect(client.post("/apen?name=log", "application/json", sequences).status == 200)
        for (data, pointer) in [("dPrime=5", "?dPrime"), ("dataset=log", "?dataset")] {
            let refused = client.get("/compare?laws=a,b&\(data)")
            #expect(refused.status == 422 && refused.json.string("errors.0.pointer") == pointer, "\(refused.text)")
        }
        #expect(client.get("/compare?laws=a,b&dataset=nothing").status == 404)
        #expect(client.get("/compare?laws=a,b&metric=NDCG@10").status == 422)
    }

    @Test("respects budgets of training operations and of embedding memory")
    func budgets() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let flops = client.get("/optimal?maxTrainingFlops=1.2e12&tokens=1e6")
        // 1.2e12 / (6 · 1e6) parameters.
        #expect(flops.json.number("maxTrainingFlops") == 1.2e12)
        #expect(flops.json.number("tokens") == 1e6)
        #expect(flops.json.isNull("maxParameters"))
        #expect(try #require(flops.json.number("best.parameters")) <= 200_000)
        // The table counts only where a softmax multiplies it.
        let items = "/optimal?maxTrainingFlops=1.2e12&tokens=1e6&items=1000"
        #expect(client.get(items).json["best.dim"] as? Int == flops.json["best.dim"] as? Int)
        let full = try #require(client.get(items + "&softmax=full").json.number("best.parameters"))
        #expect(full <= 200_000)
        let few = client.get("/optimal?maxTrainingFlops=1e9&tokens=1e6")
        #expect(few.status == 422)
        let need = 6e6 * Double(4 * (6 * 25 * 25 + 10 * 25))
        #expect(few.text.contains("maxTrainingFlops=\(Int(need))"), "\(few.text)")
        #expect(!few.text.contains("maxParameters="), "the budget that is too small is named, and no other")
        #expect(client.get("/optimal?maxTrainingFlops=\(Int(need))&tokens=1e6").status == 200)
        // The amount that an answer names can be copied into a query, however large it is.
        let large = client.get("/optimal?maxTrainingFlops=1&tokens=1e15")
        let named = try #require(large.text.firstMatch(of: /`maxTrainingFlops=([^`]*)`/))
        #expect(client.get("/optimal?maxTrainingFlops=\(named.1)&tokens=1e15").status == 200, "\(named.1)")
        let endless = client.get("/optimal?maxTrainingFlops=1&tokens=1e308")
        #expect(endless.status == 422 && !endless.text.contains("inf"), "\(endless.text)")
        #expect(client.get("/optimal?maxTrainingFlops=1e12").json.string("errors.0.pointer") == "?tokens")
        let table = client.get("/optimal?maxEmbeddingBytes=200000&items=1000")
        #expect(try #require(table.json.number("best.dim")) <= 50)
        #expect(client.get("/optimal?maxEmbeddingBytes=4000").json.string("errors.0.pointer") == "?items")
        let tight = client.get("/optimal?maxEmbeddingBytes=99999&items=1000")
        #expect(tight.status == 422)
        #expect(tight.text.contains("maxEmbeddingBytes=100000"), "dim 25 · 1,000 items · 4 bytes: \(tight.text)")
        let next = client.get("/optimal?maxParameters=200000")
        let (gain, error) = (next.json.number("nextTenPercent.gain"), next.json.number("nextTenPercent.standardError"))
        #expect(try #require(gain) >= 0 && #require(error) >= 0)
        #expect(next.json["nextTenPercent.limited"] as? Bool == false)
    }

    @Test("the gain of more parameters says if the search ended before it: at its reach, or at the end of its range")
    func limitedGain() throws {
        let client = try ServiceFixture().client
        let rows = [2, 4, 8, 16, 32].flatMap { layers in
            [32, 64, 128, 256].map { "\(layers),\($0),\(0.1 + 0.001 * Double(layers) + Double($0) / 10_000)" }
        }
        let grid = (["layers,dim,HR@10"] + rows).joined(separator: "\n")
        #expect(client.post("/fit?form=log-quadratic", "text/csv", grid).status == 201)
        // Without a limit the value rises for ever.
        for (query, isLimited) in [
            ("", true), ("beyond=true", true), ("maxParameters=300000", false), ("layers=4..16&dim=32..64", true),
        ] {
            let answer = client.get("/optimal?\(query)")
            #expect(answer.json["nextTenPercent.limited"] as? Bool == isLimited, "\(query): \(answer.text)")
        }
    }
}
