import Testing

@testable import TableReading

@Suite("Orders that are not used")
struct LostOrderTests {
    @Test(
        "numbers of a user's interactions are named",
        arguments: ["position", "rank", "sequence_number", "step", "interaction_order", "seq_no", "order_number"]
    )
    func numbered(_ name: String) {
        let text = "user_id,item_id,\(name)\n1,5,2\n1,6,1\n2,5,1\n2,6,2\n"
        #expect(readLog(text).warnings == ["fileOrder"])
        #expect(messages(text)[0].contains("`columns=time:\(name)`"))
        #expect(readLog(text, ["columns": "time:\(name)"]).sequences == [["6", "5"], ["5", "6"]])
    }

    @Test("a rank that comes again for one user is no number of interactions")
    func repeated() {
        #expect(readLog("user_id,item_id,rank\n1,5,2\n1,6,2\n2,5,1\n").warnings.isEmpty)
        #expect(readLog("user_id,item_id,rank\n1,5,2\n2,6,2\n3,5,1\n").warnings.isEmpty)
    }

    @Test("numbers from 1 to 31 under the name of a day are a warning")
    func days() {
        let text = "user_id,item_id,day\n1,5,30\n1,6,2\n2,5,1\n"
        #expect(readLog(text).warnings == ["daysOfMonth"])
        #expect(readLog(text).sequences == [["6", "5"], ["5"]])
        #expect(readLog(text, ["columns": "time:day"]).warnings.isEmpty)
        // Days are counted so from the first one of the log, as where a time of the day goes with them.
        #expect(readLog("user_id,item_id,day,hour\n1,5,30,7\n1,6,2,9\n").warnings.isEmpty)
        #expect(readLog(text + "2,6,0\n").warnings.isEmpty && readLog(text + "2,6,32\n").warnings.isEmpty)
    }

    @Test("an id as large as a time is none, and all columns that look like times are named")
    func several() {
        let text =
            "user,item,playlist_id,foo,bar\n1,5,1300000000,2020-01-02,2020-01-03\n1,6,1300000001,2020-01-01,2020-01-01\n"
        #expect(messages(text).count == 1)
        #expect(messages(text)[0].contains("`foo`") && messages(text)[0].contains("`bar`"))
        #expect(!messages(text)[0].contains("playlist"))
        #expect(readLog("user,item,playlist_id\n1,5,1300000000\n1,6,1300000001\n").warnings.isEmpty)
    }

    @Test("`added_at` is a time")
    func added() {
        let text = "user,track_id,added_at\n1,5,2020-01-01T10:00:00Z\n1,6,2020-01-01T09:00:00Z\n"
        #expect(readLog(text).sequences == [["6", "5"]])
    }

    @Test("a time in another unit is told what the column is, not what its first rows are")
    func median() {
        let outcome = readLog("user,item,time\n1,2,1300000000\n1,5,1300000001000\n2,7,1300000002000\n")
        #expect(outcome.details.contains("the column is read in milliseconds"), "\(outcome.details)")
        #expect(!outcome.details.contains("the first rows have"))
    }

    private func messages(_ text: String) -> [String] { planLog(text).warnings.map(\.message) }
}
