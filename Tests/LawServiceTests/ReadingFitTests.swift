import Foundation
import HTTPMessage
import TestSupport
import Testing

@Suite("Tables of experiments")
struct ReadingFitTests {
    /// 24 experiments with the columns `layers,dim,HR@10`.
    private static func rows() throws -> [[Substring]] {
        try ServiceFixture.grid("ml-1m-len100-hr10").split(whereSeparator: \.isNewline).dropFirst()
            .map { $0.split(separator: ",") }
    }

    private static func json(_ rows: [[Substring]]) -> String {
        "[" + rows.map { #"{"layers":\#($0[0]),"dim":\#($0[1]),"HR@10":\#($0[2])}"# }.joined(separator: ",") + "]"
    }

    @Test("the same experiments in any format are one law")
    func formats() throws {
        let client = try ServiceFixture().client
        let rows = try Self.rows()
        let plain = client.post("/fit", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(plain.status == 201)
        let bodies = [
            "depth;hidden_size;HR@10\n" + rows.map { $0.joined(separator: ";") }.joined(separator: "\n"),
            "note\tlayers\tdim\tHR@10\n" + rows.map { "x\t" + $0.joined(separator: "\t") }.joined(separator: "\r\n"),
            Self.json(rows),
            rows.map { Self.json([$0]).dropFirst().dropLast() }.joined(separator: "\n"),
            #"{"metrics":["HR@10"],"experiments":\#(Self.json(rows))}"#,
            // Members may follow the experiments.
            #"{"experiments":\#(Self.json(rows)),"columns":{"HR@10":"HR@10"},"level":0.95}"#,
        ]
        for body in bodies {
            let reply = client.post("/fit", nil, body)
            #expect(reply.status == 200, "\(reply.text.prefix(400))")
            #expect(reply.json.string("law") == plain.json.string("law"))
        }
    }

    @Test("a large body's members are found behind its experiments")
    func lateMembers() throws {
        let rows = try Self.rows()
        let noise = String(repeating: "x", count: 4_000)
        let experiments = rows.map { row in
            #"{"depth_":\#(row[0]),"dim":\#(row[1]),"q":\#(row[2]),"note":"\#(noise)"}"#
        }
        let body = """
            {"experiments":[\(experiments.joined(separator: ","))],"columns":"layers:depth_,quality:q",\
            "goals":{"quality":"maximise"},"name":"late"}
            """
        #expect(body.utf8.count > 1 << 16)
        let reply = try ServiceFixture().client.post("/fit", nil, body)
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(reply.json.string("name") == "late")
        #expect(reply.json.count("metrics") == 1)
        #expect(reply.json["metrics.quality"] != nil)
        #expect(reply.json.string("metrics.quality.scale") == "logarithm", "a metric of an unknown kind has no bounds")
    }

    @Test("a loss beside a share is fitted, too, and each has its goal")
    func losses() throws {
        let client = try ServiceFixture().client
        let lines = try Self.rows().map { row in
            let value = try #require(Double(row[2]))
            return (row + ["\(-log(value))"]).joined(separator: ",")
        }
        let body = "layers,dim,HR@10,loss\n" + lines.joined(separator: "\n")
        let reply = client.post("/fit", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(reply.json.string("metrics.HR@10.goal") == "maximise")
        #expect(reply.json.string("metrics.loss.goal") == "minimise")
        #expect(reply.json.string("metrics.loss.scale") == "likelihood")
        // e^(−loss) is HR@10, so the two laws are one.
        let point = client.get("/predict?layers=16&dim=60").json
        let (share, loss) = (point.number("predictions.HR@10.value"), point.number("predictions.loss.value"))
        #expect(abs(exp(-(try #require(loss))) - (try #require(share))) <= 1e-9)
        let (low, high) = (point.number("predictions.loss.low"), point.number("predictions.loss.high"))
        #expect(abs(exp(-(try #require(high))) - (try #require(point.number("predictions.HR@10.low")))) <= 1e-9)
        #expect(abs(exp(-(try #require(low))) - (try #require(point.number("predictions.HR@10.high")))) <= 1e-9)
        // The metric of a law is part of its content, and without the loss the law is that of before.
        let plain = client.post("/fit", "text/csv", try ServiceFixture.grid("ml-1m-len100-hr10"))
        #expect(plain.json.string("law") == "law_9e5711f874e16f73674eb62a", "ids of the first version stay")
        #expect(plain.json.string("law") != reply.json.string("law"))
    }

    @Test("cells of a metric that was not requested are no faults")
    func unrequested() throws {
        let client = try ServiceFixture().client
        let lines = try Self.rows().map { ($0 + ["31.8"]).joined(separator: ",") }.joined(separator: "\n")
        let body = "layers,dim,HR@10,NDCG@10\n" + lines
        #expect(client.post("/fit", "text/csv", body).status == 400)
        let reply = client.post("/fit?metrics=hr@10", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(reply.json["metrics.HR@10"] != nil, "the key is the column's text")
    }

    @Test("runs that did not finish are left out with a warning")
    func unfinishedRuns() throws {
        let client = try ServiceFixture().client
        let rows = try Self.rows()
        let lines = rows.map { ($0 + ["FINISHED"]).joined(separator: ",") }
        let broken = ["4,25,0.01,FAILED", "4,25,0.02,RUNNING"]
        let body = "layers,dim,HR@10,status\n" + (lines + broken).joined(separator: "\n")
        let reply = client.post("/fit", "text/csv", body)
        #expect(reply.status == 201, "\(reply.text.prefix(400))")
        #expect(reply.json.string("law") == "law_9e5711f874e16f73674eb62a", "the law is that of the others")
        #expect(reply.json.string("warnings.0.code") == "unfinishedRuns")
        let message = reply.json.string("warnings.0.message") ?? ""
        #expect(message.hasPrefix("2 of 26 experiments did not finish (`FAILED`, `RUNNING`)"), "\(message)")
        #expect(message.contains("`columns=ignore:status` keeps them"), "\(message)")
        let none = client.post("/fit", "text/csv", "layers,dim,HR@10,status\n4,25,0.01,FAILED\n")
        #expect(none.status == 400)
        #expect(none.text.contains("no run with a value finished"))
    }

    @Test("a column with the name of the data alone can be passed over")
    func datasetName() throws {
        let client = try ServiceFixture().client
        let body =
            "layers,dim,HR@10,dataset\n"
            + (try Self.rows().map { ($0 + ["ml-1m"]).joined(separator: ",") }.joined(separator: "\n"))
        let reply = client.post("/fit", "text/csv", body)
        #expect(reply.status == 404)
        #expect(
            reply.text.contains("there is no dataset `ml-1m` (`columns=dataset:-` passes over"),
            "\(reply.text.prefix(400))"
        )
        let read = client.post("/fit?columns=dataset:-", "text/csv", body)
        #expect(read.json.string("law") == "law_9e5711f874e16f73674eb62a", "\(read.text.prefix(400))")
    }

    @Test("a preview stores nothing and reads the beginning only")
    func preview() throws {
        let client = try ServiceFixture().client
        let rows = (0..<20_000).map { "\($0 % 50),\($0 % 7),\($0)\n" }.joined()
        let body = Array(("user,item,time\n" + rows + "broken,").utf8)
        for slice in [1_000, body.count] {
            let reply = client.send(.post, "/preview", body: body, slice: slice)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json.string("as") == "log")
            #expect(reply.json.string("read.order") == "time")
            #expect(reply.json.count("rows") == 5)
            #expect(reply.json.count("columns.0.values") == 5)
        }
        #expect(client.get("/datasets").json.count("datasets") == 0)
        let asked = client.post("/preview?as=experiments", "text/csv", "a,b,c\n1,2,3\n")
        #expect(asked.json.isNull("read"))
        #expect(asked.json.string("questions.0.parameter") == "columns")
        #expect(client.post("/preview?as=logs", "text/csv", "a\n").json.string("errors.0.pointer") == "?as")
        #expect(client.post("/preview", "text/csv", "PK\u{3}\u{4}").status == 415)
        #expect(client.post("/preview", "application/json", #"{"sequence":[[1]]}"#).status == 400)
    }
}
