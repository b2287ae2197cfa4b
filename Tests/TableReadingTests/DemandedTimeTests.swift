import Testing

@testable import TableReading

@Suite("Times that the caller describes, and dates in parts")
struct DemandedTimeTests {
    @Test("a pattern may have any characters", arguments: ["yyyy年M月d日", "yyyy'年'M'月'd日", "d日M月yyyy年", "€yyyy M d"])
    func foreignCharacters(_ pattern: String) throws {
        func cell(_ day: Int) -> String {
            let text = pattern.filter { $0 != "'" }
            return text.replacing("yyyy", with: "2014").replacing("M", with: "6").replacing("d", with: "\(day)")
        }
        let text = "user_id,item_id,ts\n1,a,\(cell(9))\n1,b,\(cell(4))\n1,c,\(cell(20))\n"
        let outcome = readLog(text, ["timeFormat": pattern])
        #expect(outcome.sequences == [["b", "a", "c"]], "\(outcome.details)")
        // The same pattern reads no other text, whatever bytes it has.
        let broken = readLog(text + "1,d,\u{1F600}\n", ["timeFormat": pattern])
        #expect(broken.faults.count == 1)
    }

    @Test("a pattern without a year knows 29 February")
    func leapDay() {
        let text = "user,item,ts\n1,a,01.03\n1,b,29.02\n1,c,28.02\n"
        #expect(readLog(text, ["timeFormat": "dd.MM"]).sequences == [["c", "b", "a"]])
    }

    @Test("a format that is given is used, or the caller learns why not")
    func unused() {
        let text = "user_id,brand_id,seen\n1,a,6月9日\n1,b,6月4日\n"
        let columns = "user:user_id,item:brand_id"
        #expect(readLog(text, ["columns": columns, "timeFormat": "M月d日"]).sequences == [["b", "a"]])
        let other = readLog(text, ["columns": columns, "timeFormat": "yyyy/MM/dd"])
        #expect(other.details.contains("no column is the time"), "\(other.details)")
        #expect(other.sequences.isEmpty)
        let two = "user_id,brand_id,seen,left\n1,a,6月9日,6月10日\n1,b,6月4日,6月11日\n"
        let several = readLog(two, ["columns": columns, "timeFormat": "M月d日"])
        #expect(several.details.contains("several columns have such times"), "\(several.details)")
    }

    @Test(
        "a date in parts is no day",
        arguments: [["year", "month", "day"], ["month", "day"], ["date_year", "date_month", "day"]]
    )
    func dateParts(_ names: [String]) {
        let cells = [["2024", "1", "30"], ["2024", "2", "2"], ["2024", "3", "1"]].map { $0.suffix(names.count) }
        let text =
            "user_id,item_id,\(names.joined(separator: ","))\n"
            + zip(["a", "b", "c"], cells).map { "1,\($0),\($1.joined(separator: ","))\n" }.joined()
        let outcome = readLog(text)
        #expect(outcome.details.contains("the date stands in several columns"), "\(outcome.details)")
        #expect(readLog(text, ["columns": "time:-"]).sequences == [["a", "b", "c"]])
    }

    @Test("a date in parts under names of no time gives a warning")
    func unnamedParts() {
        let text = "user_id,item_id,date_day,date_month,date_year\n1,a,30,1,2024\n1,b,2,2,2024\n"
        let outcome = readLog(text)
        #expect(outcome.sequences == [["a", "b"]])
        #expect(outcome.warnings == ["fileOrder"])
    }

    @Test("a number of days goes with the time of the day")
    func dayNumbers() {
        let text = "user_id,item_id,day,time\n1,a,1,10:00:00\n1,b,1,09:00:00\n1,c,0,23:00:00\n"
        #expect(readLog(text).sequences == [["c", "b", "a"]])
    }

    @Test("a date with an hour is a time")
    func hours() {
        #expect(readLog("user,item,time\n1,a,2017-11-25 23\n1,b,2017-11-25 09\n").sequences == [["b", "a"]])
    }

    @Test(
        "a column that may order the interactions and does not gives a warning",
        arguments: [
            ("order_number", "2", "1"), ("visit_datetime", "first", "second"),
            ("sequence_timestamps", "[3,1]", "[5,2]"),
        ]
    )
    func unusedOrder(_ name: String, _ first: String, _ second: String) {
        let text = "user_id\titem_id\t\(name)\n1\ta\t\(first)\n1\tb\t\(second)\n"
        let outcome = readLog(text)
        #expect(outcome.warnings == ["fileOrder"] || outcome.details.contains("timeFormat"), "\(outcome.details)")
    }
}
