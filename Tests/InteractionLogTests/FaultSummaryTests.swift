import InteractionLog
import Testing

@Suite("Summaries of faults")
struct FaultSummaryTests {
    @Test(
        "count the records with each kind of fault to the end of the log",
        arguments: [
            (LogFormat.sasrec, "1 2\n", "3\n", "40 of 4,040 lines have no item"),
            (.sasrec, "1 2\n", "1 2 3\n", "40 of 4,040 lines have another number of fields"),
            (.csv, "1,2\n", "1,\n", "40 of 4,040 lines have no item"),
            (.csv, "1,2\n", ",2\n", "40 of 4,040 lines have no user"),
            (.ndjson, "[1,2]\n", "[1,\n", "40 of 4,040 lines are not readable as text"),
            (.ndjson, "[1]\n", "[null,null]\n", "40 of 4,040 lines are faulty otherwise"),
            (.json, "[1,2],", "[null],", "40 of 4,041 sequences are faulty otherwise"),
        ]
    )
    func counts(_ format: LogFormat, _ good: String, _ bad: String, _ summary: String) throws {
        let block = String(repeating: good, count: 50) + bad + String(repeating: good, count: 50)
        let rows = String(repeating: block, count: 40)
        let text = format == .csv ? "user,item\n" + rows : format == .json ? "[" + rows + "[1]]" : rows
        let faults = try #require(try LogRecorder.read(text, format).faults)
        #expect(faults.faults.count == 20)
        #expect(faults.total >= 40)
        #expect(faults.summary == [summary])
        if format != .json {
            let second = format == .csv ? "line 153," : "line 152,"
            #expect(faults.faults.contains { $0.place.description.hasPrefix(second) })
        }
        let skipping = try LogRecorder.read(text, format, onError: .skip)
        #expect(skipping.faults == nil && skipping.skippedFaults?.summary == [summary])
    }

    @Test("count each kind apart, and a record once per kind")
    func kinds() throws {
        let text =
            "{\"interactions\":["
            + [
                "{\"user\":1,\"item\":2}", "{\"user\":1}", "{\"user\":\"\",\"item\":\"\"}", "{\"user\":1}",
                "{\"item\":3,\"itm\":4,\"xy\":5}", "5",
            ].joined(separator: ",") + "]}"
        let faults = try #require(try LogRecorder.read(text, .json).faults)
        #expect(
            faults.summary == [
                "2 of 6 interactions have no user", "3 of 6 interactions have no item",
                "2 of 6 interactions are faulty otherwise",
            ]
        )
    }
}
