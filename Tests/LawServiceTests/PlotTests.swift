import Foundation
import HTTPMessage
import TestSupport
import Testing

@testable import LawService

@Suite("Plots")
struct PlotTests {
    private static let views = ["surface", "layers", "dim", "residuals", "frontier"]

    private static func client() throws -> InProcessClient { try ServiceFixture.withLaw("?name=ml").client }

    @Test("every view names its schema, carries its data, and describes itself")
    func views() throws {
        let client = try Self.client()
        for view in Self.views {
            let reply = client.get("/laws/ml/plot?view=\(view)")
            #expect(reply.status == 200, "\(view): \(reply.text.prefix(300))")
            let schema = try #require(reply.json.string("$schema"))
            #expect(schema.hasPrefix("https://vega.github.io/schema/vega"), "\(view)")
            #expect(reply.json.string("description")?.isEmpty == false)
            #expect(!reply.text.contains("\"url\""), "nothing is loaded from elsewhere")
        }
    }

    @Test("a cut has the values and the intervals of /surface")
    func cuts() throws {
        let client = try Self.client()
        let cut = client.get("/laws/ml/plot?view=layers&layers=2..40&dim=64").json
        let surface = client.get("/surface?layers=2..40&dim=64").json
        #expect(cut.count("datasets.cut") == 39)
        for index in 0..<39 {
            #expect(cut.number("datasets.cut.\(index).layers") == Double(index + 2))
            #expect(cut.number("datasets.cut.\(index).dim") == 64)
            for name in ["value", "low", "high"] {
                #expect(cut.number("datasets.cut.\(index).\(name)") == surface.number("\(name).\(index).0"))
            }
        }
        let dim = client.get("/laws/ml/plot?view=dim&dim=16,64,100&layers=8").json
        let predicted = client.get("/predict?layers=8&dim=64").json
        let value = try #require(dim.number("datasets.cut.1.value"))
        let expected = try #require(predicted.number("predictions.HR@10.value"))
        #expect(abs(value - expected) < 1e-12)
    }

    @Test("the runs beside a cut are those of the nearest measured level")
    func nearestRuns() throws {
        // The grid has dim 25, 50, 75 and 100. On the logarithmic scale 60 is nearer to 50: 60/50 < 75/60.
        let json = try Self.client().get("/laws/ml/plot?view=layers&dim=60").json
        #expect(json.count("datasets.runs") == 6)
        for index in 0..<6 { #expect(json.number("datasets.runs.\(index).dim") == 50) }
    }

    @Test("the surface agrees with /predict and /optimal, and its dashed outline is the hull of the runs")
    func surface() throws {
        let client = try Self.client()
        let reply = client.get("/laws/ml/plot?view=surface&maxParameters=200000")
        let data = try #require(reply.json["data"] as? [Any])
        func rows(_ name: String) throws -> JSONReply {
            let index = try #require(data.indices.first { reply.json.string("data.\($0).name") == name })
            let value = try #require(reply.json["data.\(index).values"])
            return JSONReply(Array(try Self.text(value).utf8))
        }
        let best = try rows("best")
        let optimal = client.get("/optimal?maxParameters=200000").json
        for name in ["layers", "dim", "value", "low", "high", "parameters"] {
            #expect(best.number("0.\(name)") == optimal.number("best.\(name)"), "\(name)")
        }
        let region = try rows("region")
        let count = try #require(optimal.count("confidence.byLayers"))
        #expect(region.count("") == count)
        for index in 0..<count {
            #expect(region.number("\(index).low") == optimal.number("confidence.byLayers.\(index).dim.0"))
            #expect(region.number("\(index).high") == optimal.number("confidence.byLayers.\(index).dim.1"))
        }
        // The published grid is a full one from 4 × 25 to 32 × 100.
        let hull = try rows("hull")
        let corners = Set(
            (0..<5).map {
                "\(Int((hull.number("\($0).layers") ?? 0).rounded())) \(Int((hull.number("\($0).dim") ?? 0).rounded()))"
            }
        )
        #expect(corners == ["4 25", "32 25", "32 100", "4 100"])
        let runs = try rows("runs")
        #expect(runs.count("") == 24)
        for index in [0, 7, 23] {
            let (layers, dim) = (runs.number("\(index).layers") ?? 0, runs.number("\(index).dim") ?? 0)
            let prediction = client.get("/predict?layers=\(Int(layers))&dim=\(Int(dim))").json
            #expect(runs.number("\(index).predicted") == prediction.number("predictions.HR@10.value"))
        }
        // The contours' grid runs from the largest dim to the smallest.
        let grid = try rows("grid")
        let (width, height) = (Int(grid.number("0.width") ?? 0), Int(grid.number("0.height") ?? 0))
        #expect(grid.count("0.values") == width * height)
        #expect(grid.count("0.layers") == width && grid.count("0.dim") == height)
        let values = (0..<width * height).compactMap { grid.number("0.values.\($0)") }
        let place = try #require(values.indices.max { values[$0] < values[$1] })
        let free = client.get("/optimal").json
        let peak = (
            layers: grid.number("0.layers.\(place % width)") ?? 0,
            dim: grid.number("0.dim.\(height - 1 - place / width)") ?? 0
        )
        #expect(abs(peak.layers / (free.number("continuous.layers") ?? 1) - 1) < 0.06, "\(peak)")
        #expect(abs(peak.dim / (free.number("continuous.dim") ?? 1) - 1) < 0.06, "\(peak)")
    }

    @Test("the frontier is that of /optimal, and residuals are measured less predicted")
    func frontierAndResiduals() throws {
        let client = try Self.client()
        let plot = client.get("/laws/ml/plot?view=frontier").json
        let optimal = client.get("/optimal").json
        let count = try #require(optimal.count("frontier"))
        #expect(plot.count("datasets.frontier") == count)
        for index in 0..<count {
            for name in ["layers", "dim", "value", "parameters"] {
                #expect(
                    plot.number("datasets.frontier.\(index).\(name)") == optimal.number("frontier.\(index).\(name)")
                )
            }
        }
        let residuals = client.get("/laws/ml/plot?view=residuals").json
        #expect(residuals.count("datasets.residuals") == 24)
        for index in 0..<24 {
            let row = "datasets.residuals.\(index)"
            let (measured, predicted) = (
                residuals.number("\(row).measured") ?? 0, residuals.number("\(row).predicted") ?? 0
            )
            #expect(residuals.number("\(row).residual") == measured - predicted)
        }
    }

    @Test("a law of several D′ needs one, and fills the runs of that data only")
    func severalDatasets() throws {
        let client = try ServiceFixture().client
        let rows = [1e6, 4e6].flatMap { dPrime in
            [4, 8, 16].flatMap { layers in
                [32, 64, 128].map { dim in
                    "\(layers),\(dim),\(dPrime),\(0.2 + 0.01 * Double(layers) / 16 + 0.0001 * Double(dim) + dPrime / 1e9)"
                }
            }
        }
        let fitted = client.post(
            "/fit?name=two",
            "text/csv",
            "layers,dim,dPrime,HR@10\n" + rows.joined(separator: "\n")
        )
        #expect(fitted.status == 201, "\(fitted.text)")
        #expect(client.get("/laws/two/plot?view=layers").status == 400)
        #expect(client.get("/laws/two/plot?view=residuals").json.count("datasets.residuals") == 18)
        #expect(client.get("/laws/two/plot?view=layers&dPrime=1000000&dim=64").json.count("datasets.runs") == 3)
        let text = client.get("/laws/two/plot?view=surface&dPrime=1000000").text
        #expect(text.matches(of: /"isOfThisData":true/).count == 9)
        #expect(text.matches(of: /"isOfThisData":false/).count == 9)
        // Runs of one size differ by their D′.
        #expect(text.matches(of: /"dPrime":1000000,"dim"/).count == 9)
        #expect(text.matches(of: /"dPrime":4000000,"dim"/).count == 9)

        // Where nothing was measured, the scales are those of what is drawn.
        let cut = client.get("/laws/two/plot?view=layers&dPrime=100000000&dim=64").json
        let surface = client.get("/laws/two/plot?view=surface&dPrime=100000000").json
        for layers in [4, 8, 16] {
            let answer = client.get("/predict?law=two&dPrime=100000000&layers=\(layers)&dim=64").json
            let value = try #require(answer.number("predictions.HR@10.value"))
            for domain in [(cut, "layer.0.encoding.y.scale.domain"), (surface, "scales.2.domain")] {
                #expect(domain.0.number("\(domain.1).0") ?? .infinity <= value, "\(domain.1)")
                #expect(domain.0.number("\(domain.1).1") ?? -.infinity >= value, "\(domain.1)")
            }
        }
    }

    @Test(
        "a fault names its parameter",
        arguments: [
            ("view=contours", "?view"), ("view=layers&dim=16..64", "?dim"), ("view=dim&layers=4,8", "?layers"),
            ("metric=NDCG", "?metric"), ("colour=red", "?colour"), ("maxEmbeddingBytes=1e6", "?items"),
        ]
    )
    func faults(query: String, pointer: String) throws {
        let reply = try Self.client().get("/laws/ml/plot?\(query)")
        // 422 if each value alone is valid.
        #expect(reply.status == (["?view", "?colour"].contains(pointer) ? 400 : 422))
        #expect(reply.json.string("errors.0.pointer") == pointer)
    }

    @Test(
        "a title keeps the end of a long name, from the start of a word if enough is left",
        arguments: [
            ("HR@10", "HR@10"), ("metrics.test_ndcg_at_10x", "metrics.test_ndcg_at_10x"),
            ("metrics.test/next_item_ranking/full_catalog/NDCG@10", "…full_catalog/NDCG@10"),
            ("a/abcdefghijklmnopqrstuvwxyz@10", "…ghijklmnopqrstuvwxyz@10"),
            ("abcdefghijklmnopqrstuvwxyz/HR", "…ghijklmnopqrstuvwxyz/HR"),
        ]
    )
    func title(metric: String, title: String) {
        #expect(PlotStyle.title(metric) == title)
    }

    @Test("pictures with a vertical axis of the metric limit its title", arguments: ["layers", "dim", "frontier"])
    func longTitle(view: String) throws {
        let metric = "metrics.test/next_item_ranking/full_catalog/NDCG@10"
        let client = try ServiceFixture().client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10").replacing("HR@10", with: metric)
        #expect(client.post("/fit?name=long&form=log-quadratic", "text/csv", grid).status == 201)
        let reply = client.get("/laws/long/plot?view=\(view)")
        #expect(reply.text.contains("…full_catalog/NDCG@10"))
        #expect(reply.text.contains(#""titleLimit":150"#))
        #expect(reply.json.string("description")?.contains(metric) == true, "the description has the whole name")
    }

    @Test("the axes of values that are equal, or very small, have ticks that differ")
    func narrowRanges() throws {
        #expect(PlotStyle.spread(0.3, 0.3 + 1e-16) == 0.285...(0.3 + 1e-16 + 0.015))
        #expect(PlotStyle.spread(0, 0) == -0.5...0.5)
        #expect(PlotStyle.spread(0.3, 0.301) == 0.3...0.301)
        for (range, format) in [
            (0.04, ".3f"), (0.4, ".3f"), (0.0004, ".5f"), (7e-6, ".7f"), (0, ".3f"), (2, ".2f"), (8, ".6~g"),
        ] {
            guard case .string(let text) = PlotStyle.format(0, range) else { continue }
            #expect(text == format, "\(range)")
        }
        let client = try ServiceFixture().client
        let rows = [2, 4, 8].flatMap { layers in [16, 32, 64].map { "\(layers),\($0),0.3" } }
        let grid = (["layers,dim,HR@10"] + rows).joined(separator: "\n")
        #expect(client.post("/fit?name=constant", "text/csv", grid).status == 201)
        let frontier = client.get("/laws/constant/plot?view=frontier").json
        #expect(abs((frontier.number("layer.0.encoding.y.scale.domain.0") ?? 0) - 0.285) < 1e-6)
        let residuals = client.get("/laws/constant/plot?view=residuals").json
        #expect(abs((residuals.number("layer.2.encoding.x.scale.domain.1") ?? 0) - 0.315) < 1e-6)
    }

    @Test("no law, no dataset: 404")
    func missing() throws {
        let client = try ServiceFixture().client
        #expect(client.get("/laws/none/plot").status == 404)
        #expect(client.get("/datasets/none/plot").status == 404)
        #expect(client.get("/laws/none/experiments").status == 404)
    }

    @Test("the bins of a dataset hold every user once")
    func bins() throws {
        let client = try ServiceFixture().client
        let lengths = (1...60).flatMap { Array(repeating: $0 * $0, count: 3) } + [1, 1, 1]
        let lines = lengths.map { "[" + (0..<$0).map { String($0 % 3) }.joined(separator: ",") + "]" }
        #expect(client.post("/apen?name=d", "application/x-ndjson", lines.joined(separator: "\n")).status == 200)
        for view in ["lengths", "apEn"] {
            let reply = client.get("/datasets/d/plot?view=\(view)")
            #expect(reply.status == 200)
            let count = try #require(reply.json.count("datasets.bins"))
            let users = (0..<count).compactMap { reply.json.number("datasets.bins.\($0).users") }.reduce(0, +)
            // Users with one or two items have no ApEn at m = 2.
            #expect(users == Double(view == "lengths" ? lengths.count : lengths.count { $0 > 2 }))
            #expect(reply.json.number("datasets.summary.0.median") != nil)
        }
    }

    @Test("the experiments of a law, sent again, are the same law")
    func experiments() throws {
        let client = try Self.client()
        let reply = client.get("/laws/ml/experiments")
        #expect(reply.json.count("experiments") == 24)
        let again = client.post(
            "/fit",
            "application/json",
            #"{"experiments":"# + (try Self.text(try #require(reply.json["experiments"]))) + "}"
        )
        #expect(again.status == 200)
        #expect(again.json.string("law") == reply.json.string("law"))
    }

    @Test("a stored law gets a further name; a taken one is refused, or moved")
    func names() throws {
        let client = try Self.client()
        let named = client.send(.post, "/laws/ml/names?name=second")
        #expect(named.status == 200)
        #expect(named.json["names.1"] as? String == "second")
        #expect(client.get("/laws/second").json.string("law") == client.get("/laws/ml").json.string("law"))
        _ = client.post("/fit?name=other", "text/csv", try ServiceFixture.grid("kuairand-len50-hr10"))
        #expect(client.send(.post, "/laws/other/names?name=second").status == 409)
        #expect(client.send(.post, "/laws/other/names?name=second&replaceName=true").status == 200)
        #expect(client.get("/laws/second").json.string("law") == client.get("/laws/other").json.string("law"))
        let unnamed = client.send(.post, "/laws/ml/names", body: Array(#"{"name":"x1"}"#.utf8))
        #expect(unnamed.status == 400 && unnamed.json.string("errors.0.detail")?.contains("query parameter") == true)
        #expect(client.send(.post, "/laws/none/names?name=x").status == 404)
        #expect(client.send(.post, "/datasets/none/names?name=x").status == 404)
    }

    /// A parsed value as JSON again.
    private static func text(_ value: Any) throws -> String {
        func plain(_ value: Any) -> Any {
            switch value {
            case let object as [String: Any]: object.mapValues(plain)
            case let array as [Any]: array.map(plain)
            case is JSONReply.Null: NSNull()
            default: value
            }
        }
        return String(decoding: try JSONSerialization.data(withJSONObject: plain(value)), as: UTF8.self)
    }
}
