import Testing

@testable import TableReading

@Suite("Headers that do not fit their rows")
struct HeaderWidthTests {
    /// As JODIE's wikipedia.csv: one name for all features.
    private static let features =
        "user_id,item_id,timestamp,state_label,comma_separated_list_of_features\n"
        + "0,7,36.0,0,-0.1,0.2,0.3\n0,8,0.0,0,-0.1,0.2,0.3\n1,7,77.0,0,-0.1,0.2,0.3\n"

    @Test("longer rows are a question, whose answer is used")
    func longer() {
        let outcome = readLog(Self.features)
        for word in ["names 5 columns", "such as 7,", "`columns=user:1,item:2,time:3`"] {
            #expect(outcome.details.contains(word), "\(outcome.details)")
        }
        #expect(outcome.faults.map(\.place) == [.parameter("columns")])
        let answered = readLog(Self.features, ["columns": "user:1,item:2,time:3"])
        #expect(answered.faults.isEmpty && answered.sequences == [["8", "7"], ["7"]], "\(answered.details)")
        // A role that is recognised by its name would not be where the name is.
        #expect(!readLog(Self.features, ["columns": "user:1,item:2"]).faults.isEmpty)
        // A row without a cell that is used is a fault with its place.
        let short = readLog(Self.features + "1,9\n", ["columns": "user:1,item:2,time:3"])
        #expect(short.faults.map(\.place) == [.line(5, column: 1)] && short.faults.map(\.kind) == [.fieldCount])
        // Columns behind the header have numbers too.
        let behind = readLog(Self.features, ["columns": "user:1,item:6,time:-"])
        #expect(behind.sequences == [["0.2", "0.2"], ["0.2"]], "\(behind.details)")
    }

    @Test("a name that is missing for the first field is a second choice")
    func rowNames() {
        let outcome = readLog("user,item,time\nx,1,5,20\ny,1,6,10\n")
        #expect(
            outcome.details.contains("`columns=user:1,item:2,time:3` or `columns=user:2,item:3,time:4`"),
            "\(outcome.details)"
        )
    }

    @Test("shorter rows are a fault of the header")
    func shorter() {
        #expect(readLog("user,item,time,rating\n1,5,20\n1,6,10\n").details.contains("such as 3,"))
    }

    @Test("rows of many lengths are a question too")
    func texts() {
        let text = "user,item,time,text\n1,5,20,a,b\n1,6,10,c\n2,7,9,d,e,f\n2,8,8,g, h,i,j\n"
        #expect(readLog(text).details.contains("`columns=user:1,item:2,time:3`"), "\(readLog(text).details)")
        #expect(readLog(text, ["columns": "user:1,item:2,time:3"]).sequences == [["6", "5"], ["8", "7"]])
        // Whoever leaves rows out gets those that are whole.
        #expect(readLog(text, ["onError": "skip"]).sequences == [["6"]])
    }

    @Test("single rows with another number of fields are faults with their places")
    func single() {
        let outcome = readLog("user,item,time\n1,2,5\n1,5\n2,7,8\n1,,3\n")
        #expect(outcome.faults.map(\.place) == [.line(3, column: 1), .line(5, column: 3)])
        // The short row may have an item.
        #expect(outcome.faults.map(\.kind) == [.fieldCount, .noItem])
    }

    @Test("a header with other columns among the rows is named by its line")
    func otherHeader() {
        let first = "user,item,timestamp\n1,2,1300000000\n\n1,3,1300000001\n"
        let outcome = readLog(
            first + "user,item,timestamp,rating\n1,2,2020-01-01 10:00:00,5\n1,4,2020-01-01 10:00:00,5\n"
        )
        #expect(outcome.faults.map(\.place) == [.line(5, column: 1)], "\(outcome.details)")
        #expect(outcome.details.contains("`user,item,timestamp,rating`"))
        let renamed = readLog(first + "userId,movieId,timestamp\n1,2,1300000002\n")
        #expect(renamed.faults.map(\.place) == [.line(5, column: 1)], "\(renamed.details)")
        // The same header comes again, and words of labels are none.
        #expect(readLog(first + "USER,item,timestamp\n1,2,1300000002\n").faults.isEmpty)
        #expect(readLog("user,item\nann,book\nmember,film\n").sequences == [["book"], ["film"]])
    }
}
