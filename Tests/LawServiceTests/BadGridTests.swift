import LawService
import TestSupport
import Testing

private let grid = #"{"layers":4,"dim":25,"HR@10":0.28},{"layers":8,"dim":50,"HR@10":0.29}"#

@Suite("Bad experiment grids are refused with their place")
struct BadGridTests {
    static let fits: [BadRequest] = [
        BadRequest(name: "empty body", target: "/fit", body: "", status: 400, message: "empty"),
        BadRequest(name: "null", target: "/fit", body: "null", status: 400),
        BadRequest(
            name: "a format of interactions",
            target: "/fit?format=sasrec",
            body: "1 2\n3 4\n",
            status: 400,
            pointer: "?format",
            message: "sasrec"
        ),
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
            name: "standard error of 0",
            target: "/fit",
            body: #"{"experiments":[{"layers":4,"dim":25,"HR@10":0.1,"HR@10_se":0}]}"#,
            status: 400,
            pointer: "/experiments/0",
            message: "standard error"
        ),
        BadRequest(
            name: "predictions without configurations",
            target: "/predict",
            body: #"{"level":0.9}"#,
            status: 400,
            pointer: "/configurations"
        ),
        BadRequest(
            name: "no configuration to predict",
            target: "/predict",
            body: #"{"configurations":[]}"#,
            status: 400,
            pointer: "/configurations"
        ),
        BadRequest(
            name: "unknown key of a configuration",
            target: "/predict",
            body: #"{"configurations":[{"layers":4,"dims":25}]}"#,
            status: 400,
            pointer: "/configurations/0/dims",
            message: "did you mean `dim`?"
        ),
        BadRequest(
            name: "several faulty configurations",
            target: "/predict",
            body: #"{"configurations":[{"layers":0,"dim":25},{"layers":1,"dim":2.5}]}"#,
            status: 400,
            pointer: "/configurations/1/dim"
        ),
        BadRequest(
            name: "parameter of a body in the query",
            target: "/predict?layers=4",
            body: #"{"configurations":[{"layers":4,"dim":25}]}"#,
            status: 400,
            pointer: "?layers"
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
            pointer: "/experiments/0",
            message: "columns=dataset:-"
        ),
        BadRequest(
            name: "a decimal comma where commas separate",
            target: "/fit",
            body: "layers,dim,HR@10\n4,25,\"0,1\"\n",
            status: 400,
            pointer: "line 2, column 7",
            message: "write a decimal point"
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
        row.check(try ServiceFixture().client.post(row.target, row.type, row.body ?? ""))
    }
}
