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
}
