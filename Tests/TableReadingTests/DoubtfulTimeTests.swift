import Testing

@testable import TableReading

@Suite("Times that could be something else")
struct DoubtfulTimeTests {
    @Test(
        "a column with times wins over one with amounts",
        arguments: [
            ("timestamp", "play_time", ["1546300810,3.5", "1546300800,90.5"]),
            ("timestamp", "view_time", ["1546300810,3.1", "1546300800,12.5"]),
            ("date", "rated", ["2019-01-02,3.5", "2019-01-01,4.5"]),
            ("ts", "time", ["1546300810000,0.25", "1546300800000,0.5"]),
            ("created_at", "checkin", ["2019-01-02 10:00:00,1", "2019-01-01 10:00:00,2"]),
        ]
    )
    func amounts(_ time: String, _ amount: String, _ cells: [String]) {
        // The amounts rise where the times fall.
        let outcome = readLog("user_id,item_id,\(time),\(amount)\n1,5,\(cells[0])\n1,6,\(cells[1])\n1,7,\(cells[0])\n")
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences == [["6", "5", "7"]])
        #expect(outcome.read?.ignored == [amount])
    }

    @Test("an amount alone is no time, and a warning says so", arguments: ["playtime", "view_time", "rated"])
    func amountAlone(_ name: String) {
        let text = "user_id,item_id,\(name)\n1,5,900\n1,6,3\n1,7,50\n"
        let outcome = readLog(text)
        #expect(outcome.sequences == [["5", "6", "7"]])
        #expect(outcome.warnings == ["fileOrder"])
        #expect(readLog(text, ["columns": "time:\(name)"]).sequences == [["6", "7", "5"]])
    }

    @Test("small numbers under the name of a time are times", arguments: ["timestamp", "ts", "time", "t_dat"])
    func smallNumbers(_ name: String) {
        #expect(readLog("user_id,item_id,\(name)\n1,5,9\n1,6,3.5\n").sequences == [["6", "5"]])
    }

    @Test("two times agree if they order each user's interactions alike")
    func rivals() {
        let first = 1_546_300_800
        func table(_ rows: [(user: Int, first: Int, second: Int)]) -> String {
            "user_id,item_id,timestamp,event_time\n"
                + rows.map { "\($0.user),x\($0.first),\(first + $0.first),\(first + $0.second)\n" }.joined()
        }
        // User 1 is ordered differently, but never stands in two rows on end.
        let differing = readLog(table([(1, 1, 1), (2, 50, 50), (1, 2, 3), (2, 51, 51), (1, 3, 2), (2, 52, 52)]))
        #expect(differing.details.contains("columns=time:timestamp"), "\(differing.details)")
        // The order between two users does not matter.
        let agreeing = readLog(table([(1, 3, 3), (2, 5, 1), (1, 4, 4), (2, 6, 2)]))
        #expect(agreeing.faults.isEmpty, "\(agreeing.details)")
    }

    @Test(
        "only a time of the day goes with a day",
        arguments: [
            ("duration", false, []), ("track_length", false, []), ("play_time", false, []), ("hourmin", true, []),
            ("time", true, []), ("Uhrzeit", true, []), ("start_time", true, []), ("note", false, ["fileOrder"]),
        ] as [(String, Bool, [String])]
    )
    func dayTimes(_ name: String, _ isTime: Bool, _ warnings: [String]) {
        let text = "user_id,item_id,date,\(name)\n1,5,2019-01-02,5:45\n1,6,2019-01-02,3:10\n1,7,2019-01-01,8:00\n"
        let outcome = readLog(text)
        #expect(outcome.sequences == [isTime ? ["7", "6", "5"] : ["7", "5", "6"]], "\(outcome.details)")
        #expect(outcome.warnings == warnings)
        #expect(readLog(text, ["columns": "time:date+\(name)"]).sequences == [["7", "6", "5"]])
    }

    @Test("times in a list beside the items are not used, and a warning says so")
    func lists() {
        let outcome = readLog(
            "{\"user\":1,\"items\":[5,6,7],\"timestamps\":[30,10,20]}\n{\"user\":2,\"items\":[8],\"timestamps\":[1]}\n"
        )
        #expect(outcome.sequences == [["5", "6", "7"], ["8"]])
        #expect(outcome.warnings == ["fileOrder"])
    }

    @Test("times with and without a zone give a warning")
    func zones() {
        func table(_ times: [String]) -> String { "user,item,ts\n" + times.map { "1,5,\($0)\n" }.joined() }
        #expect(readLog(table(["2019-01-01T10:00:00", "2019-01-01T09:30:00-02:00"])).warnings == ["mixedZones"])
        #expect(readLog(table(["2019-01-01 10:00:00 UTC", "2019-01-01 09:30"])).warnings == ["mixedZones"])
        #expect(readLog(table(["2019-01-01T10:00:00Z", "2019-01-01T09:30:00-02:00"])).warnings.isEmpty)
        #expect(readLog(table(["2019-01-01T10:00:00", "2019-01-01", "2019-01-02"])).warnings.isEmpty)
    }
}
