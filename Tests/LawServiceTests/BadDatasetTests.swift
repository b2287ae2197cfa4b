import LawService
import TestSupport
import Testing

@Suite("Bad datasets are refused with their place")
struct BadDatasetTests {
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
        BadRequest(
            name: "unknown key with a solidus",
            target: "/apen",
            body: #"{"a/b~":5}"#,
            status: 400,
            pointer: "/a~1b~0"
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
        BadRequest(
            name: "foreign format with lists in its cells",
            target: "/apen",
            body: "PAR1\u{15}\u{4}\u{15}",
            status: 415,
            message: "to_json(sys.stdout"
        ),
        BadRequest(name: "foreign format", target: "/apen", body: "BZh91AY&SY", status: 415, message: "bzip2 -dc"),
    ]

    @Test("datasets", arguments: datasets)
    func dataset(_ row: BadRequest) throws {
        let client = try ServiceFixture().client
        row.check(client.post(row.target, row.type, row.body ?? ""))
        // The slices must not change the answer.
        row.check(client.post(row.target, row.type, row.body ?? "", slice: 7))
        #expect(client.get("/datasets").json.count("datasets") == 0, "a refused dataset must not be stored")
    }
}
