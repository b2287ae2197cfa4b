import Foundation
import HTTPMessage
import JSONText
import LawService
import TestSupport
import Testing

@Suite("POST /fit")
struct FitTests {
    /// R² of the globally fitted forms, to four decimals. The grids are published. An independent program found the optima by
    /// an exhaustive search of the exponents (|w| ≤ 1).
    static let published: [(grid: String, law: Double, scaling: Double, interaction: Double)] = [
        ("ml-1m-len100", 0.8949, 0.8331, 0.9463), ("ml-1m-len150", 0.9158, 0.8993, 0.9442),
        ("ml-1m-len200", 0.8933, 0.4993, 0.9231), ("amazon-books-len25", 0.9238, 0.9104, 0.9273),
        ("amazon-books-len50", 0.8377, 0.8356, 0.8388), ("kuairand-len25", 0.7874, 0.7714, 0.8119),
        ("kuairand-len50", 0.9397, 0.8242, 0.9570), ("kuairand-len100", 0.6279, 0.5895, 0.6316),
        ("huawei-music-len25", 0.9811, 0.9856, 0.9841), ("huawei-music-len50", 0.9746, 0.8898, 0.9818),
    ]

    @Test("reaches the global optimum of each form on the published grids", arguments: published)
    func globalOptima(_ row: (grid: String, law: Double, scaling: Double, interaction: Double)) throws {
        let client = try ServiceFixture().client
        let reply = client.post("/fit", "text/csv", try ServiceFixture.grid("\(row.grid)-hr10"))
        #expect(reply.status == 201, "\(reply.text)")
        let candidates = reply.json["metrics.HR@10.candidates"] as? [[String: Any]] ?? []
        let r2 = Dictionary(
            uniqueKeysWithValues: candidates.compactMap { candidate in
                (candidate["form"] as? String).map { ($0, candidate["r2"] as? Double ?? .nan) }
            }
        )
        #expect(abs((r2["performance-law"] ?? .nan) - row.law) <= 1e-4)
        #expect(abs((r2["scaling-law"] ?? .nan) - row.scaling) <= 1e-4)
        #expect(abs((r2["log-quadratic-interaction"] ?? .nan) - row.interaction) <= 1e-4)
    }

    @Test("answers 201 with a location once, then 200 with the same law, whatever the order of the experiments")
    func sameContent() throws {
        let client = try ServiceFixture().client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10")
        let first = client.post("/fit", "text/csv", grid)
        #expect(first.status == 201)
        let id = try #require(first.json.string("law"))
        #expect(first.fields.only(.location) == "/laws/\(id)")
        let lines = grid.split(whereSeparator: \.isNewline).map(String.init)
        let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\r\n")
        let second = client.post("/fit", "text/csv", "\u{FEFF}" + reversed)
        #expect(second.status == 200)
        #expect(second.json.string("law") == id)
        let experiments = lines.dropFirst().map { line in
            let cells = line.split(separator: ",")
            return #"{"HR@10":\#(cells[2]),"dim":\#(cells[1]).0,"layers":\#(cells[0])}"#
        }
        let json = client.post("/fit", "application/json", #"{"experiments":[\#(experiments.joined(separator: ","))]}"#)
        #expect(json.status == 200)
        #expect(json.json.string("read.format") == "json")
        // How a table was read is no part of the law.
        let law = try #require(try JSONValue.parse(client.get("/laws/\(id)").body).object)
        let fit = try #require(try JSONValue.parse(json.body).object)
        let aboutReading: Set = ["read", "warnings"]
        #expect(fit.members.filter { !aboutReading.contains($0.key) } == law.members.filter { $0.key != "warnings" })
        #expect(client.get("/laws").json.count("laws") == 1)
    }

    @Test("adds a second name; a taken name is 409 with its holder, unless replaceName moves it")
    func names() throws {
        let client = try ServiceFixture().client
        let (first, second) = (
            try ServiceFixture.grid("ml-1m-len100-hr10"), try ServiceFixture.grid("ml-1m-len150-hr10")
        )
        let holder = client.post("/fit?name=a", "text/csv", first).json.string("law") ?? ""
        let again = client.post("/fit?name=b", "text/csv", first)
        #expect(again.status == 200)
        #expect(again.json["names"] as? [String] == ["a", "b"])
        let conflict = client.post("/fit?name=a", "text/csv", second)
        #expect(conflict.status == 409)
        #expect(conflict.text.contains(holder))
        #expect(client.get("/laws").json.count("laws") == 1, "the refused law is not stored")
        #expect(client.post("/fit?name=a&replaceName=true", "text/csv", second).status == 201)
        #expect(client.get("/laws/a").json.string("law") != holder)
        #expect(client.get("/laws/b").json.string("law") == holder)
    }

    @Test("fits each metric from the experiments that have it")
    func metrics() throws {
        let client = try ServiceFixture().client
        var rows: [String] = []
        for layers in [4, 8, 16, 32] {
            for dim in [16, 32, 64] {
                let (u, v) = (log(Double(layers)), log(Double(dim)))
                let hit = 0.1 + 0.02 * u - 0.003 * u * u + 0.01 * v - 0.0004 * v * v
                let gain = layers == 32 ? "null" : "\(hit / 2)"
                rows.append(#"{"layers":\#(layers),"dim":\#(dim),"HR@10":\#(hit),"NDCG@10":\#(gain),"MRR":0.1}"#)
            }
        }
        let body = #"{"metrics":["HR@10","NDCG@10"],"form":"log-quadratic","experiments":["#
        let unlisted = client.post("/fit", "application/json", body + rows.joined(separator: ",") + "]}")
        #expect(unlisted.status == 201, "\(unlisted.text)")
        #expect(unlisted.json.string("read.ignored.0") == "MRR", "MRR is not listed")
        let listed = body.replacing(#""NDCG@10"]"#, with: #""NDCG@10","MRR"]"#) + rows.joined(separator: ",") + "]}"
        let reply = client.post("/fit", "application/json", listed)
        #expect(reply.status == 201, "\(reply.text)")
        #expect(reply.json.number("metrics.HR@10.experiments") == 12)
        #expect(reply.json.number("metrics.NDCG@10.experiments") == 9)
        #expect(reply.json.isNull("metrics.MRR.r2"), "constant values have no R²")
        // The values follow the form exactly, so the fit passes through them.
        let prediction = client.get("/predict?layers=8&dim=32&metric=HR@10")
        let (u, v) = (log(8.0), log(32.0))
        let truth = 0.1 + 0.02 * u - 0.003 * u * u + 0.01 * v - 0.0004 * v * v
        #expect(abs((prediction.json.number("predictions.HR@10.value") ?? .nan) - truth) < 1e-12)
        #expect(prediction.json.count("predictions") == 1)
    }

    @Test("D′ comes from the experiment, else its dataset, else the request's dataset")
    func dPrime() throws {
        let client = try ServiceFixture().client
        let sequences = [[[1, 2, 1, 2, 3], [1, 2, 3, 1]], [[5, 5, 6, 5, 6, 6, 6, 5], [5, 6, 5, 5]]]
        var expected: [Double] = []
        for (index, dataset) in sequences.enumerated() {
            let reply = client.post("/apen?name=d\(index)", "application/json", "\(dataset)")
            expected.append(try #require(reply.json.number("dPrime"), "\(reply.text)"))
        }
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline).dropFirst()
        var csv = "layers,dim,HR@10,dataset\n"
        for line in grid { csv += "\(line),d0\n" }
        let one = client.post("/fit", "text/csv", csv)
        #expect(one.json.number("domain.dPrime.0") == expected[0])
        #expect(one.json.number("domain.dPrime.1") == expected[0])
        for line in grid { csv += "\(line),d1\n" }
        let two = client.post("/fit?form=log-quadratic", "text/csv", csv)
        #expect(two.status == 201, "\(two.text)")
        #expect(two.json.number("domain.dPrime.0") == expected.min())
        #expect(two.json.number("domain.dPrime.1") == expected.max())

        let unnamed = client.get("/predict?layers=8&dim=50")
        #expect(unnamed.status == 400)
        #expect(unnamed.text.contains("\(expected.min() ?? 0)"), "the range is named")
        #expect(client.get("/predict?layers=8&dim=50&dataset=d1").status == 200)
        #expect(client.get("/predict?layers=8&dim=50&dPrime=\(expected[0])").status == 200)
        let oneLaw = one.json.string("law") ?? ""
        #expect(client.get("/predict?layers=8&dim=50&law=\(oneLaw)").json.number("dPrime") == expected[0])
        #expect(client.get("/predict?layers=8&dim=50&law=\(oneLaw)&dataset=d0").status == 200)
        let other = client.get("/predict?layers=8&dim=50&law=\(oneLaw)&dataset=d1")
        #expect(other.status == 422)
        #expect(other.json.string("type")?.hasSuffix("dPrimeNotIdentifiable") == true)
        #expect(client.get("/optimal?law=\(oneLaw)&dataset=d1").status == 422)
    }

    @Test("a dataset without D′ is 422")
    func noDPrime() throws {
        let client = try ServiceFixture().client
        #expect(client.post("/apen?name=flat", "application/json", "[[1,1,1,1]]").json.isNull("dPrime"))
        let reply = client.post("/fit?dataset=flat", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(reply.status == 422)
    }

    @Test("two Unicode spellings of a name are one name")
    func canonicalNames() throws {
        let client = try ServiceFixture().client
        // é as one character, and as e with a combining accent.
        let first = client.post("/fit?name=%C3%A9", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        let second = client.post("/fit?name=e%CC%81", "text/csv", try ServiceFixture.grid("kuairand-len50-hr10"))
        #expect(first.status == 201)
        #expect(second.status == 409)
        #expect(client.get("/laws/e%CC%81").json.string("law") == first.json.string("law"))
    }

    @Test("reports all unknown datasets at once")
    func unknownDatasets() throws {
        let reply = try ServiceFixture().client.post(
            "/fit",
            "text/csv",
            "layers,dim,HR@10,dataset\n4,25,0.2,a\n4,50,0.2,b\n8,25,0.2,a\n"
        )
        #expect(reply.status == 404)
        #expect(reply.json.count("errors") == 2)
        #expect(reply.json.string("errors.1.pointer") == "line 3, column 10")
    }

    @Test("estimates a missing metric from the other metric of the run")
    func sibling() throws {
        let client = try ServiceFixture().client
        let lines = try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline).dropFirst()
        // NDCG as a straight line of HR, missing in every fourth experiment.
        let rows = try lines.enumerated().map { index, line in
            let cells = line.split(separator: ",")
            let value = try #require(Double(cells[2]))
            return "\(cells[0]),\(cells[1]),\(value),\(index % 4 == 0 ? "" : String(0.6 * value - 0.02))"
        }
        let reply = client.post("/fit", "text/csv", "layers,dim,HR@10,NDCG@10\n" + rows.joined(separator: "\n"))
        #expect(reply.status == 201, "\(reply.text.prefix(500))")
        #expect(reply.json.number("metrics.HR@10.inferred") == 0)
        #expect(reply.json.number("metrics.NDCG@10.experiments") == 18)
        #expect(reply.json.number("metrics.NDCG@10.inferred") == 6)
        #expect(reply.text.contains("inferredFromSibling"))
    }

    @Test("a metric that was not requested helps to estimate missing values")
    func unrequestedSibling() throws {
        let client = try ServiceFixture().client
        let lines = try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline).dropFirst()
        let rows = lines.enumerated().map { index, line in
            "\(line),\(index % 4 == 0 ? "" : line.split(separator: ",")[2])"
        }
        let body = "layers,dim,HR@10,NDCG@10\n" + rows.joined(separator: "\n")
        let reply = client.post("/fit?metrics=NDCG@10", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(500))")
        #expect(reply.json.number("metrics.NDCG@10.inferred") == 6)
        #expect(reply.json["metrics.HR@10"] == nil)
        // The helping metric is part of the law's content, so another value gives another id.
        let alone = client.post("/fit?metrics=NDCG@10", "text/csv", body.replacing("0.3035", with: "0.3036"))
        #expect(alone.status == 201)
        #expect(alone.json.string("law") != reply.json.string("law"))
    }

    @Test("the runs of a law fit the same law again, with their weights")
    func runsAgain() throws {
        let client = try ServiceFixture().client
        let grid = try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline)
        let rows = grid.dropFirst().enumerated().map { "\($1),\(0.001 * Double($0 % 5 + 1)),\(1_000 * ($0 % 3 + 1))" }
        let body = ([grid[0] + ",HR@10_se,users"] + rows.map { Substring($0) }).joined(separator: "\n")
        let law = client.post("/fit", "text/csv", body)
        #expect(law.status == 201, "\(law.text.prefix(300))")
        let id = try #require(law.json.string("law"))
        let answer = client.get("/laws/\(id)/experiments").text
        let members = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        let runs = try JSONSerialization.data(withJSONObject: ["experiments": members?["experiments"] ?? []])
        let again = client.post("/fit", "application/json", String(decoding: runs, as: UTF8.self))
        #expect(again.json.string("law") == id, "\(again.text.prefix(300))")
    }

    @Test("the answer of a law's experiments, without what it adds, is a request of the same law")
    func experimentsAsRequest() throws {
        let client = try ServiceFixture().client
        let log = #"{"name":"log","sequences":[["a","b","a","b","c"],["b","a","b","c"],["c","a","c","a","b"]]}"#
        #expect(client.post("/apen", "application/json", log).status == 200)
        let runs =
            #"[{"layers":2,"dim":32,"error":0.2},{"layers":4,"dim":32,"error":0.3},{"layers":4,"dim":64,"error":0.4}]"#
        for members in [
            #""goals":{"error":"maximise"}"#, #""level":0.5"#, #""dataset":"log""#, #""form":"auto","name":"x""#,
        ] {
            let law = client.post("/fit", "application/json", "{\(members),\"experiments\":\(runs)}")
            let id = try #require(law.json.string("law"), "\(law.text.prefix(300))")
            let answer = client.get("/laws/\(id)/experiments").text
            var request = try #require(try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
            for added in ["law", "dPrimes"] { request[added] = nil }
            let body = String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self)
            #expect(client.post("/fit", "application/json", body).json.string("law") == id, "\(body)")
        }
    }

    @Test("a column that names one dataset says the same as the request")
    func oneDataset() throws {
        let client = try ServiceFixture().client
        let log = #"{"name":"log","sequences":[["a","b","a","b","c"],["b","a","b","c"],["c","a","c","a","b"]]}"#
        #expect(client.post("/apen", "application/json", log).status == 200)
        let runs = ["2,32,.26", "4,32,.27", "4,64,.28", "8,64,.29", "8,128,.3"]
        let whole = client.post("/fit?dataset=log", "text/csv", "layers,dim,HR@10\n" + runs.joined(separator: "\n"))
        let column = client.post(
            "/fit",
            "text/csv",
            "layers,dim,HR@10,dataset\n" + runs.map { $0 + ",log" }.joined(separator: "\n")
        )
        let id = try #require(whole.json.string("law"), "\(whole.text.prefix(300))")
        #expect(column.json.string("law") == id)
        #expect(client.get("/optimal?law=\(id)").json.number("items") == 3)
    }

    @Test("the items of the dataset that a question names count")
    func itemsOfDataset() throws {
        let client = try ServiceFixture().client
        for (name, items) in [("three", ["a", "b", "c"]), ("two", ["a", "b"])] {
            let sequence = (0..<9).map { "\"\(items[$0 * $0 % items.count])\"" }.joined(separator: ",")
            let log =
                "{\"name\":\"\(name)\",\"sequences\":[[\(sequence)],[\(items.map { "\"\($0)\"" }.joined(separator: ",")),\"a\",\"a\",\"b\"]]}"
            let reply = client.post("/apen", "application/json", log)
            #expect((reply.json.number("dPrime") ?? 0) > 0, "\(reply.text.prefix(300))")
        }
        let runs = ["2,32,.26,three", "4,32,.27,three", "4,64,.28,two", "8,64,.29,two", "8,128,.3,two"]
        let law = client.post("/fit", "text/csv", "layers,dim,HR@10,dataset\n" + runs.joined(separator: "\n"))
        #expect(law.status == 201, "\(law.text.prefix(300))")
        #expect(client.get("/optimal?dataset=three").json.number("items") == 3)
        #expect(client.get("/optimal?dataset=two").json.number("items") == 2)
        #expect(client.get("/optimal?dataset=two&items=9").json.number("items") == 9)
    }

    @Test("copies of experiments and metrics without values are not passed over in silence")
    func copies() throws {
        let client = try ServiceFixture().client
        let runs = ["2,32,.26", "4,32,.27", "4,64,.28", "8,64,.29"].joined(separator: "\n") + "\n"
        let twice = client.post("/fit", "text/csv", "layers,dim,HR@10\n" + runs + runs)
        #expect(twice.text.contains("4 of 8 experiments repeat others exactly"), "\(twice.text.prefix(300))")
        for other in [runs, runs + "2,32,.26\n", runs + runs + "8,64,.2901\n"] {
            let reply = client.post("/fit", "text/csv", "layers,dim,HR@10\n" + other)
            #expect(reply.status == 201)
            #expect(!reply.text.contains("repeatedRuns"), "seeds differ, or one pair is equal by chance")
        }
        let empty = "layers,dim,HR@10,NDCG@10\n" + runs.replacing("\n", with: ",\n")
        #expect(client.post("/fit", "text/csv", empty).text.contains("No experiment has a value of `NDCG@10`"))
        let named = client.post("/fit?columns=HR@10:3,NDCG@10:4", "text/csv", empty)
        #expect(named.status == 400)
        #expect(named.text.contains("no experiment has a value of `NDCG@10`"), "\(named.text)")
        let part = client.post("/fit", "text/csv", empty.replacing(".26,", with: ".26,.13"))
        #expect(part.status == 422)
        #expect(part.text.contains("NDCG@10: it was measured in one configuration"), "\(part.text)")
        #expect(part.text.contains("or name only the other metrics in `metrics`"))
    }

    @Test("experiments on several datasets show whether the metric rises with ln D′")
    func dPrimeCheck() throws {
        let client = try ServiceFixture().client
        var rows = ["layers,dim,dPrime,HR@10"]
        // By construction the level rises by 0.02 per unit of ln D′.
        for dPrime in [1e6, 3e6, 1e7, 5e7] {
            for layers in [2, 4, 8, 16] {
                for dim in [16, 32, 64] {
                    let (u, v) = (log(Double(layers)), log(Double(dim)))
                    let value = -0.1 + 0.02 * log(dPrime) + 0.02 * u - 0.006 * u * u + 0.05 * v - 0.006 * v * v
                    rows.append("\(layers),\(dim),\(dPrime),\(value)")
                }
            }
        }
        let body = rows.joined(separator: "\n")
        let reply = client.post("/fit?form=log-quadratic", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(500))")
        let check = "metrics.HR@10.dPrimeCheck"
        let slope = try #require(reply.json.number("\(check).slope"))
        #expect(abs(slope - 0.02) <= 1e-9)
        #expect(reply.json["\(check).supported"] as? Bool == true)
        // The line passes through every level, so one value is null.
        #expect(reply.json.isNull("\(check).pValue") != reply.json.isNull("\(check).unavailable"), "\(reply.text)")
        let noisy = rows.enumerated().map { index, row in
            index % 2 == 1 ? row : row.replacing(/,0\.(\d)/) { ",0.\($0.1)0" }
        }
        let whole = client.post("/fit?form=log-quadratic", "text/csv", noisy.joined(separator: "\n"))
        #expect(whole.status == 201, "\(whole.text.prefix(500))")
        #expect(!whole.json.isNull("\(check).pValue") && whole.json.isNull("\(check).unavailable"))
        #expect(reply.json.count("\(check).levels") == 4)
        let one = client.post("/fit", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(one.json.string("\(check).unavailable") == "needs 3 distinct D′, and the experiments have 0")
    }
}
