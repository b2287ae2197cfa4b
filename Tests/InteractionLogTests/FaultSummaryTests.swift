import InteractionLog
import TableReading
import Testing

@Suite("Summaries of faults")
struct FaultSummaryTests {
    @Test(
        "count the rows with each kind of fault to the end of the log",
        arguments: [
            ("csv", "1,2\n", "1,\n", "40 of 4,040 rows have no item"),
            ("csv", "1,2\n", ",2\n", "40 of 4,040 rows have no user"),
            ("csv", "1,2\n", "1\n", "40 of 4,040 rows have another number of fields"),
            ("csv", "1,2\n", "1,2,3\n", "40 of 4,040 rows have another number of fields"),
            ("ndjson", "[1,2]\n", "[1,\n", "40 of 4,040 rows are not readable as text"),
            ("ndjson", "[1]\n", "[null,null]\n", "40 of 4,040 rows have no item"),
            ("json", "[1,2],", "[null],", "40 of 4,041 rows have no item"),
        ]
    )
    func counts(_ format: String, _ good: String, _ bad: String, _ summary: String) throws {
        let block = String(repeating: good, count: 50) + bad + String(repeating: good, count: 50)
        let rows = String(repeating: block, count: 40)
        let text = format == "csv" ? "user,item\n" + rows : format == "json" ? "[" + rows + "[1]]" : rows
        let faults = try #require(try LogRecorder.read(text).faults)
        #expect(faults.faults.count == 20)
        #expect(faults.total >= 40)
        #expect(faults.summary == [summary])
        if format != "json" {
            let second = format == "csv" ? "line 153," : "line 152,"
            #expect(faults.faults.contains { $0.place.description.hasPrefix(second) })
        }
        let skipping = try LogRecorder.read(text, ["onError": "skip"])
        #expect(skipping.faults == nil && skipping.skippedFaults?.summary == [summary])
    }

    @Test("say one row in the singular")
    func one() throws {
        let faults = try #require(try LogRecorder.read("user,item\n1,2\n,3\n").faults)
        #expect(faults.summary == ["1 of 2 rows has no user"])
        for kind in TableFault.Kind.allCases {
            #expect(!TableFaultCollector.summary([kind: 1], of: 9)[0].contains(/\b(have|are|name)\b/), "\(kind)")
        }
    }

    @Test("count each kind apart, over all files")
    func kinds() throws {
        let files = ["user,item\n1,2\n1,\n,3\n", "user,item\n,\n4,5\n,6\n"].map { Array($0.utf8) }
        let faults = try #require(try LogRecorder.read(files: files).faults)
        #expect(faults.summary == ["3 of 6 rows have no user", "2 of 6 rows have no item"])
        #expect(faults.faults.map(\.fileIndex) == [0, 0, 1, 1, 1])
    }
}
