import Foundation
import TestSupport
import Testing

@Suite("Goals, scales and weights")
struct GoalTests {
    private static let sizes = [
        (2, 16), (2, 32), (2, 64), (4, 16), (4, 32), (4, 64), (8, 16), (8, 32), (8, 64), (16, 16), (16, 32), (16, 64),
    ]

    /// A value that is best at 4 layers and dim 32, with a little noise that is the same for every metric.
    private static func share(_ layers: Int, _ dim: Int, _ index: Int) -> Double {
        let (u, v) = (log2(Double(layers) / 4), log2(Double(dim) / 32))
        return 0.3 - 0.02 * u * u - 0.03 * v * v + 0.0005 * sin(Double(7 * index))
    }

    private static func table(_ name: String, _ metric: (Double) -> Double) -> String {
        let rows = sizes.enumerated().map { index, size in
            "\(size.0),\(size.1),\(metric(share(size.0, size.1, index)))"
        }
        return "layers,dim,\(name)\n" + rows.joined(separator: "\n")
    }

    /// A metric, the scale on which it is fitted, and the metric that belongs to a value of the fitted scale.
    static let metrics:
        [(name: String, query: String, goal: String, scale: String, value: @Sendable (Double) -> Double)] = [
            ("HR@10", "", "maximise", "share", { $0 }),
            ("loss", "", "minimise", "likelihood", { -log($0) }),
            ("test/logloss", "", "minimise", "likelihood", { -log($0) }),
            ("NE", "", "minimise", "likelihood", { -log($0) }),
            ("perplexity", "", "minimise", "inverse", { 1 / $0 }),
            ("val_ppl", "", "minimise", "inverse", { 1 / $0 }),
            ("RMSE", "", "minimise", "logarithm", { exp(-$0) }),
            ("throughput", "?goals=throughput:maximise", "maximise", "logarithm", { exp($0) }),
            ("regret", "?goals=regret:minimize", "minimise", "logarithm", { 20 * exp(-$0) }),
            ("gap", "?goals=gap:minimise", "minimise", "identity", { 0.29 - $0 }),
            ("HR@10", "?goals=HR@10:minimise", "minimise", "share", { 1 - $0 }),
        ]

    @Test("every kind of metric has its goal and its scale, and all of them find the same best", arguments: metrics)
    func kinds(_ row: (name: String, query: String, goal: String, scale: String, value: @Sendable (Double) -> Double))
        throws
    {
        let client = try ServiceFixture().client
        let reply = client.post("/fit\(row.query)", "text/csv", Self.table(row.name, row.value))
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(reply.json.string("metrics.\(row.name).goal") == row.goal, "\(reply.text.prefix(400))")
        #expect(reply.json.string("metrics.\(row.name).scale") == row.scale)
        #expect(client.get("/laws").json.string("laws.0.metrics.\(row.name).goal") == row.goal)

        let point = client.get("/predict?layers=4&dim=32").json
        #expect(point.string("predictions.\(row.name).goal") == row.goal)
        let (low, value, high) = (
            try #require(point.number("predictions.\(row.name).low")),
            try #require(point.number("predictions.\(row.name).value")),
            try #require(point.number("predictions.\(row.name).high"))
        )
        #expect(low < value && value < high)
        let truth = row.value(0.3)
        #expect(low <= truth && truth <= high, "\(low) \(truth) \(high)")

        let best = client.get("/optimal?layers=2,4,8,16&dim=16,32,64&tolerance=0").json
        #expect(best.string("goal") == row.goal)
        #expect(best["best.layers"] as? Int == 4, "\(best)")
        #expect(best["best.dim"] as? Int == 32)
        let frontier = (best["frontier"] as? [[String: Any]] ?? []).compactMap { $0["value"] as? Double }
        #expect(frontier == (row.goal == "maximise" ? frontier.sorted() : frontier.sorted(by: >)))
        #expect(client.get("/surface?layers=4&dim=32").json.string("goal") == row.goal)
        let id = try #require(reply.json.string("law"))
        let next = client.get("/laws/\(id)/suggestions?count=2")
        #expect(next.json.string("metricGoal") == row.goal)
        // The best lies inside the grid, so nobody should run its worst corner next.
        #expect(next.json["suggestions.0.layers"] as? Int != 16, "\(next.text)")
    }

    /// On the scale of the likelihood the worst of these runs lie side by side near 0, and an error of 0.02 there is one of nats.
    @Test("losses and perplexities of a wide range are fitted as logarithms", arguments: [1.05, 1.15, 3, 6])
    func wideLosses(range: Double) throws {
        let grid = try ServiceFixture.grid("kuairand-len50-hr10").split(whereSeparator: \.isNewline).dropFirst()
        let runs = grid.map { $0.split(separator: ",") }
        let shares = runs.compactMap { Double($0[2]) }
        let (least, most) = (try #require(shares.min()), try #require(shares.max()))
        for (name, narrow) in [("loss", "likelihood"), ("ppl", "inverse")] {
            let rows = zip(runs, shares).map { run, share in
                let loss = 3 + range * (most - share) / (most - least)
                return "\(run[0]),\(run[1]),\(name == "loss" ? loss : exp(loss))"
            }
            let client = try ServiceFixture().client
            let reply = client.post("/fit", "text/csv", "layers,dim,\(name)\n" + rows.joined(separator: "\n"))
            #expect(reply.json.string("metrics.\(name).scale") == (range < log(3) ? narrow : "logarithm"))
            let explained = try #require(reply.json.number("metrics.\(name).looR2"))
            #expect(explained > (name == "loss" ? 0.85 : 0.3), "\(name) \(range): \(explained)")
        }
    }

    /// As logarithms the small scores are spread so far that the smallest looks like an outlier.
    @Test("a score that rises evenly over a wide range is fitted as it is")
    func evenScores() throws {
        func table(_ value: (Double, Double, Int) -> Double) -> String {
            let sizes = [1, 2, 4, 8, 16].flatMap { layers in [16, 32, 64, 128, 256].map { (layers, $0) } }
            let rows = sizes.enumerated().map { index, size in
                let (u, v) = (log2(Double(size.0)) / 4, log2(Double(size.1) / 16) / 4)
                return "\(size.0),\(size.1),\(value(u, v, index))"
            }
            return "layers,dim,BLEU\n" + rows.joined(separator: "\n")
        }
        let client = try ServiceFixture().client
        let even = table { u, v, index in 1 + 14 * u + 20 * v + 0.2 * sin(Double(7 * index)) }
        let reply = client.post("/fit?goals=BLEU:maximise", "text/csv", even)
        #expect(reply.json.string("metrics.BLEU.scale") == "identity")
        #expect(try #require(reply.json.number("metrics.BLEU.looR2")) > 0.99)
        #expect(!reply.text.contains("outlier"))
        // Equal factors are even on the logarithmic scale.
        let factors = table { u, v, index in exp(u + 2 * v + 0.02 * sin(Double(7 * index))) }
        let geometric = client.post("/fit?goals=BLEU:maximise", "text/csv", factors)
        #expect(geometric.json.string("metrics.BLEU.scale") == "logarithm")
    }

    /// A step in size multiplies the share, or what is missing to 1, so the scale of the share hides most of the runs near one end.
    @Test("shares whose odds grow by factors are fitted as the logarithm of their odds")
    func wideShares() throws {
        let sizes = [1, 2, 4, 8, 16].flatMap { layers in [16, 32, 64, 128, 256].map { (layers, $0) } }
        func table(_ value: (_ u: Double, _ v: Double) -> Double) -> String {
            let rows = sizes.enumerated().map { index, size in
                let noise = 0.03 * sin(Double(7 * index))
                let share = value(log2(Double(size.0)) + noise, log2(Double(size.1) / 16))
                return "\(size.0),\(size.1),\(share)"
            }
            return "layers,dim,HR@10\n" + rows.joined(separator: "\n")
        }
        let client = try ServiceFixture().client
        func scale(_ table: String, _ query: String = "") -> (name: String?, error: Double?) {
            let json = client.post("/fit\(query)", "text/csv", table).json
            return (json.string("metrics.HR@10.scale"), json.number("metrics.HR@10.looRmse"))
        }
        let growing = table { u, v in 0.001 * exp(0.55 * u + 0.6 * v) }
        #expect(scale(growing).name == "logOdds")
        #expect(try #require(scale(growing).error) < 0.002)
        let saturating = table { u, v in 1 - 0.2 * exp(-0.5 * u - 0.55 * v) }
        #expect(scale(saturating).name == "logOdds")
        // The blend has no formula of the share, so its name changes nothing. A closed form keeps the scale of its formula.
        #expect(scale(growing, "?form=blend").name == "logOdds")
        #expect(scale(growing, "?form=performance-law").name == "share")
        // The same range, with equal steps.
        #expect(scale(table { u, v in 0.001 + 0.012 * u + 0.013 * v }).name == "share")
        // The logarithm has no value for a share of 0.
        #expect(scale(growing + "\n32,512,0").name == "share")
        let id = try #require(client.post("/fit", "text/csv", growing).json.string("law"))
        let prediction = client.get("/predict?law=\(id)&layers=1&dim=16").json
        let low = try #require(prediction.number("predictions.HR@10.low"))
        let high = try #require(prediction.number("predictions.HR@10.high"))
        #expect(low > 0.0007 && low < 0.001 && high > 0.001 && high < 0.0014, "\(low) \(high)")
    }

    @Test("layers and dim that matter together refute the closed forms of the blend")
    func ridge() throws {
        let rows = [4, 8, 16, 24, 32].flatMap { layers in
            [25, 40, 60, 80, 100].enumerated().map { index, dim in
                let (u, v) = (log(Double(layers) / 4) / log(8), log(Double(dim) / 25) / log(4))
                return "\(layers),\(dim),\(0.3 - 0.2 * (u - v) * (u - v) + 0.001 * sin(Double(7 * layers + index)))"
            }
        }
        let client = try ServiceFixture().client
        let reply = client.post("/fit", "text/csv", "layers,dim,HR@10\n" + rows.joined(separator: "\n"))
        #expect(try #require(reply.json.number("metrics.HR@10.looRmse")) < 0.004, "\(reply.text.prefix(900))")
        // Each form, the blend and kriging among them, has its forward test; that of the blend is about the law that answers.
        let candidates = reply.json["metrics.HR@10.candidates"] as? [[String: Any]] ?? []
        let forward = ["kriging", "blend"].compactMap { form in
            (candidates.first { $0["form"] as? String == form }?["forward"] as? [String: Any])?["dim"] as? Double
        }
        #expect(forward.count == 2 && forward.first == forward.last, "\(forward)")
        let low = client.get("/predict?layers=16&dim=60").json
        let width = try #require(low.number("predictions.HR@10.high")) - #require(low.number("predictions.HR@10.low"))
        #expect(width < 0.012, "\(width)")
    }

    @Test("a law of several datasets is compared with the mean of each")
    func worseThanMeans() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        // The datasets differ in their level, and in which sizes lie above it: what one suggests is wrong for the next.
        let rows = [(1e6, 0.1, 1.0), (1.1e6, 0.2, -1), (1.21e6, 0.3, 1), (1.33e6, 0.4, -1)].flatMap {
            dPrime,
            level,
            sign in
            Self.sizes.map { size in
                let above = Int(log2(Double(size.0 * size.1))).isMultiple(of: 2) ? 0.01 : -0.01
                let value = level + sign * above + Double.random(in: 0...0.001, using: &random)
                return "\(size.0),\(size.1),\(dPrime),\(value)"
            }
        }
        let client = try ServiceFixture().client
        let reply = client.post("/fit", "text/csv", "layers,dim,dPrime,HR@10\n" + rows.joined(separator: "\n"))
        #expect(try #require(reply.json.number("metrics.HR@10.looR2")) > 0.9, "seed \(seed)")
        #expect(reply.text.contains("worseThanMean") && reply.text.contains("within the datasets"), "seed \(seed)")
    }

    @Test("a law that is worse than the mean says so")
    func worseThanMean() throws {
        // 1 and 0 in turns: whatever is left out, its neighbours suggest the opposite.
        let rows = Self.sizes.map {
            "\($0.0),\($0.1),\((Int(log2(Double($0.0 * $0.1)))).isMultiple(of: 2) ? 0.3 : 0.2)"
        }
        let client = try ServiceFixture().client
        let reply = client.post(
            "/fit?form=log-quadratic",
            "text/csv",
            "layers,dim,HR@10\n" + rows.joined(separator: "\n")
        )
        #expect(try #require(reply.json.number("metrics.HR@10.looR2")) < 0)
        #expect(reply.text.contains("worseThanMean"), "\(reply.text.prefix(900))")
        // Whoever decides by the law reads one of these.
        let id = try #require(reply.json.string("law"))
        let decisions = [
            "/predict?law=\(id)&layers=4&dim=32", "/optimal?law=\(id)", "/surface?law=\(id)&layers=4&dim=32",
            "/laws/\(id)/suggestions",
        ]
        for target in decisions {
            let codes = client.get(target).json["warnings"] as? [[String: Any]] ?? []
            #expect(codes.count { $0["code"] as? String == "worseThanMean" } == 1, "\(target): \(codes)")
        }
        let batch = #"{"law":"\#(id)","configurations":[{"layers":4,"dim":32},{"layers":8,"dim":32}]}"#
        let warnings = client.post("/predict", "application/json", batch).json["warnings"] as? [[String: Any]] ?? []
        #expect(warnings.count { $0["code"] as? String == "worseThanMean" } == 1, "\(warnings)")
        let good = client.post("/fit", "text/csv", Self.table("HR@10", { $0 }))
        #expect(!good.text.contains("worseThanMean"))
    }

    @Test("predictions of an unbounded metric are not clamped, and those of a share are")
    func bounds() throws {
        let client = try ServiceFixture().client
        let body = Self.table("throughput", { exp(30 * $0) })
        #expect(client.post("/fit?goals=throughput:maximise", "text/csv", body).status == 201)
        let reply = client.get("/predict?layers=4&dim=32")
        #expect(try #require(reply.json.number("predictions.throughput.value")) > 1_000)
        #expect(!reply.text.contains("clamped"))
    }

    @Test(
        "every answer says that it clamped a prediction, and to what",
        arguments: [("HR@10", "[0, 1]"), ("loss", "[0, 30]")]
    )
    func clamped(_ metric: String, _ bounds: String) throws {
        let client = try ServiceFixture().client
        func value(_ distance: Double) -> Double { metric == "loss" ? 0.0001 * distance : 1 - 0.0001 * distance }
        // Values at the edge of what the metric can be, with noise.
        let table = Self.table(metric) { value(abs($0 - 0.3) * 1_000) }
        #expect(client.post("/fit?name=a", "text/csv", table).status == 201)
        #expect(client.post("/fit?name=b", "text/csv", table + "\n4,32,\(value(3))").status == 201)
        let best = client.get("/optimal").json
        let point = "layers=\(best["best.layers"] as? Int ?? 0)&dim=\(best["best.dim"] as? Int ?? 0)"
        for path in ["/predict?\(point)", "/surface?\(point)", "/optimal", "/compare?laws=a,b"] {
            let reply = client.get(path)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(
                reply.text.contains(#""code":"clamped""#) && reply.text.contains("\(metric) to \(bounds)"),
                "\(path)"
            )
        }
        let law = client.get("/laws/a").text
        #expect(law.contains(#""code":"clamped""#), "\(law.suffix(900))")
    }

    @Test("laws with different goals are not compared")
    func comparison() throws {
        let client = try ServiceFixture().client
        _ = client.post("/fit?name=a", "text/csv", Self.table("HR@10", { $0 }))
        _ = client.post("/fit?name=b&goals=HR@10:minimise", "text/csv", Self.table("HR@10", { $0 }))
        let reply = client.get("/compare?laws=a,b")
        #expect(reply.status == 422)
        #expect(reply.json.string("errors.0.pointer") == "?metric")
    }

    @Test("a run of twice the test users counts as two runs of the same value")
    func users() throws {
        let lines = Self.table("HR@10", { $0 }).split(separator: "\n").map(String.init)
        let rows = lines.dropFirst() + ["4,32,0.33"]
        let weighted =
            [lines[0] + ",users"] + rows.enumerated().map { "\($1),\($0 == 12 ? 2_000 : 1_000)" }
        let repeated = [lines[0]] + rows + ["4,32,0.33"]
        func fitted(_ rows: [String]) throws -> (value: Double, law: String) {
            let client = try ServiceFixture().client
            let reply = client.post("/fit?form=log-quadratic", "text/csv", rows.joined(separator: "\n"))
            #expect(reply.status == 201, "\(reply.text.prefix(300))")
            let value = client.get("/predict?layers=4&dim=32").json.number("predictions.HR@10.value")
            return (try #require(value), try #require(reply.json.string("law")))
        }
        let (twice, two) = (try fitted(weighted), try fitted(repeated))
        #expect(abs(twice.value - two.value) <= 1e-9)
        let equal = try fitted([lines[0]] + rows)
        #expect(abs(equal.value - two.value) > 1e-4, "the weight matters")
        // Equal numbers of users weigh nothing, so the request is the same.
        let same = try fitted([lines[0] + ",users"] + rows.map { $0 + ",500" })
        #expect(same.law == equal.law)
        #expect(twice.law != equal.law)
    }

    @Test("a run with half the standard error counts as four")
    func standardErrors() throws {
        let lines = Self.table("HR@10", { $0 }).split(separator: "\n").map(String.init)
        let rows = lines.dropFirst() + ["4,32,0.33"]
        let weighted = [lines[0] + ",HR@10_se"] + rows.enumerated().map { "\($1),\($0 == 12 ? 0.001 : 0.002)" }
        let repeated = [lines[0]] + rows + Array(repeating: "4,32,0.33", count: 3)
        let values = try [weighted, repeated].map { rows in
            let client = try ServiceFixture().client
            let reply = client.post("/fit?form=log-quadratic", "text/csv", rows.joined(separator: "\n"))
            #expect(reply.status == 201, "\(reply.text.prefix(300))")
            return try #require(client.get("/predict?layers=4&dim=32").json.number("predictions.HR@10.value"))
        }
        #expect(abs(values[0] - values[1]) <= 1e-9)
    }

    @Test("every form is listed with its forward test or the reason why it is missing")
    func candidates() throws {
        let client = try ServiceFixture().client
        let body = Self.table("HR@10", { $0 }).split(separator: "\n").prefix(5).joined(separator: "\n")
        let reply = client.post("/fit", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(300))")
        let few = reply.json["metrics.HR@10.candidates"] as? [[String: Any]] ?? []
        #expect(
            few.contains { ($0["unavailable"] as? String)?.contains("needs at least") == true && !($0["r2"] is Double) }
        )
        #expect(reply.text.contains("priorDriven"))
        let all = client.post("/fit", "text/csv", Self.table("HR@10", { $0 }))
        let candidates = all.json["metrics.HR@10.candidates"] as? [[String: Any]] ?? []
        #expect(
            candidates.compactMap { $0["form"] as? String } == [
                "performance-law", "scaling-law", "log-quadratic", "log-quadratic-interaction", "separable", "kriging",
                "blend",
            ]
        )
        for candidate in candidates {
            let isIntegrated = ["kriging", "blend"].contains(candidate["form"] as? String)
            #expect((candidate["aicc"] is Double) != isIntegrated)
            #expect((candidate["lnEvidence"] is Double) == isIntegrated)
            let forward = candidate["forward"] as? [String: Any]
            #expect(forward?["layers"] is Double && forward?["dim"] is Double, "\(candidate)")
        }
        #expect(
            all.json.number("metrics.HR@10.parameters.w6.value") == nil,
            "the blend has no parameters of one member"
        )
    }

    @Test(
        "names of forms that kriging has replaced are read",
        arguments: ["gaussian-process", "gaussian-process-additive"]
    )
    func replacedForms(_ form: String) throws {
        let client = try ServiceFixture().client
        let reply = client.post("/fit?form=\(form)", "text/csv", Self.table("HR@10", { $0 }))
        #expect(reply.status == 201, "\(reply.text.prefix(300))")
        #expect(reply.json.string("metrics.HR@10.form") == "kriging")
        #expect(reply.json.string("warnings.0.code") == "formReplaced")
        let id = try #require(reply.json.string("law"))
        #expect(client.get("/laws/\(id)").json.string("warnings.0.code") == "formReplaced")
    }
}
