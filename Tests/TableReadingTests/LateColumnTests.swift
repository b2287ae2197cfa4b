import Testing

@testable import TableReading

/// The plan rests on the first rows. What contradicts it behind them is a fault with its place.
@Suite("Columns behind the first rows")
struct LateColumnTests {
    /// Records that fill the sample, and further ones.
    static func lines(_ first: String, _ rest: String...) -> String {
        String(repeating: first + "\n", count: 1 + ReadingPlan.sampleBytes / (first.utf8.count + 1))
            + rest.map { $0 + "\n" }.joined()
    }

    static func array(_ first: String, _ rest: String...) -> String {
        let count = 1 + ReadingPlan.sampleBytes / (first.utf8.count + 1)
        return "[" + (Array(repeating: first, count: count) + rest).joined(separator: ",") + "]"
    }

    static let pair = #"{"user":1,"item":"an item with a long label"}"#
    static let run = #"{"layers":4,"dim":25,"HR@10":0.25,"note":"a run with a long note"}"#

    @Test(
        "a late key that would have had a role is a fault",
        arguments: [
            Refusal(
                "a time",
                lines(pair, #"{"user":1,"item":2,"timestamp":1700000000}"#),
                says: ["line 1426, column 32", "`timestamp`", "columns=time:-", "columns=time:timestamp"]
            ),
            Refusal(
                "a time as text, in an array",
                array(pair, #"{"user":1,"item":2,"date":"2020-01-02"}"#),
                says: ["/1425/date", "columns=time:date` and `timeFormat=iso8601"]
            ),
            Refusal(
                "a nested time",
                lines(pair, #"{"user":1,"item":2,"meta":{"ts":5}}"#),
                says: ["`meta.ts`", "columns=time:meta.ts"]
            ),
            Refusal(
                "a list",
                lines(pair, #"{"user":1,"item":2,"history":[1,2]}"#),
                says: ["`history`", "columns=ignore:history"]
            ),
            Refusal(
                "a better user",
                lines(
                    #"{"session_id":1,"item":"an item with a long label"}"#,
                    #"{"session_id":1,"item":2,"user_id":5}"#
                ),
                says: ["`user_id`", "columns=ignore:user_id"]
            ),
            Refusal(
                "a time that was null",
                lines(#"{"user":1,"item":"an item with a long label","ts":null}"#, #"{"user":1,"item":2,"ts":5}"#),
                says: ["`ts`", "columns=time:-"]
            ),
            Refusal(
                "an empty column of integers",
                "user,item,timestamp\n" + lines("1,2,", "1,3,1700000000"),
                says: ["line 13110, column 5", "`timestamp`", "columns=time:-", "onError=skip"]
            ),
            Refusal(
                "an empty column of labels",
                "timestamp,user,item\n" + lines(",u,an item", "2020-01-02,u,b"),
                says: ["column 1", "`timestamp`", "timeFormat=iso8601"]
            ),
        ]
    )
    func logs(_ refusal: Refusal) { refusal.check() }

    @Test(
        "a remedy of the message works",
        arguments: [
            (lines(pair, #"{"user":1,"item":2,"timestamp":1700000000}"#), ["columns": "time:-"], 1_426),
            (lines(pair, #"{"user":1,"item":2,"ts":1700000000}"#), ["columns": "time:ts", "onError": "skip"], 1),
            (
                lines(pair, #"{"user":1,"item":2,"meta":{"date":"2020-01-02"}}"#),
                ["columns": "time:meta.date", "timeFormat": "iso8601", "onError": "skip"], 1
            ),
            (lines(pair, #"{"user":1,"item":2,"history":[1,2]}"#), ["columns": "ignore:history"], 1_426),
            ("user,item,ts\n" + lines("1,2,", "1,3,1700000000"), ["columns": "time:-"], 13_109),
            (
                "user,item,ts\n" + lines("1,2,", "1,3,1700000000"),
                ["columns": "time:ts", "onError": "skip"], 1
            ),
        ]
    )
    func remedies(_ text: String, _ parameters: [String: String], _ rows: Int) {
        let outcome = readLog(text, parameters)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.log.rows.count == rows)
    }

    @Test("a late column is one fault, and one of each row that is left out")
    func once() {
        let late = #"{"user":1,"item":2,"timestamp":1700000000}"#
        let text = Self.lines(Self.pair, late, late, #"{"user":1}"#)
        #expect(readLog(text).faults.map(\.kind) == [.value, .noItem])
        #expect(readLog(text, ["onError": "skip"]).skippedRows == 3)
    }

    @Test("late keys without a role are listed, up to a bound")
    func ignored() {
        let outcome = readLog(Self.lines(Self.pair, #"{"user":1,"item":2,"stars":5,"ts":null,"a":{"b":[1]}}"#))
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.lateKeys == ["stars", "a.b"])
        let members = (0..<500).map { #","k\#($0)":1"# }.joined()
        let many = readLog(Self.lines(Self.pair, #"{"user":1,"item":2\#(members)}"#))
        #expect(many.lateKeys.count == 100)
    }

    @Test("a later time of a column that another one orders by is no fault")
    func used() {
        let text = Self.lines(
            #"{"user":1,"item":"an item with a long label","ts":1}"#,
            #"{"user":1,"item":2,"ts":2,"time":3}"#
        )
        #expect(readLog(text).faults.isEmpty)
    }

    @Test("keys of records that leave many out are known")
    func sparse() {
        let members = (0..<40).map { #""k\#($0)":{"a":\#($0)}"# }
        let whole = #"{"user":1,"item":2,\#(members.joined(separator: ","))}"#
        let text = Self.lines(whole, #"{"k39":{"a":1},"item":3,"k2":{"a":1},"user":1,"k20":{"a":1}}"#)
        let outcome = readLog(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.lateKeys.isEmpty)
        #expect(outcome.sequences.first?.last == "3")
    }

    @Test(
        "a late key of an experiment that would have had a role is a fault",
        arguments: [
            ("dPrime", "1e7", "columns=dPrime:dPrime"), ("dataset", "\"ml-1m\"", "columns=dataset:dataset"),
            ("NDCG@10", "0.1", "metrics=HR@10,NDCG@10"), ("users", "600", "columns=users:users"),
            ("HR@10_se", "0.01", "columns=HR@10_se:HR@10_se"),
        ]
    )
    func experiments(_ key: String, _ value: String, _ remedy: String) {
        let late = #"{"layers":8,"dim":25,"HR@10":0.3,"\#(key)":\#(value)}"#
        let text = Self.lines(Self.run, late)
        let outcome = readExperiments(text)
        #expect(outcome.faults.count == 1)
        #expect(outcome.details.contains(remedy), "\(outcome.details)")
        #expect(readExperiments(text, ["columns": "ignore:\(key)"]).faults.isEmpty)
        let read =
            remedy.hasPrefix("metrics=")
            ? readExperiments(text, metrics: ["HR@10", "NDCG@10"])
            : readExperiments(text, ["columns": "\(key):\(key)"])
        #expect(read.faults.isEmpty, "\(read.details)")
        #expect(!read.ignored.contains(key))
        let row = read.rows.last
        #expect(
            row?.dPrime != nil || row?.dataset != nil || row?.users != nil || row?.values.count == 2
                || row?.standardErrors == [0.01]
        )
    }

    @Test("a late metric is no fault if the request names the metrics")
    func namedMetrics() {
        let text = Self.lines(Self.run, #"{"layers":8,"dim":25,"HR@10":0.3,"NDCG@10":0.1}"#)
        #expect(readExperiments(text, metrics: ["HR@10"]).faults.isEmpty)
        #expect(readExperiments(text, ["columns": "HR@10:HR@10"]).faults.isEmpty)
    }

    @Test("a column that no record has is refused at the end")
    func absent() {
        let outcome = readExperiments(Self.lines(Self.run), ["columns": "dPrime:nota"])
        #expect(outcome.details.contains("no record has the column `nota`; did you mean `note`"), "\(outcome.details)")
    }

    @Test("columns that are empty in the first rows of a grid are read")
    func emptyColumns() {
        let text = "layers,dim,dPrime,HR@10,NDCG@10\n" + Self.lines("4,25,,0.25,", "8,25,1e7,0.25,0.1")
        let outcome = readExperiments(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.rows.last?.dPrime == 1e7)
        #expect(outcome.rows.last?.values == [0.25, 0.1])
    }
}
