import Foundation
import TestSupport
import Testing

/// One question asked of several routes.
@Suite("Routes agree with each other")
struct AgreementTests {
    /// A law of three datasets, whose best dim rises with D′.
    private static func client() throws -> InProcessClient {
        let rows = [961_745.66, 4e6, 2.5e7].flatMap { dPrime in
            [2, 4, 8, 16].flatMap { layers in
                [16, 32, 64, 128].map { dim in
                    let (u, v) = (log2(Double(layers) / 6), log2(Double(dim) / 48) - log10(dPrime / 4e6))
                    let noise = 0.0004 * sin(Double(7 * layers + 3 * dim) + dPrime)
                    return "\(layers),\(dim),\(dPrime),\(0.3 - 0.008 * u * u - 0.01 * v * v + noise)"
                }
            }
        }
        let client = try ServiceFixture().client
        let reply = client.post(
            "/fit?name=three",
            "text/csv",
            "layers,dim,dPrime,HR@10\n" + rows.joined(separator: "\n")
        )
        #expect(reply.status == 201, "\(reply.text.prefix(300))")
        return client
    }

    private static func codes(_ client: InProcessClient, _ target: String) -> [String] {
        let reply = client.get(target)
        #expect(reply.status == 200, "\(target): \(reply.text)")
        return (reply.json["warnings"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }

    @Test("every route warns of data far from those measured")
    func farData() throws {
        let client = try Self.client()
        let targets = [
            "/predict?layers=8&dim=64", "/surface?layers=8&dim=64", "/optimal?", "/laws/three/suggestions?",
        ]
        for target in targets {
            #expect(Self.codes(client, "\(target)&dPrime=4e6").filter { $0 == "farBeyondTheGrid" } == [], "\(target)")
            let far = Self.codes(client, "\(target)&dPrime=1e9")
            #expect(far.contains("farBeyondTheGrid") && far.contains("newDataset"), "\(target): \(far)")
        }
        _ = client.post("/fit?name=one", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        let far = Self.codes(client, "/compare?laws=three,one&dPrime=1e9")
        #expect(far.contains("farBeyondTheGrid"), "\(far)")
        #expect(!Self.codes(client, "/compare?laws=three,one&dPrime=4e6").contains("farBeyondTheGrid"))
    }

    @Test("a prediction and the best configuration off the hull have the warning, also at data far away")
    func beyondTheHull() throws {
        let client = try Self.client()
        for data in ["4e6", "1e9"] {
            for target in ["/predict?layers=1&dim=16", "/optimal?layers=1&dim=16"] {
                let codes = Self.codes(client, "\(target)&dPrime=\(data)")
                #expect(codes.contains("beyondTheHull"), "\(target) \(data): \(codes)")
            }
        }
        #expect(!Self.codes(client, "/optimal?layers=4&dim=32..64&dPrime=4e6").contains("beyondTheHull"))
        #expect(!client.get("/predict?layers=1&dim=16&dPrime=4e6").text.contains("although"))
    }

    @Test("a comparison says what the laws themselves warn of")
    func comparedLaws() throws {
        let client = try Self.client()
        let diagonal = (1...5).map { "\(2 * $0),\(16 * $0),\(0.2 + 0.01 * Double($0))" }
        let body = "layers,dim,HR@10\n" + diagonal.joined(separator: "\n")
        #expect(client.post("/fit?name=diagonal", "text/csv", body).status == 201)
        let reply = client.get("/compare?laws=three,diagonal&dPrime=4e6")
        for code in ["confounded", "priorDriven"] { #expect(reply.text.contains(code), "\(reply.text)") }
        #expect(reply.text.contains("`diagonal`: The experiments cannot tell"))
    }

    @Test("a D′ that was rounded is the measured one, on every route", arguments: ["961746", "961745.7", "961745.66"])
    func roundedData(_ text: String) throws {
        let client = try Self.client()
        let exact = client.get("/predict?layers=4&dim=32&dPrime=961745.66").json
        let rounded = client.get("/predict?layers=4&dim=32&dPrime=\(text)").json
        #expect(rounded.number("dPrime") == 961_745.66)
        #expect(rounded.number("predictions.HR@10.low") == exact.number("predictions.HR@10.low"))
        #expect(rounded.number("newDataset.datasets") == nil && rounded["newDataset"] != nil)
        let batch = #"{"configurations":[{"layers":4,"dim":32,"dPrime":\#(text)}]}"#
        #expect(client.post("/predict", "application/json", batch).text.contains(#""dPrime":961745.66"#))
        #expect(client.get("/optimal?dPrime=\(text)").json.number("dPrime") == 961_745.66)
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        #expect(client.post("/fit?name=single&dPrime=961745.66", "text/csv", grid).status == 201)
        #expect(client.get("/predict?law=single&layers=4&dim=32&dPrime=\(text)").status == 200)
        #expect(client.get("/predict?law=single&layers=4&dim=32&dPrime=961747").status == 422)
    }

    @Test("a plot's cut lies at the best size of the data that were asked for")
    func cuts() throws {
        let client = try Self.client()
        for data in ["961746", "2.5e7"] {
            let best = client.get("/optimal?law=three&dPrime=\(data)").json
            let (layers, dim) = (try #require(best["best.layers"] as? Int), try #require(best["best.dim"] as? Int))
            let along = client.get("/laws/three/plot?view=layers&dPrime=\(data)").json.string("description")
            #expect(along?.contains("along layers at dim \(dim),") == true, "\(along ?? "")")
            let across = client.get("/laws/three/plot?view=dim&dPrime=\(data)").json.string("description")
            #expect(across?.contains("along dim at layers \(layers),") == true, "\(across ?? "")")
        }
    }

    @Test("a law's optimum says at which D′ it holds")
    func optimum() throws {
        let client = try Self.client()
        let middle = try #require(client.get("/laws/three").json.number("metrics.HR@10.optimum.dPrime"))
        #expect(abs(middle / (961_745.66 * 2.5e7).squareRoot() - 1) < 1e-9)
        #expect(client.get("/laws").json.number("laws.0.metrics.HR@10.optimum.dPrime") == middle)
        #expect(client.get("/optimal?dPrime=4e6").json.number("continuous.dPrime") == 4e6)
        _ = client.post("/fit?name=one", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(client.get("/laws/one").text.contains(#""dPrime":null"#))
    }

    @Test("a budget that only sizes beyond the reach fit is refused as such")
    func budgetBeyondReach() throws {
        let client = try Self.client()
        // One layer of dim 2 lies three octaves off, and is the only one that fits.
        let space = "dPrime=4e6&layers=1..16&dim=2..128"
        let refused = client.get("/optimal?\(space)&maxParameters=100")
        #expect(
            refused.status == 422 && refused.text.contains("within 1 octave of the measured ones"),
            "\(refused.text)"
        )
        #expect(refused.text.contains("`beyond=true` searches farther ones"))
        #expect(client.get("/optimal?\(space)&maxParameters=100&beyond=true").status == 200)
        let need = try #require(refused.json.string("errors.0.detail")?.split(separator: " ").last)
        #expect(client.get("/optimal?\(space)&maxParameters=\(need)").status == 200)
        let suggestions = client.get("/laws/three/suggestions?\(space)&maxParameters=100")
        #expect(suggestions.status == 422 && !suggestions.text.contains("beyond=true"), "\(suggestions.text)")
        #expect(client.get("/optimal?\(space)&maxParameters=1&beyond=true").text.contains("of the search space fits"))
    }
}
