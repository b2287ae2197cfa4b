import Testing

@testable import TableReading

@Suite("Times of logs")
struct LogTimeTests {
    /// Item 2 is earlier than item 1, whatever the notation.
    @Test(
        "notations are recognised",
        arguments: [
            ("2019-10-01 00:01:40", "2019-10-01 00:01:39"), ("2019-10-01T00:01:40Z", "2019-10-01T00:01:39Z"),
            ("2019-10-01 00:01:40 UTC", "2019-10-01 00:01:39 UTC"),
            ("2019-10-01T00:01:40.5+02:00", "2019-10-01T00:01:40.25+02:00"),
            ("2019-10-01T02:00:00+0200", "2019-10-01T02:30:00+0300"),
            ("2019-10-01T00:00:00-01:00", "2019-10-01T00:30:00Z"),
            ("2019-10-01 00:01", "2019-10-01 00:00"), ("2019-10-02", "2019-10-01"),
            ("2019/10/2 1:00", "2019/9/30 1:00"),
            ("20191002", "20191001"), ("20191002T100000Z", "20191002T095959Z"), ("20191002100000", "20191002095959"),
            ("Sun Dec 31 22:01:40 +0000 2000", "Sun Dec 31 22:01:39 +0000 2000"),
            ("Sun Dec 31 22:01:40 2000", "Sun Dec 31 22:01:39 2000"),
            ("Mon, 01 Jan 2001 00:00:00 +0100", "Sun, 31 Dec 2000 22:59:59 +0000"),
            ("04 May 2009, 23:08", "03 May 2009, 23:09"),
            ("\"02 1, 2001\"", "\"01 31, 2001\""), ("\"Feb 1, 2001\"", "\"Jan 31, 2001\""),
            ("31/1/2019 10:00", "30/1/2019 11:00"),
            ("1/31/2019 10:00", "1/30/2019 11:00"), ("1/31/2019 1:00 PM", "1/31/2019 11:00 AM"),
            ("31.01.2019", "30.01.2019"),
            ("978300100", "978300099"), ("978300100000", "978300099999"), ("978300100000000001", "978300100000000000"),
            ("1.5000000001e9", "1.5e9"), ("978300100.5", "978300100.25"), ("9007199254740993.5", "9007199254740993.25"),
            ("9007199254740993", "9007199254740992"), ("-1", "-2"), ("-1.25", "-1.5"), ("5", "4"),
        ]
    )
    func notation(_ later: String, _ earlier: String) {
        let text =
            "user_id,item_id,timestamp\n1,1,\(later.first == "\"" ? later : "\"\(later)\"")\n1,2,\(earlier.first == "\"" ? earlier : "\"\(earlier)\"")\n"
        let outcome = readLog(text)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences == [["2", "1"]])
    }

    @Test(
        "month and day that cannot be told apart are a question",
        arguments: ["1/2/2019", "01/02/2019 10:00", "1.2.2019", "1-2-19", "1/2/2019 1:00 PM"]
    )
    func ambiguous(_ time: String) {
        let outcome = readLog("user,item,timestamp\n1,5,\(time)\n1,6,\(time)\n")
        #expect(outcome.details.contains("timeFormat"))
        #expect(outcome.details.contains(time.prefix(3)))
    }

    @Test(
        "two digits of a year that may come first or last are a question",
        arguments: [
            (["20-01-13", "19-02-12", "21-03-11"], ["d-M-yy", "yy-M-d"]),
            (["12/11/10", "13/01/05", "14/02/06"], ["d/M/yy", "yy/M/d"]),
            (["12/11/10", "11/01/05", "10/02/06"], ["M/d/yy", "d/M/yy", "yy/M/d"]),
            (["20.01.13 10:00", "19.02.13 11:00"], ["d.M.yy H:mm", "yy.M.d H:mm"]),
            (["20-01-13", "19-02-12", "21-03-11", "soon"], ["d-M-yy", "yy-M-d"]),
        ]
    )
    func shortYears(_ times: [String], _ formats: [String]) {
        let text = "user,item,timestamp\n" + times.map { "1,5,\($0)\n" }.joined()
        let outcome = readLog(text)
        let choices = formats.map { "`timeFormat=\($0)`" }.joined(separator: " or ")
        #expect(outcome.details.contains("year cannot be told apart; add \(choices)"), "\(outcome.details)")
        for format in formats where !times.contains("soon") {
            #expect(readLog(text, ["timeFormat": format]).faults.isEmpty)
        }
    }

    @Test(
        "two digits of a year in front are read if nothing else fits",
        arguments: [["99-12-31", "99-12-30"], ["19/12/31 10:00:01", "19/12/31 10:00:00"]]
    )
    func shortYearFirst(_ times: [String]) {
        let text = "user,item,timestamp\n1,5,\(times[0])\n1,6,\(times[1])\n"
        #expect(readLog(text).sequences == [["6", "5"]])
    }

    @Test("a pattern decides", arguments: [("d/M/yyyy", ["6", "5"]), ("M/d/yyyy", ["5", "6"])])
    func pattern(_ pattern: String, _ items: [String]) {
        // 3 April and 1 May by the first pattern; 4 March and 5 January by the second.
        let outcome = readLog("user,item,timestamp\n1,5,1/5/2019\n1,6,3/4/2019\n", ["timeFormat": pattern])
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences == [items])
    }

    @Test("a later row of another notation is a fault with its place")
    func contradiction() {
        let outcome = readLog("user,item,timestamp\n1,5,2019-10-01\n1,6,2019-10-02\n1,7,2019-10-03\n1,8,soon\n1,9,\n")
        #expect(outcome.faults.map(\.place) == [.line(5, column: 5), .line(6, column: 5)])
        #expect(outcome.faults.allSatisfy { $0.kind == .noTime })
    }

    @Test("a number beyond all times is named as such, not as one of its own unit")
    func beyondTimes() {
        let rows = String(repeating: "1,5,1700000000000000000\n", count: 20)
        let outcome = readLog("user,item,ts\n" + rows + "1,6,1\(String(repeating: "0", count: 399))\n")
        #expect(outcome.details.contains("is beyond the range of times in nanoseconds"), "\(outcome.details)")
    }

    @Test(
        "a number of another unit is a fault with its place",
        arguments: [
            ("1700000000000", "1700000001", "seconds", "unixMillis"),
            ("1700000000", "1700000001000", "milliseconds", "unix"),
            ("1700000000", "1700000001000000", "microseconds", "unix"),
            ("1700000000000000", "1700000001000000000", "nanoseconds", "unixMicros"),
            ("1700000000000000000", "1.700000001e9", "seconds", "unixNanos"),
            ("1700000000.5", "-1700000000000", "milliseconds", "unix"),
        ]
    )
    func mixedUnits(_ time: String, _ other: String, _ unit: String, _ format: String) {
        let rows = String(repeating: "1,5,\(time)\n", count: 20)
        for text in [
            "user,item,ts\n" + rows + "1,6,\(other)\n", "user,item,ts\n" + rows + "1,6,\(other)\n" + rows,
            "user,item,ts\n" + rows.split(separator: "\n").map { "u\($0)\n" }.joined() + "u1,x,\(other)\n",
        ] {
            let outcome = readLog(text)
            #expect(outcome.faults.count == 1)
            #expect(outcome.details.contains("line 22, column"), "\(outcome.details)")
            #expect(outcome.details.contains("is a time in \(unit) by its size"), "\(outcome.details)")
            #expect(readLog(text, ["timeFormat": format]).faults.isEmpty)
        }
        let records = String(repeating: "{\"user\":1,\"item\":5,\"ts\":\(time)}\n", count: 20)
        let outcome = readLog(records + "{\"user\":1,\"item\":5,\"ts\":\(other)}\n")
        #expect(outcome.details.contains("line 21, column 25: `\(other)` is a time in \(unit)"), "\(outcome.details)")
    }

    @Test("numbers that say nothing about their unit are times", arguments: ["1700000000", "1700000000000"])
    func smallNumbers(_ time: String) {
        let rows = String(repeating: "1,5,\(time)\n", count: 20)
        #expect(readLog("user,item,ts\n" + rows + "1,6,0\n1,7,-1\n").faults.isEmpty)
    }

    @Test("a time of a demanded format that the file does not have is refused by name")
    func wrongFormat() {
        let outcome = readLog("user,item,timestamp\n1,5,2019-10-01\n", ["timeFormat": "unix"])
        #expect(outcome.details.contains("timeFormat"))
    }
}
