import HTTPMessage
import LawService
import TestSupport
import Testing

/// One request that must be refused. The name is the reason.
struct BadRequest: Sendable, CustomTestStringConvertible {
    let name: String
    let target: String
    var type = "application/json"
    var body: String?
    let status: Int
    /// A place that the problem must contain.
    var pointer: String?
    /// A text that the problem must contain, so that the client knows what to do.
    var message: String?

    var testDescription: String { name }
}

private let grid = #"{"layers":4,"dim":25,"HR@10":0.28},{"layers":8,"dim":50,"HR@10":0.29}"#

@Suite("Bad input is refused with its place")
struct BadInputTests {
    static let queries: [BadRequest] = [
        BadRequest(name: "no layers", target: "/predict?dim=64", status: 400, pointer: "?layers", message: "missing"),
        BadRequest(name: "layers = 0", target: "/predict?layers=0&dim=64", status: 400, pointer: "?layers"),
        BadRequest(name: "negative layers", target: "/predict?layers=-4&dim=64", status: 400, pointer: "?layers"),
        BadRequest(name: "dim = 1e400", target: "/predict?layers=4&dim=1e400", status: 400, pointer: "?dim"),
        BadRequest(name: "dim is NaN", target: "/predict?layers=4&dim=nan", status: 400, pointer: "?dim"),
        BadRequest(
            name: "layers beyond 64 bits",
            target: "/predict?layers=99999999999999999999&dim=64",
            status: 400,
            pointer: "?layers"
        ),
        BadRequest(name: "dim is empty", target: "/predict?layers=4&dim=", status: 400, pointer: "?dim"),
        BadRequest(
            name: "misspelt parameter",
            target: "/predict?layer=4&dim=64",
            status: 400,
            pointer: "?layer",
            message: "did you mean `layers`?"
        ),
        BadRequest(
            name: "parameter given twice",
            target: "/predict?layers=4&layers=5&dim=64",
            status: 400,
            pointer: "?layers"
        ),
        BadRequest(name: "broken percent escape", target: "/predict?layers=4&dim=%4", status: 400, pointer: "?dim"),
        BadRequest(
            name: "invalid UTF-8 in the query",
            target: "/predict?layers=4&dim=64&law=%FF",
            status: 400,
            pointer: "?law"
        ),
        BadRequest(name: "level = 1", target: "/predict?layers=4&dim=64&level=1", status: 400, pointer: "?level"),
        BadRequest(name: "infinite D′", target: "/predict?layers=4&dim=64&dPrime=inf", status: 400, pointer: "?dPrime"),
        BadRequest(
            name: "unknown metric",
            target: "/predict?layers=4&dim=64&metric=HR@1",
            status: 400,
            pointer: "?metric",
            message: "HR@10"
        ),
        BadRequest(name: "unknown law", target: "/predict?layers=4&dim=64&law=nobody", status: 404, pointer: "?law"),
        BadRequest(
            name: "unknown dataset",
            target: "/predict?layers=4&dim=64&dataset=nobody",
            status: 404,
            pointer: "?dataset"
        ),
        BadRequest(name: "D′ for a law without one", target: "/predict?layers=4&dim=64&dPrime=12", status: 422),
        BadRequest(name: "range that descends", target: "/optimal?layers=8..4", status: 400, pointer: "?layers"),
        BadRequest(name: "range without an end", target: "/optimal?layers=8..", status: 400, pointer: "?layers"),
        BadRequest(name: "step of 0", target: "/optimal?dim=8..16:0", status: 400, pointer: "?dim"),
        BadRequest(name: "space too large", target: "/optimal?layers=1..100000&dim=1..100000", status: 400),
        BadRequest(name: "axis too large", target: "/optimal?layers=1..1000000000", status: 400, pointer: "?layers"),
        BadRequest(
            name: "unknown architecture",
            target: "/optimal?architecture=lama",
            status: 400,
            pointer: "?architecture",
            message: "did you mean `llama`?"
        ),
        BadRequest(name: "no multiple in the range", target: "/optimal?dim=10..12&dimMultiple=64", status: 400),
        BadRequest(
            name: "budget too small",
            target: "/optimal?maxParameters=10",
            status: 422,
            message: "maxParameters="
        ),
        BadRequest(name: "tolerance above 1", target: "/optimal?tolerance=2", status: 400, pointer: "?tolerance"),
        BadRequest(name: "unknown path", target: "/prediction", status: 404),
        BadRequest(name: "limit = 0", target: "/laws?limit=0", status: 400, pointer: "?limit"),
        BadRequest(name: "page after an unknown law", target: "/laws?after=nobody", status: 404),
        BadRequest(name: "parameter of a resource without any", target: "/healthz?verbose=1", status: 400),
    ]

    @Test("queries", arguments: queries)
    func query(_ row: BadRequest) throws {
        check(row, try ServiceFixture.withLaw().client.get(row.target))
    }

    static let fits: [BadRequest] = [
        BadRequest(name: "empty body", target: "/fit", body: "", status: 400, message: "empty"),
        BadRequest(name: "null", target: "/fit", body: "null", status: 400),
        BadRequest(name: "array", target: "/fit", body: "[]", status: 400),
        BadRequest(name: "no experiments", target: "/fit", body: "{}", status: 400, message: "experiments"),
        BadRequest(
            name: "empty experiments",
            target: "/fit",
            body: #"{"experiments":[]}"#,
            status: 400,
            pointer: "/experiments"
        ),
        BadRequest(
            name: "experiments of a wrong type",
            target: "/fit",
            body: #"{"experiments":{"layers":4}}"#,
            status: 400,
            pointer: "/experiments"
        ),
        BadRequest(
            name: "unknown key",
            target: "/fit",
            body: #"{"experiment":[],"experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/experiment",
            message: "did you mean `experiments`?"
        ),
        BadRequest(
            name: "duplicate key",
            target: "/fit",
            body: #"{"name":"a","name":"b","experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/name"
        ),
        BadRequest(
            name: "HR = 1.2",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":1.2}]}"#,
            status: 400,
            pointer: "/experiments/0/HR@10"
        ),
        BadRequest(
            name: "HR is a word",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":"high"}]}"#,
            status: 400,
            pointer: "/experiments/0/HR@10"
        ),
        BadRequest(
            name: "NaN",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":NaN}]}"#,
            status: 400,
            pointer: "line 1, column 46"
        ),
        BadRequest(
            name: "1e400",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":1e400}]}"#,
            status: 400,
            pointer: "/experiments/0/HR@10"
        ),
        BadRequest(
            name: "fraction of a layer",
            target: "/fit",
            body: #"{"experiments":[{"layers":4.5,"dim":25,"HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/0/layers"
        ),
        BadRequest(
            name: "experiment without a metric",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25}]}"#,
            status: 400,
            pointer: "?columns",
            message: "no column is recognised as a metric"
        ),
        BadRequest(
            name: "experiment without dim",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":0.1},{"layers":4,"HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/1/dim"
        ),
        BadRequest(
            name: "metric to minimise",
            target: "/fit",
            body: #"{"goals":{"HR@10":"minimise"},"experiments":[\#(grid)]}"#,
            status: 422,
            message: "losses are not fitted yet"
        ),
        BadRequest(
            name: "goal that is none",
            target: "/fit?goals=NE:smaller",
            body: #"{"experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "?goals",
            message: "minimise"
        ),
        BadRequest(
            name: "goal of an unknown metric",
            target: "/fit?goals=HR@1:maximise",
            body: #"{"experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "?goals",
            message: "did you mean `HR@10`?"
        ),
        BadRequest(
            name: "metric whose goal is not known",
            target: "/fit",
            body: #"{"metrics":["quality"],"experiments":[{"layers":4,"dim":25,"quality":0.1}]}"#,
            status: 400,
            pointer: "?goals",
            message: "goals=quality:maximise"
        ),
        BadRequest(
            name: "D′ and dataset of one experiment",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"dPrime":9,"dataset":"a","HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/0"
        ),
        BadRequest(
            name: "too many layers",
            target: "/fit",
            body: #"{"experiments":[{"layers":1e10,"dim":25,"HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/0/layers"
        ),
        BadRequest(
            name: "columns in the query and the body",
            target: "/fit?columns=layers:layers",
            body: #"{"columns":"dim:dim","experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/columns"
        ),
        BadRequest(
            name: "metrics that follow the experiments",
            target: "/fit",
            body: #"{"experiments":[\#(grid)],"metrics":["NDCG@10"]}"#,
            status: 400,
            pointer: "/metrics"
        ),
        BadRequest(
            name: "D′ of 0",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"dPrime":0,"HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/0/dPrime"
        ),
        BadRequest(
            name: "D′ on some experiments only",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"dPrime":9,"HR@10":0.1},{"layers":8,"dim":25,"HR@10":0.1}]}"#,
            status: 400,
            pointer: "/experiments/1"
        ),
        BadRequest(
            name: "metric without measurements",
            target: "/fit",
            body: #"{"metrics":["NDCG@10"],"experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/metrics"
        ),
        BadRequest(
            name: "unknown form",
            target: "/fit",
            body: #"{"form":"scalinglaw","experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/form",
            message: "did you mean `scaling-law`?"
        ),
        BadRequest(
            name: "unknown dataset of a fit",
            target: "/fit",
            body: #"{"dataset":"nobody","experiments":[\#(grid)]}"#,
            status: 404,
            pointer: "/dataset"
        ),
        BadRequest(
            name: "fewer experiments than parameters",
            target: "/fit",
            body: #"{"form":"performance-law","experiments":[\#(grid)]}"#,
            status: 422,
            message: "needs"
        ),
        BadRequest(
            name: "all experiments at one configuration",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":0.1},{"layers":4,"dim":25,"HR@10":0.2}]}"#,
            status: 422
        ),
        BadRequest(
            name: "cut off in the middle",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"di"#,
            status: 400
        ),
        BadRequest(
            name: "100,000 nested brackets",
            target: "/fit",
            body: String(repeating: "[", count: 100_000),
            status: 400,
            pointer: "line 1, column 65"
        ),
        BadRequest(
            name: "name that looks like an id",
            target: "/fit?name=law_1",
            body: #"{"experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "?name"
        ),
        BadRequest(
            name: "name in the query and the body",
            target: "/fit?name=a",
            body: #"{"name":"b","experiments":[\#(grid)]}"#,
            status: 400,
            pointer: "/name"
        ),
        BadRequest(
            name: "bytes of another format",
            target: "/fit",
            type: "text/csv",
            body: "PK\u{3}\u{4}\u{14}\u{0}",
            status: 415,
            message: "zip"
        ),
        BadRequest(name: "empty CSV", target: "/fit", type: "text/csv", body: "", status: 400),
        BadRequest(name: "CSV without rows", target: "/fit", type: "text/csv", body: "layers,dim,HR@10\n", status: 400),
        BadRequest(
            name: "CSV with a misspelt column",
            target: "/fit",
            type: "text/csv",
            body: "layerz,dim,HR@10\n4,25,0.2\n",
            status: 400,
            pointer: "?columns",
            message: "columns=layers:layerz"
        ),
        BadRequest(
            name: "CSV with a word for a value",
            target: "/fit",
            type: "text/csv",
            body: "layers,dim,HR@10\n4,25,0.2\n4,50,high\n",
            status: 400,
            pointer: "line 3, column 6"
        ),
        BadRequest(
            name: "CSV with infinity",
            target: "/fit",
            type: "text/csv",
            body: "layers,dim,HR@10\r\n4,25,Infinity\r\n",
            status: 400,
            pointer: "line 2, column 6"
        ),
        BadRequest(
            name: "CSV row that is too short",
            target: "/fit",
            type: "text/csv",
            body: "layers,dim,HR@10\n4,25\n",
            status: 400,
            pointer: "line 2, column 1"
        ),
        BadRequest(
            name: "CSV with an open quote",
            target: "/fit",
            type: "text/csv",
            body: "layers,dim,HR@10\n4,25,\"0.2\n",
            status: 400,
            pointer: "line 2, column 6"
        ),
        BadRequest(
            name: "CSV experiment without a metric",
            target: "/fit",
            type: "text/csv",
            body: "layers,dim,HR@10\n4,25,\n",
            status: 400,
            message: "no experiment has a value"
        ),
    ]

    @Test("experiment grids", arguments: fits)
    func fit(_ row: BadRequest) throws {
        check(row, try ServiceFixture().client.post(row.target, row.type, row.body ?? ""))
    }

    static let datasets: [BadRequest] = [
        BadRequest(name: "empty body", target: "/apen", body: "", status: 400),
        BadRequest(name: "null", target: "/apen", body: "null", status: 400),
        BadRequest(name: "neither sequences nor interactions", target: "/apen", body: "{}", status: 400),
        BadRequest(
            name: "sequences of a wrong type",
            target: "/apen",
            body: #"{"sequences":7}"#,
            status: 400,
            pointer: "/sequences"
        ),
        BadRequest(
            name: "null item",
            target: "/apen",
            body: #"{"sequences":[[1,null]]}"#,
            status: 400,
            pointer: "/sequences/0/1"
        ),
        BadRequest(
            name: "nested item",
            target: "/apen",
            body: #"{"sequences":[[1],[[2]]]}"#,
            status: 400,
            pointer: "/sequences/1/0"
        ),
        BadRequest(
            name: "item beyond a double",
            target: "/apen",
            body: #"{"sequences":[[1e400]]}"#,
            status: 400,
            pointer: "/sequences/0/0"
        ),
        BadRequest(name: "NaN", target: "/apen", body: #"{"sequences":[[NaN]]}"#, status: 400),
        BadRequest(
            name: "unknown key",
            target: "/apen",
            body: #"{"maxlen":5,"sequences":[[1]]}"#,
            status: 400,
            pointer: "/maxlen",
            message: "did you mean `maxLength`?"
        ),
        BadRequest(name: "m = 0", target: "/apen", body: #"{"m":0,"sequences":[[1]]}"#, status: 400, pointer: "/m"),
        BadRequest(
            name: "m of a wrong type",
            target: "/apen",
            body: #"{"m":"2","sequences":[[1]]}"#,
            status: 400,
            pointer: "/m"
        ),
        BadRequest(name: "negative r", target: "/apen?r=-1", body: "[[1]]", status: 400, pointer: "?r"),
        BadRequest(
            name: "maxLength = 0",
            target: "/apen?maxLength=0",
            body: "[[1]]",
            status: 400,
            pointer: "?maxLength"
        ),
        BadRequest(
            name: "unknown measure",
            target: "/apen?measures=shanon",
            body: "[[1]]",
            status: 400,
            pointer: "?measures"
        ),
        BadRequest(
            name: "r > 0 for labels that are not numbers",
            target: "/apen?r=0.5",
            body: #"[["a","b","a"]]"#,
            status: 400,
            message: "not a number"
        ),
        BadRequest(
            name: "duplicate key",
            target: "/apen",
            body: #"{"sequences":[[1]],"sequences":[[2]]}"#,
            status: 400
        ),
        BadRequest(
            name: "100,000 nested brackets",
            target: "/apen",
            body: String(repeating: "[", count: 100_000),
            status: 400
        ),
        BadRequest(name: "cut off in the middle", target: "/apen", body: #"{"sequences":[[1,2"#, status: 400),
        BadRequest(
            name: "line with one word",
            target: "/apen",
            type: "text/plain",
            body: "1 2\n1\n",
            status: 400,
            pointer: "?columns"
        ),
        BadRequest(
            name: "line that is not JSON",
            target: "/apen",
            type: "application/x-ndjson",
            body: "[1]\n[2\n",
            status: 400
        ),
        BadRequest(name: "unknown format", target: "/apen?format=sarsec", body: "", status: 400, message: "sasrec"),
        BadRequest(name: "empty lines", target: "/apen", type: "text/plain", body: "", status: 400, message: "empty"),
        BadRequest(
            name: "CSV without an item",
            target: "/apen",
            type: "text/csv",
            body: "user,item\n1,2\n1,\n",
            status: 400,
            pointer: "line 3, column 3"
        ),
        BadRequest(name: "foreign format", target: "/apen", body: "BZh91AY&SY", status: 415, message: "bzip2 -dc"),
    ]

    @Test("datasets", arguments: datasets)
    func dataset(_ row: BadRequest) throws {
        let client = try ServiceFixture().client
        check(row, client.post(row.target, row.type, row.body ?? ""))
        // The slices must not change the answer.
        check(row, client.post(row.target, row.type, row.body ?? "", slice: 7))
        #expect(client.get("/datasets").json.count("datasets") == 0, "a refused dataset must not be stored")
    }

    @Test("invalid UTF-8 in a body")
    func invalidUTF8() throws {
        let client = try ServiceFixture().client
        let body = Array(#"{"sequences":[["x"#.utf8) + [0xFF] + Array(#""]]}"#.utf8)
        #expect(client.send(.post, "/apen", fields: ["Content-Type": "application/json"], body: body).status == 400)
        #expect(client.send(.post, "/fit", fields: ["Content-Type": "application/json"], body: body).status == 400)
        let csv = Array("layers,dim,HR@10\n4,25,".utf8) + [0xC3, 0x28]
        let reply = client.send(.post, "/fit", fields: ["Content-Type": "text/csv"], body: csv)
        #expect(reply.json.string("errors.0.pointer") == "line 2, column 6")
    }

    @Test("reports all faults of an input at once, the first twenty with their places")
    func allFaults() throws {
        let client = try ServiceFixture().client
        let rows = Array(repeating: #"{"layers":0,"dim":0,"HR@10":2}"#, count: 10).joined(separator: ",")
        let reply = client.post("/fit", "application/json", #"{"level":3,"form":"x","experiments":[\#(rows)]}"#)
        #expect(reply.status == 400)
        #expect(reply.json.count("errors") == 20)
        #expect(reply.json.string("detail")?.contains("32 faults") == true)
        let query = client.get("/predict?layer=4&dim=0&level=7")
        #expect(query.json.count("errors") == 4, "an unknown name, a missing parameter and two faulty values")
    }

    private func check(_ row: BadRequest, _ reply: InProcessClient.Reply) {
        #expect(reply.status == row.status, "\(reply.text)")
        #expect(reply.fields.only(.contentType) == "application/problem+json; charset=utf-8")
        for key in ["type", "title", "detail"] { #expect(reply.json.string(key)?.isEmpty == false) }
        #expect(reply.json.number("status") == Double(row.status))
        if let pointer = row.pointer {
            let places = (0..<20).compactMap { reply.json.string("errors.\($0).pointer") }
            #expect(places.contains(pointer), "\(reply.text)")
        }
        if let message = row.message { #expect(reply.text.contains(message), "\(reply.text)") }
    }

    @Test("refuses a body with two Content-Type fields", arguments: ["/apen", "/fit"])
    func twoTypes(_ path: String) throws {
        let reply = try ServiceFixture().client.send(
            .post,
            path,
            fields: ["Content-Type": "text/csv", "Content-Type": "application/json"],
            body: Array("[[1,2,3]]".utf8)
        )
        #expect(reply.status == 400)
        #expect(reply.text.contains("Content-Type"), "\(reply.text)")
    }
}
