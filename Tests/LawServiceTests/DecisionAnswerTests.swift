import Foundation
import TestSupport
import Testing

/// What the answers to decisions claim.
@Suite("Claims of decision answers")
struct DecisionAnswerTests {
    /// A loss without noise, whose smallest models are the worst by far.
    private static func loss(_ layers: Int, _ dim: Int, _ dPrime: Double) -> Double {
        2 + 0.3 * pow(Double(layers), -0.4) + 2 * pow(Double(dim), -0.5) - 0.08 * log(dPrime / 1e7)
    }

    private static func share(_ layers: Int, _ dim: Int, _ dPrime: Double) -> Double {
        let wave = 0.001 * sin(Double(3 * layers + dim) + log(dPrime))
        return 0.3 - 0.05 * pow(Double(layers), -0.4) - 0.3 * pow(Double(dim), -0.5) + 0.01 * log(dPrime / 1e7) + wave
    }

    private static func table(_ metric: String, _ dPrimes: [Double], _ value: (Int, Int, Double) -> Double) -> String {
        var rows = ["layers,dim,dPrime,\(metric)"]
        for dPrime in dPrimes {
            for layers in [2, 4, 8, 16] {
                for dim in [16, 32, 64, 128] { rows.append("\(layers),\(dim),\(dPrime),\(value(layers, dim, dPrime))") }
            }
        }
        return rows.joined(separator: "\n")
    }

    @Test("a loss that falls with D′ supports the claim of the Performance Law")
    func dPrimeCheck() throws {
        let client = try ServiceFixture().client
        let reply = client.post("/fit", "text/csv", Self.table("loss", [1e6, 3e6, 1e7, 4e7], Self.loss))
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(abs(try #require(reply.json.number("metrics.loss.dPrimeCheck.slope")) + 0.08) < 0.005)
        #expect(reply.json["metrics.loss.dPrimeCheck.supported"] as? Bool == true)
    }

    @Test("a comparison refuses the D′ that a law with a single one was not fitted at")
    func comparison() throws {
        let client = try ServiceFixture().client
        for (name, dPrimes) in [("several", [1e6, 3e6, 1e7, 4e7]), ("two", [2e7]), ("three", [3e6])] {
            _ = client.post("/fit?name=\(name)", "text/csv", Self.table("HR@10", dPrimes, Self.share))
        }
        _ = client.post("/fit?name=unknown", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        for laws in ["several,two", "two,several,unknown", "two,three", "three,two", "two,unknown"] {
            let reply = client.get("/compare?laws=\(laws)&dPrime=3e6")
            #expect(reply.status == 422 && reply.json.string("type")?.hasSuffix("dPrimeNotIdentifiable") == true)
            #expect(reply.json.string("detail")?.contains("`two`") == true, "\(reply.text)")
            #expect(reply.json.string("errors.0.pointer") == "?dPrime")
        }
        for laws in ["several,three", "three,unknown", "several,unknown", "several,three,unknown"] {
            let reply = client.get("/compare?laws=\(laws)&dPrime=3e6")
            #expect(reply.status == 200, "\(reply.text)")
        }
        // Each at its own D′.
        #expect(client.get("/compare?laws=two,three").status == 200)
    }

    @Test("no probability is negative, and a law whose best is measured has no room to grow")
    func probabilities() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        for (name, grid) in [("b", "kuairand-len50-hr10"), ("c", "ml-1m-len150-hr10")] {
            _ = client.post("/fit?name=\(name)", "text/csv", try ServiceFixture.grid(grid))
        }
        let reply = client.get("/compare?laws=a,b,c")
        for index in 0..<3 {
            for part in ["probabilityOfBeingBest", "probabilityOfBestRun"] {
                #expect(0...1 ~= (try #require(reply.json.number("laws.\(index).\(part)"))), "\(reply.text)")
            }
            let optimum = "laws.\(index).optimum"
            let layers = try #require(reply.json.number("\(optimum).layers"))
            let dim = try #require(reply.json.number("\(optimum).dim"))
            // The grids have 4 to 32 layers and dims of 25 to 100 at least.
            if 4...32 ~= layers, 25...100 ~= dim { #expect(reply.json.number("laws.\(index).roomToGrow") == 0) }
        }
    }

    @Test(
        "the first suggestion is the best of the search where that was not run; the levels of the search do not matter"
    )
    func suggestedBest() throws {
        let client = try ServiceFixture.withLaw("?name=a&level=0.8").client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        for query in ["", "&maxParameters=200000", "&maxParameters=300000&dimMultiple=8", "&layers=4..32&dim=20..90:7"]
        {
            let best = client.get("/optimal?law=a\(query)").json
            let (layers, dim) = (best["best.layers"] as? Int ?? 0, best["best.dim"] as? Int ?? 0)
            let isMeasured = grid.contains("\n\(layers),\(dim),")
            for count in [1, 4] {
                let reply = client.get("/laws/a/suggestions?count=\(count)\(query)")
                for index in 0..<count where reply.json.string("suggestions.\(index).reason") == "highestExpected" {
                    let found = [reply.json["suggestions.\(index).layers"], reply.json["suggestions.\(index).dim"]]
                    #expect(isMeasured || found as? [Int] == [layers, dim], "\(query) \(count): \(found)")
                }
                if count > 1 { #expect(reply.json.string("suggestions.0.reason") == "highestExpected") }
                // The interval is that of a prediction by default, whatever the law's own level.
                let first = reply.json
                let place = "layers=\(first["suggestions.0.layers"] ?? "")&dim=\(first["suggestions.0.dim"] ?? "")"
                let prediction = client.get("/predict?law=a&\(place)").json
                for part in ["value", "low", "high"] {
                    #expect(first.number("suggestions.0.\(part)") == prediction.number("predictions.HR@10.\(part)"))
                }
            }
        }
    }

    @Test("where no further run can be the best, a batch says that it serves the surface")
    func filled() throws {
        let client = try ServiceFixture().client
        _ = client.post("/fit?name=a", "text/csv", Self.table("loss", [1e6, 3e6, 1e7, 4e7], Self.loss))
        let reply = client.get("/laws/a/suggestions?dPrime=1e7&count=8")
        let best = try #require(client.get("/optimal?law=a&dPrime=1e7").json.number("best.value"))
        #expect(reply.json.count("suggestions") == 8)
        var reasons: [String] = []
        for index in 0..<8 {
            let reason = try #require(reply.json.string("suggestions.\(index).reason"))
            let low = try #require(reply.json.number("suggestions.\(index).low"))
            // A run that may be the best has an expectation that is not worse by far.
            if reason == "mayBeBest" { #expect(low < best + 0.1, "\(reply.text)") }
            reasons.append(reason)
        }
        #expect(reasons[0] == "highestExpected")
        #expect(reasons.contains("mostInformative"), "\(reply.text)")
        // Once nothing is gained, nothing is gained later.
        #expect(reasons == reasons.filter { $0 != "mostInformative" } + reasons.filter { $0 == "mostInformative" })
    }

    @Test("the measured range is that of configuration means in the metric's own unit")
    func measuredRange() throws {
        let client = try ServiceFixture().client
        let rows = Self.table("loss", [1e7], Self.loss) + "\n2,16,1e7,4.5"
        let reply = client.post("/fit", "text/csv", rows)
        // The mean of 2 × 16 is the worst, and 16 × 128 the best.
        let expected = (Self.loss(2, 16, 1e7) + 4.5) / 2 - Self.loss(16, 128, 1e7)
        #expect(abs(expected - 1.338) < 5e-4)
        #expect(abs(try #require(reply.json.number("metrics.loss.measuredRange")) - expected) < 1e-12)
    }

    @Test(
        "a budget that a refusal names suffices, and a smaller one does not",
        arguments: [
            ("maxTrainingFlops", "2.36e11", "&tokens=1e7"), ("maxTrainingFlops", "1e9", "&tokens=1e7&softmax=full"),
            ("maxParameters", "1000", ""), ("maxEmbeddingBytes", "1e6", ""),
        ]
    )
    func namedBudget(_ name: String, _ least: String, _ more: String) throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let space = "/optimal?law=a&items=1000000&layers=1..64&dim=1..200\(more)&\(name)="
        let refusal = client.get(space + least)
        #expect(refusal.status == 422, "\(refusal.text)")
        let text = try #require(refusal.json.string("detail"))
        let numbers = text.split { !"0123456789.e+".contains($0) }.compactMap { Double($0) }
        let named = try #require(numbers.max(), "\(text)")
        let format = { (number: Double) in String(format: "%.0f", number) }
        #expect(client.get(space + format(named)).status == 200, "\(text)")
        #expect(client.get(space + format((named * 0.999_99).rounded(.down))).status == 422, "\(text)")
    }

    @Test("equal values have no best at an edge")
    func constant() throws {
        let client = try ServiceFixture().client
        let reply = client.post("/fit", "text/csv", Self.table("HR@10", [1e7]) { _, _, _ in 0.3 })
        let codes = (0..<(reply.json.count("metrics.HR@10.warnings") ?? 0))
            .compactMap { reply.json.string("metrics.HR@10.warnings.\($0).code") }
        #expect(codes.contains("constantValues") && !codes.contains("optimumAtEdge"), "\(codes)")
    }

    @Test("the best configuration far beyond the measured ones has the warning of a prediction")
    func farBest() throws {
        let client = try ServiceFixture.withLaw().client
        let far = client.get("/optimal?layers=1000&dim=64&beyond=true").text
        #expect(far.contains("farBeyondTheGrid") && far.contains("measured range of layers."), "\(far)")
        #expect(!client.get("/optimal").text.contains("farBeyondTheGrid"))
    }

    @Test("a surface warns of configurations far beyond the measured ones, as a prediction does")
    func surface() throws {
        let client = try ServiceFixture.withLaw().client
        func codes(_ query: String) -> [String] {
            let reply = client.get("/surface?\(query)")
            return (0..<(reply.json.count("warnings") ?? 0)).compactMap { reply.json.string("warnings.\($0).code") }
        }
        // The grid has 4 to 32 layers and dims of 25 to 100.
        #expect(codes("layers=4..32&dim=25..100").isEmpty)
        #expect(codes("layers=4..64:4&dim=25..200:5").isEmpty)
        #expect(codes("layers=200&dim=64") == ["farBeyondTheGrid"])
        #expect(codes("layers=8,9&dim=4,64").first == "farBeyondTheGrid")
        #expect(client.get("/surface?layers=1&dim=64").json.string("warnings.0.message")?.contains("layers") == true)
    }
}
