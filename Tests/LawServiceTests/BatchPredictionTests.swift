import Foundation
import TestSupport
import Testing

@Suite("POST /predict, new datasets and distant configurations")
struct BatchPredictionTests {
    @Test("answers in the order of the request, with the figures of GET /predict")
    func order() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let points = [(16, 64), (4, 25), (64, 200), (16, 64)]
        let list = points.map { #"{"layers":\#($0.0),"dim":\#($0.1)}"# }.joined(separator: ",")
        let reply = client.post("/predict", "application/json", #"{"law":"a","level":0.8,"configurations":[\#(list)]}"#)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json.count("predictions") == 4)
        for (index, point) in points.enumerated() {
            let one = client.get("/predict?layers=\(point.0)&dim=\(point.1)&level=0.8&law=a").json
            #expect(reply.json["predictions.\(index).layers"] as? Int == point.0)
            #expect(reply.json["predictions.\(index).dim"] as? Int == point.1)
            for part in ["value", "low", "high"] {
                let expected = one.number("predictions.HR@10.\(part)")
                #expect(expected != nil && reply.json.number("predictions.\(index).HR@10.\(part)") == expected)
            }
            #expect(
                reply.json.number("predictions.\(index).extrapolation.octaves") == one.number("extrapolation.octaves")
            )
        }
        #expect(reply.json.string("law") == client.get("/laws/a").json.string("law"))
        #expect(reply.json.string("warnings.0.code") == "beyondTheHull", "64 layers are just twice the measured ones")
    }

    @Test("a sweep of thousands has the figures of GET /predict to rounding, and each warning once")
    func sweep() throws {
        let client = try ServiceFixture.withLaw("?name=a").client
        let points = (0..<700).map { (1 + $0 % 12 * 5, 1 + $0 * 7 % 900) }
        let list = points.map { #"{"layers":\#($0.0),"dim":\#($0.1)}"# }.joined(separator: ",")
        let reply = client.post("/predict", "application/json", #"{"configurations":[\#(list)]}"#)
        #expect(reply.status == 200, "\(reply.text.prefix(300))")
        let all = try #require(reply.json["predictions"] as? [[String: Any]])
        #expect(all.count == points.count)
        for index in stride(from: 0, to: points.count, by: 23) {
            let (layers, dim) = points[index]
            let one = client.get("/predict?layers=\(layers)&dim=\(dim)").json
            #expect(all[index]["layers"] as? Int == layers && all[index]["dim"] as? Int == dim)
            for part in ["value", "low", "high"] {
                let expected = try #require(one.number("predictions.HR@10.\(part)"))
                let found = try #require(reply.json.number("predictions.\(index).HR@10.\(part)"))
                #expect(abs(found - expected) <= 1e-9)
            }
        }
        let codes = try #require(reply.json["warnings"] as? [[String: Any]]).compactMap { $0["code"] as? String }
        #expect(codes.contains("farBeyondTheGrid") && codes.contains("beyondTheHull"))
        #expect(Set(codes).count == codes.count)
    }

    @Test(
        "a value that is found wrong after the body was read has its place in the body",
        arguments: [
            ("law", #""nobody""#, "/law"), ("metric", #""HR@7""#, "/metric"), ("dataset", #""nobody""#, "/dataset"),
            ("level", "0.9", "/dPrime"),
        ]
    )
    func places(_ name: String, _ value: String, _ place: String) throws {
        let client = try ServiceFixture().client
        #expect(client.post("/fit", "text/csv", Self.datasets(3)).status == 201)
        let body = #"{"\#(name)":\#(value),"configurations":[{"layers":4,"dim":32}]}"#
        let reply = client.post("/predict", "application/json", body)
        #expect(reply.status >= 400 && reply.json.string("errors.0.pointer") == place, "\(reply.text)")
    }

    @Test("a D′ that the law cannot use is named where it stands")
    func dPrimePlaces() throws {
        let client = try ServiceFixture().client
        _ = client.post("/fit?name=one", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        _ = client.post("/fit?name=many", "text/csv", Self.datasets(3))
        for (body, place) in [
            (#"{"law":"one","dPrime":5,"configurations":[{"layers":4,"dim":32}]}"#, "/dPrime"),
            (
                #"{"law":"one","configurations":[{"layers":4,"dim":32},{"layers":4,"dim":32,"dPrime":5}]}"#,
                "/configurations/1/dPrime"
            ),
            (
                #"{"law":"many","configurations":[{"layers":4,"dim":32,"dPrime":1e7},{"layers":4,"dim":32}]}"#,
                "/configurations/1"
            ),
        ] {
            let reply = client.post("/predict", "application/json", body)
            let pointers = (0..<(reply.json.count("errors") ?? 0)).map { reply.json.string("errors.\($0).pointer") }
            #expect(reply.status >= 400 && pointers.contains(place), "\(reply.text)")
        }
    }

    @Test("takes 10,000 configurations and no more")
    func limit() throws {
        let client = try ServiceFixture.withLaw("?form=log-quadratic").client
        func body(_ count: Int) -> String {
            let list = (0..<count).map { #"{"layers":\#(1 + $0 % 64),"dim":\#(1 + $0 / 64)}"# }
            return #"{"configurations":[\#(list.joined(separator: ","))]}"#
        }
        let reply = client.post("/predict", "application/json", body(10_000))
        #expect(reply.status == 200, "\(reply.text.prefix(300))")
        #expect(reply.json.count("predictions") == 10_000)
        let refused = client.post("/predict", "application/json", body(10_001))
        #expect(refused.status == 400)
        #expect(refused.json.string("errors.0.pointer") == "/configurations")
    }

    /// Two datasets that differ in level, and one configuration space.
    private static func datasets(_ count: Int) -> String {
        var rows = ["layers,dim,dPrime,HR@10"]
        for dataset in 0..<count {
            for layers in [2, 4, 8] {
                for dim in [16, 32, 64] {
                    let (u, v) = (log2(Double(layers)), log2(Double(dim)))
                    let level = 0.1 + 0.02 * sin(Double(3 * dataset))
                    rows.append("\(layers),\(dim),\(1e6 * pow(2, Double(dataset))),\(level + 0.01 * u + 0.015 * v)")
                }
            }
        }
        return rows.joined(separator: "\n")
    }

    @Test(
        "a dataset that was not fitted has a wider interval, and the answer says on how many it rests",
        arguments: [3, 6]
    )
    func newDataset(_ count: Int) throws {
        let client = try ServiceFixture().client
        #expect(client.post("/fit?name=a", "text/csv", Self.datasets(count)).status == 201)
        let known = client.get("/predict?layers=4&dim=32&dPrime=2e6")
        let new = client.get("/predict?layers=4&dim=32&dPrime=3e6")
        #expect(known.json.isNull("newDataset"), "\(known.text)")
        #expect(new.json["newDataset.datasets"] as? Int == count, "\(new.text)")
        func width(_ reply: InProcessClient.Reply) throws -> Double {
            let (low, high) = (reply.json.number("predictions.HR@10.low"), reply.json.number("predictions.HR@10.high"))
            return try #require(high) - #require(low)
        }
        #expect(try width(new) > 2 * width(known))
        #expect(new.text.contains(#""code":"newDataset""#) == (count < 6))
        for target in ["/optimal?dPrime=3e6", "/surface?layers=2..8&dim=16..64:16&dPrime=3e6"] {
            #expect(client.get(target).json["newDataset.datasets"] as? Int == count, "\(target)")
        }
        let both = #"{"dPrime":3e6,"configurations":[{"layers":4,"dim":32},{"layers":4,"dim":32,"dPrime":2e6}]}"#
        let batch = client.post("/predict", "application/json", both).json
        #expect(batch.number("predictions.0.HR@10.low") == new.json.number("predictions.HR@10.low"))
        #expect(batch.number("predictions.1.HR@10.low") == known.json.number("predictions.HR@10.low"))
        let wrong = #"{"dPrime":3e6,"configurations":[{"layers":4,"dim":32},{"layers":4,"dim":32,"dPrime":-1}]}"#
        #expect(client.post("/predict", "application/json", wrong).status == 400)
    }

    /// A family on a diagonal, as published models are.
    private static let family = """
        layers,dim,HR@10
        2,32,0.2000
        4,64,0.2301
        8,128,0.2522
        12,192,0.2599
        16,256,0.2648
        24,384,0.2688
        """

    @Test("an empty corner of the box is an extrapolation by its distance from the hull, not by the ranges")
    func hull() throws {
        let client = try ServiceFixture().client
        let fit = client.post("/fit?name=family", "text/csv", Self.family)
        #expect(fit.status == 201, "\(fit.text.prefix(300))")
        #expect(fit.text.contains(#""code":"confounded""#))
        let corner = client.get("/predict?layers=24&dim=32")
        #expect(corner.json["extrapolation.layers"] as? Bool == false)
        #expect(corner.json["extrapolation.dim"] as? Bool == false)
        #expect(corner.json["extrapolation.hull"] as? Bool == true)
        // The diagonal is the line dim = 16 · layers, so (24, 32) is log2(12) / √2 octaves off it.
        #expect(abs(try #require(corner.json.number("extrapolation.octaves")) - log2(12) / 2.0.squareRoot()) < 1e-6)
        #expect(corner.text.contains("beyondTheHull"))
        let on = client.get("/predict?layers=8&dim=128")
        #expect(on.json["extrapolation.hull"] as? Bool == false)
        #expect(try #require(on.json.number("extrapolation.octaves")) < 1e-9)
    }

    @Test("a recommendation keeps near the experiments, unless beyond is set")
    func reach() throws {
        let client = try ServiceFixture().client
        _ = client.post("/fit", "text/csv", Self.family)
        let near = client.get("/optimal?layers=1..96&dim=16..1536:16")
        #expect(near.status == 200, "\(near.text)")
        #expect(near.json.number("reach") == 0.5, "layers and dim are confounded")
        #expect(try #require(near.json.number("best.octaves")) <= 0.5 + 1e-6)
        let far = client.get("/optimal?layers=1..96&dim=16..1536:16&beyond=true")
        #expect(far.json.isNull("reach"))
        #expect(try #require(far.json.number("best.octaves")) >= #require(near.json.number("best.octaves")))
        let nothing = client.get("/optimal?layers=200..210&dim=16")
        #expect(nothing.status == 422)
        #expect(nothing.json.string("type")?.hasSuffix("beyond-reach") == true, "\(nothing.text)")
        #expect(nothing.text.contains("beyond=true"))
    }

    @Test("the confidence set follows the level, and lists the dims of each number of layers")
    func confidence() throws {
        let client = try ServiceFixture.withLaw().client
        let plain = client.get("/optimal").json
        #expect(plain.number("confidence.level") == 0.8)
        #expect(plain.number("level") == 0.95)
        var sizes: [Int] = []
        for level in ["0.5", "0.8", "0.99"] {
            let reply = client.get("/optimal?level=\(level)").json
            #expect(reply.number("confidence.level") == Double(level))
            #expect(reply.number("level") == Double(level))
            let rows = reply["confidence.byLayers"] as? [[String: Any]] ?? []
            #expect(!rows.isEmpty)
            var size = 0
            for row in rows {
                let dim = try #require(row["dim"] as? [Int])
                #expect(dim.count == 2 && dim[0] <= dim[1])
                size += dim[1] - dim[0] + 1
            }
            sizes.append(size)
            #expect(rows.contains { $0["layers"] as? Int == reply["best.layers"] as? Int }, "the best is in the set")
        }
        #expect(sizes == sizes.sorted() && sizes[0] < sizes[2], "\(sizes)")
    }
}
