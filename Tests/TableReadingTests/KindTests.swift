import JSONText
import Testing

@testable import TableReading

/// A text with the parameters of its request and the sequences that it must give.
struct LogCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    var parameters: [String: String] = [:]
    let sequences: [[String]]
    var columns: [String: [String]] = [:]
    var warnings: [String] = []

    init(
        _ name: String,
        _ text: String,
        _ parameters: [String: String] = [:],
        _ sequences: [[String]],
        columns: [String: [String]] = [:],
        warnings: [String] = []
    ) {
        testDescription = name
        self.text = text
        self.parameters = parameters
        self.sequences = sequences
        self.columns = columns
        self.warnings = warnings
    }

    func check() {
        let outcome = readLog(text, parameters)
        #expect(outcome.faults.isEmpty, "\(outcome.details)")
        #expect(outcome.sequences == sequences)
        for (role, names) in columns {
            #expect(outcome.read?.columns.first { $0.role == role }?.columns == names, "\(role)")
        }
        #expect(outcome.warnings == warnings)
    }
}

/// A text that is refused, with words that the refusal must have.
struct Refusal: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    var parameters: [String: String] = [:]
    let words: [String]

    init(_ name: String, _ text: String, _ parameters: [String: String] = [:], says words: [String]) {
        testDescription = name
        self.text = text
        self.parameters = parameters
        self.words = words
    }

    func check() {
        let outcome = readLog(text, parameters)
        #expect(outcome.total > 0)
        for word in words { #expect(outcome.details.contains(word), "\(outcome.details) lacks \(word)") }
    }
}

@Suite("Columns and names")
struct ColumnTests {
    @Test(
        "columns are recognised or named",
        arguments: [
            LogCase(
                "REES46",
                "event_time,event_type,product_id,category_id,user_id,user_session\n2019-10-01 00:00:02 UTC,view,5,1,1,s1\n2019-10-01 00:00:01 UTC,view,6,1,1,s2\n",
                [:],
                [["6", "5"]],
                columns: ["user": ["user_id"], "item": ["product_id"], "time": ["event_time"]]
            ),
            LogCase(
                "Retailrocket",
                "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1433221332116,257597,view,1,\n",
                [:],
                [["1", "355908"]]
            ),
            LogCase(
                "H&M",
                "t_dat,customer_id,article_id,price,sales_channel_id\n2018-09-21,c1,0663713001,0.05,2\n2018-09-20,c1,0541518023,0.03,2\n",
                [:],
                [["0541518023", "0663713001"]]
            ),
            LogCase(
                "KuaiRand",
                "user_id,video_id,date,hourmin,time_ms,is_click\n1,5,20220408,1100,1649386800002,1\n1,6,20220408,1100,1649386800001,1\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["time_ms"]]
            ),
            LogCase(
                "KuaiRand without time_ms",
                "user_id,video_id,date,hourmin\n1,5,20220408,1100\n1,6,20220408,959\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["date", "hourmin"]]
            ),
            LogCase(
                "date and time of day apart",
                "user_id,item_id,date,time\n1,5,2022-04-08,11:00:01\n1,6,2022-04-08,09:59:00\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["date", "time"]]
            ),
            LogCase(
                "OTTO",
                "session,aid,ts,type\n1,5,1661119200,0\n1,6,1661119100,0\n",
                [:],
                [["6", "5"]],
                columns: ["user": ["session"], "item": ["aid"]]
            ),
            LogCase(
                "Yelp",
                "{\"review_id\":\"r\",\"user_id\":\"u\",\"business_id\":\"b\",\"stars\":5.0,\"date\":\"2018-07-07 22:09:11\"}\n{\"review_id\":\"s\",\"user_id\":\"u\",\"business_id\":\"c\",\"stars\":5.0,\"date\":\"2017-07-07 22:09:11\"}\n",
                [:],
                [["c", "b"]]
            ),
            LogCase(
                "HSTU",
                "user_id,sequence_item_ids,sequence_ratings,sequence_timestamps\n1,\"3,4,3\",\"5,5,5\",\"1,2,3\"\n2,\"7\",\"5\",\"1\"\n",
                [:],
                [["3", "4", "3"], ["7"]],
                columns: ["items": ["sequence_item_ids"]]
            ),
            LogCase(
                "Foursquare",
                "userId,venueId,utcTimestamp\n1,a,Tue Apr 03 18:00:09 +0000 2012\n1,b,Tue Apr 03 18:00:08 +0000 2012\n",
                [:],
                [["b", "a"]]
            ),
            LogCase("camel case and blanks", "User ID,Item-Id,Time Stamp\n1,2,30\n1,3,20\n", [:], [["3", "2"]]),
            LogCase(
                "parent_asin over asin",
                "rating,user_id,asin,parent_asin,timestamp\n5,u,A,P,2\n5,u,B,Q,1\n",
                [:],
                [["Q", "P"]]
            ),
            LogCase(
                "an id over a display name",
                "username,user_id,title,movie_id\nann,1,Heat,5\nann,2,Heat,6\n",
                [:],
                [["5"], ["6"]]
            ),
            LogCase("a user over a session", "session_id,user_id,item_id\ns1,1,5\ns2,1,6\n", [:], [["5", "6"]]),
            LogCase(
                "the session if no user is known",
                "session_id,user_id,item_id\ns1,NA,5\ns1,NA,6\n",
                [:],
                [["5", "6"]]
            ),
            LogCase("equal columns are one", "user_id,customer_id,item_id\n1,1,5\n2,2,6\n", [:], [["5"], ["6"]]),
            LogCase(
                "two times that order alike",
                "user_id,item_id,timestamp,created_at\n1,5,1700000001,2023-11-14 22:13:21\n1,6,1700000000,2023-11-14 22:13:20\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "R with row names",
                "\"user_id\" \"item_id\" \"timestamp\"\n\"1\" 7 5 20\n\"2\" 7 6 10\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a date is no user",
                "user,customer,item\n2020-01-01,1,5\n2020-01-02,1,6\n",
                ["columns": "user:customer"],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
            LogCase(
                "names in quotation marks",
                "\"a,b\",\"c:d\"\n1,5\n1,6\n",
                ["columns": "user:\"a,b\",item:\"c:d\""],
                [["5", "6"]]
            ),
            LogCase("numbers", "1,9,5,20\n1,9,6,10\n", ["columns": "user:1,item:3,time:4"], [["6", "5"]]),
            LogCase(
                "a pair with a slash",
                "user,item,date,hourmin\n1,5,2,3\n1,6,2,1\n1,7,1,9\n",
                ["columns": "time:date/hourmin"],
                [["7", "6", "5"]]
            ),
            LogCase(
                "a pair with a blank, as a query decodes it",
                "user,item,d,h\n1,5,2,3\n1,6,2,1\n",
                ["columns": "time:d h"],
                [["6", "5"]]
            ),
            LogCase(
                "a name with a slash is one name",
                "config/user,item,d/h\n1,5,2\n1,6,1\n",
                ["columns": "time:d/h"],
                [["6", "5"]]
            ),
            LogCase(
                "no time",
                "user,item,timestamp\n1,5,2\n1,6,1\n",
                ["columns": "time:-"],
                [["5", "6"]],
                warnings: []
            ),
            LogCase(
                "an ignored column",
                "user_id,member_id,item_id\n1,9,5\n1,8,6\n",
                ["columns": "ignore:member_id"],
                [["5", "6"]]
            ),
            LogCase(
                "nested keys",
                "{\"user\":{\"id\":1},\"item\":{\"id\":5},\"t\":3}\n{\"user\":{\"id\":1},\"item\":{\"id\":6},\"t\":2}\n",
                ["columns": "user:user.id,item:item.id,time:t"],
                [["6", "5"]]
            ),
            LogCase("a file that keeps its order by name", "user,item\n1,5\n2,6\n1,7\n", [:], [["5", "7"], ["6"]]),
            LogCase(
                "all times are empty",
                "user,item,timestamp\n1,5,\n1,6,\n",
                [:],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
            LogCase(
                "a time by another name",
                "user,item,when\n1,5,2020-01-02\n1,6,2020-01-01\n",
                [:],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "what is unclear is a question",
        arguments: [
            Refusal(
                "two ids of users",
                "user_id,customer_id,item_id\n1,8,5\n2,9,6\n",
                says: ["user_id", "customer_id", "columns=user:user_id"]
            ),
            Refusal(
                "two ids of items",
                "user_id,movie_id,book_id\n1,8,5\n2,9,6\n",
                says: ["movie_id", "book_id", "columns=item:"]
            ),
            Refusal(
                "two times",
                "user,item,timestamp,created_at\n1,5,2,9\n1,6,1,10\n",
                says: ["timestamp", "created_at", "columns=time:"]
            ),
            Refusal(
                "no header",
                "a,x,5,1700000000\nb,y,4,1700000001\n",
                says: ["columns=user:1,item:2,time:4", "1: a", "4: 1700000000"]
            ),
            Refusal(
                "no header, decimals between",
                "1\t2010-10-19T23:55:27Z\t30.2\t-97.7\t22847\n1\t2010-10-18T22:17:43Z\t30.3\t-97.8\t420315\n",
                says: ["columns=user:1,item:5,time:2"]
            ),
            Refusal("unknown names", "who,what,score\nann,x,1\nbob,y,2\n", says: ["columns=", "`who`"]),
            Refusal("text alone", "ann,x\nbob,y\n", ["columns": "user:1,item:2"], says: ["header"]),
            Refusal("an unknown column", "user,item\n1,2\n", ["columns": "user:usr"], says: ["usr", "user"]),
            Refusal("a number beyond the table", "1,2,3\n4,5,6\n", ["columns": "user:1,item:7"], says: ["column 7"]),
            Refusal(
                "an unknown role",
                "user,item\n1,2\n",
                ["columns": "usr:user"],
                says: ["usr", "did you mean `user`"]
            ),
            Refusal("one column for two roles", "user,item\n1,2\n", ["columns": "user:item,item:item"], says: ["item"]),
            Refusal("no item", "user,score\n1,2\n", says: ["item"]),
            Refusal("a line without line ends", "user_id,item_id1,23,45,6", says: ["--data-binary"]),
            Refusal(
                "JSON lines without line ends",
                "{\"user\":1,\"item\":2}{\"user\":1,\"item\":3}",
                says: ["--data-binary"]
            ),
            Refusal("nothing", " \n\n", says: ["empty"]),
        ]
    )
    func unclear(_ refusal: Refusal) { refusal.check() }
}

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

    @Test("a time of a demanded format that the file does not have is refused by name")
    func wrongFormat() {
        let outcome = readLog("user,item,timestamp\n1,5,2019-10-01\n", ["timeFormat": "unix"])
        #expect(outcome.details.contains("timeFormat"))
    }
}

@Suite("Quoting and delimiters")
struct QuotingTests {
    @Test(
        "dialects are recognised",
        arguments: [
            LogCase("doubled quotation marks", "user,item,title\n1,5,\"a \"\"b\"\", c\"\n1,6,d\n", [:], [["5", "6"]]),
            LogCase("line ends in quotes", "user,item,title\n1,5,\"a\nb\"\n1,6,\"c\r\nd\"\n", [:], [["5", "6"]]),
            LogCase("backslashes", "user,item,title\n1,5,\"a \\\"b\\\", c\"\n1,6,\"d\"\n", [:], [["5", "6"]]),
            LogCase("backslashes without quotes", "user,item,title\n1,5,a\\, b \\\"\n1,6,c\n", [:], [["5", "6"]]),
            LogCase(
                "a lone mark in TSV",
                "user\titem\ttitle\n1\t5\t\"odd\n1\t6\todd\"\n1\t7\t5\" disk\n",
                [:],
                [["5", "6", "7"]]
            ),
            LogCase("quoted TSV", "user\titem\ttitle\n1\t5\t\"a\tb\"\n1\t6\t\"c\"\n", [:], [["5", "6"]]),
            LogCase("blanks before quotes", "\"user\" ,  \"item\"\n\"1\",  \"5\" \n\"1\", \"6\"\n", [:], [["5", "6"]]),
            LogCase("extra delimiters", "user;item\n1;5;;\n1;6;\n1;7\n", [:], [["5", "6", "7"]]),
            LogCase(
                "a comma in titles does not win",
                "user\titem\ttitle\n1\t5\ta, b\n1\t6\tc, d\n",
                [:],
                [["5", "6"]]
            ),
            LogCase("decimal commas do not win", "user;item;rating\n1;5;3,5\n1;6;4,5\n", [:], [["5", "6"]]),
            LogCase("pipes", "1|5|x\n1|6|y\n", ["columns": "user:1,item:2"], [["5", "6"]]),
            LogCase("Control-A", "user\u{1}item\n1\u{1}5\n1\u{1}6\n", [:], [["5", "6"]]),
            LogCase(
                "runs of blanks",
                "user   item   timestamp\n1      5      20\n1      6      10\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a delimiter of several characters",
                "user||item\n1||5\n1||6\n",
                ["delimiter": "||"],
                [["5", "6"]]
            ),
            LogCase("CR", "user,item\r1,5\r1,6\r", [:], [["5", "6"]]),
            LogCase("CRLF without an end", "user,item\r\n1,5\r\n1,6", [:], [["5", "6"]]),
            LogCase("blank lines", "\nuser,item\n\n1,5\n\n1,6\n\n", [:], [["5", "6"]]),
            LogCase("a header between", "user,item\n1,5\n\u{FEFF}user,item\n1,6\n", [:], [["5", "6"]]),
            LogCase("a mark at the beginning", "\u{FEFF}user,item\n1,5\n", [:], [["5"]]),
            LogCase(
                "quoted fields and blank delimiters",
                "\"user\" \"item\"\n\"1\" \"5 a\"\n\"1\" \"6 b\"\n",
                [:],
                [["5 a", "6 b"]]
            ),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "contradictions are faults with their places",
        arguments: [
            Refusal(
                "too few fields",
                "user,item,x\n1,5,1\n1,6,1\n1,7,1\n2\n",
                says: ["line 5, column 1", "expected 3 fields", "found 1"]
            ),
            Refusal(
                "too many",
                "user,item\n1,5\n1,6\n1,7,8\n1,9\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n",
                says: ["line 4, column 1", "found 3"]
            ),
            Refusal(
                "text after quotes",
                "user,item\n1,\"5\"\n1,\"6\"\n1,\"7\"x\n1,9\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n",
                says: ["quotation mark"]
            ),
        ]
    )
    func contradictions(_ refusal: Refusal) { refusal.check() }

    @Test("a quoted label in TSV whose first rows have no quotes is a fault")
    func lateQuotes() {
        let rows = String(repeating: "1\t5\t20\n", count: 12_000)
        let outcome = readLog("user\titem\ttimestamp\n" + rows + "\"1\"\t5\t20\n")
        #expect(outcome.total == 1)
        #expect(outcome.details.contains("line 12002, column 1"))
    }
}

@Suite("Labels and missing values")
struct LabelTests {
    @Test(
        "labels are text",
        arguments: [
            ("12.0", "12"), ("12.000", "12"), ("4e10", "4e10"), ("1.10", "1.10"), ("0012", "0012"), ("-5.0", "-5"),
            ("-0", "-0"),
            ("12.", "12."), ("1e0", "1e0"), ("9223372036854775808.0", "9223372036854775808"),
            ("9223372036854775807", "9223372036854775807"),
            ("naN", "naN"), ("12e45678", "12e45678"), ("+5", "+5"), (" x ", "x"),
        ]
    )
    func text(_ written: String, _ label: String) {
        #expect(readLog("user,item\n1,\(written)\n").sequences == [[label]])
        #expect(readLog("{\"user\":1,\"item\":\"\(written.filter { $0 != " " })\"}\n").sequences == [[label]])
    }

    @Test(
        "JSON numbers are known by their value",
        arguments: [
            ("12.0", "12"), ("1e1", "10"), ("0.50", "0.5"), ("-0.0", "0"),
            ("123456789012345678901", "123456789012345678901"),
        ]
    )
    func number(_ written: String, _ label: String) {
        #expect(readLog("{\"user\":1,\"item\":\(written)}\n").sequences == [[label]])
        #expect(readLog("[[\(written)]]").sequences == [[label]])
    }

    @Test("words for a missing value are no labels", arguments: ["NA", "NULL", "null", "None", "nan", "\\N", ""])
    func missing(_ word: String) {
        let text = "user,item\n1,5\n\(word),6\n2,\(word)\n"
        let outcome = readLog(text)
        #expect(outcome.faults.map(\.kind) == [.noUser, .noItem])
        #expect(outcome.faults.map(\.place) == [.line(3, column: 1), .line(4, column: 3)])
        let skipped = readLog(text, ["onError": "skip"])
        #expect(skipped.sequences == [["5"]])
        #expect(skipped.skippedRows == 2)
        #expect(skipped.faults.isEmpty)
    }

    @Test("text from a file is shown escaped and cut")
    func escaped() {
        let outcome = readLog(
            "user,item,timestamp\n1,5,1\n1,6,2\n1,7,3\n1,8,\u{1B}[31m\(String(repeating: "x", count: 200))\n"
        )
        #expect(outcome.details.contains("\\x1B[31mxxx"))
        #expect(!outcome.details.contains("\u{1B}"))
        #expect(outcome.details.contains("…"))
        #expect(outcome.details.utf8.count < 250)
    }
}

@Suite("JSON tables and lists")
struct JSONTableTests {
    @Test(
        "layouts are recognised",
        arguments: [
            LogCase(
                "records",
                "[{\"user_id\":1,\"item_id\":5,\"ts\":2},{\"user_id\":1,\"item_id\":6,\"ts\":1}]",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a request of records",
                "{\"m\":2,\"interactions\":[{\"user\":1,\"item\":5},{\"user\":1,\"item\":\"a\"}],\"r\":0}",
                [:],
                [["5", "a"]]
            ),
            LogCase(
                "a request with columns",
                "{\"columns\":\"user:who,item:what\",\"interactions\":[{\"who\":1,\"what\":5,\"n\":0}]}",
                [:],
                [["5"]]
            ),
            LogCase(
                "a request with columns as an object",
                "{\"columns\":{\"user\":\"who\",\"item\":\"what\"},\"interactions\":[{\"who\":1,\"what\":5}]}",
                [:],
                [["5"]]
            ),
            LogCase("sequences", "[[1,2],[\"a\",3.50],[]]", [:], [["1", "2"], ["a", "3.5"], []]),
            LogCase(
                "a request of sequences",
                "{\"sequences\":[[1,12345678901],[3]],\"name\":\"x\"}",
                [:],
                [["1", "12345678901"], ["3"]]
            ),
            LogCase("users by key", "{\"u1\":[1,2],\"2.0\":[\"a\"]}", [:], [["1", "2"], ["a"]]),
            LogCase("lines of lists", "[1,2]\n[3]\n", [:], [["1", "2"], ["3"]]),
            LogCase("one line of a list", "[1,2]", [:], [["1", "2"]]),
            LogCase(
                "lines of users",
                "{\"user\":\"a\",\"items\":[1,2]}\n{\"items\":[3],\"user\":\"b\"}\n",
                [:],
                [["1", "2"], ["3"]]
            ),
            LogCase(
                "lines of users and of lists",
                "{\"user\":\"a\",\"items\":[1,2]}\n[3]\n",
                [:],
                [["1", "2"], ["3"]]
            ),
            LogCase(
                "several lists of a user in time order",
                "{\"user\":1,\"items\":[1,2],\"time\":9}\n{\"user\":1,\"items\":[3],\"time\":5}\n",
                [:],
                [["3", "1", "2"]]
            ),
            LogCase("items, then the item", "{\"user\":1,\"item\":9,\"items\":[1,2]}\n", [:], [["1", "2", "9"]]),
            LogCase(
                "lists as text",
                "user_id,item_seq\n1,\"[9, 12]\"\n2,9 12 13\n3,\"['a', 'b']\"\n4,\"[9 12]\"\n",
                [:],
                [["9", "12"], ["9", "12", "13"], ["a", "b"], ["9", "12"]]
            ),
            LogCase(
                "RecBole",
                "session_id:token\titem_id_list:token_seq\titem_id:token\n1\t3 4\t5\n2\t7\t8\n",
                [:],
                [["3", "4", "5"], ["7", "8"]]
            ),
            LogCase(
                "every field from the second on",
                "1 9 12\n2 8\n",
                ["columns": "user:1,items:2.."],
                [["9", "12"], ["8"]]
            ),
            LogCase(
                "every field, filled up with delimiters",
                "9,12,,\n8,,,\n1,2,3,4\n",
                ["columns": "items:1.."],
                [["9", "12"], ["8"], ["1", "2", "3", "4"]]
            ),
            LogCase(
                "digit strings as times",
                "{\"user\":1,\"item\":5,\"timestamp\":\"978300101\"}\n{\"user\":1,\"item\":6,\"timestamp\":\"978300100\"}\n",
                [:],
                [["6", "5"]]
            ),
            LogCase("SASRec", "1 5\n1 6\n2 7\n", [:], [["5", "6"], ["7"]]),
            LogCase("pairs with a tab", "a\t5\na\t6\n", [:], [["5", "6"]]),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "faults have their places",
        arguments: [
            Refusal(
                "a key beside the records",
                "{\"sequenses\":[[1]],\"m\":2}",
                says: ["/sequenses", "did you mean `sequences`"]
            ),
            Refusal(
                "a key after the records",
                "{\"sequences\":[[1]],\"maxLenght\":2}",
                says: ["/maxLenght", "did you mean `maxLength`"]
            ),
            Refusal("an item that is null", "{\"sequences\":[[1],[2,null]]}", says: ["/sequences/1/1", "null"]),
            Refusal(
                "a record without a user",
                "{\"interactions\":[{\"user\":1,\"item\":2},{\"item\":2}]}",
                says: ["/interactions/1/user", "missing"]
            ),
            Refusal(
                "a null user of nested keys",
                "[{\"u\":{\"user_id\":1},\"item\":2},{\"u\":{\"user_id\":null},\"item\":2}]",
                says: ["/1/u/user_id", "null"]
            ),
            Refusal("a list of a user by key", "{\"u/1\":[1],\"u2\":[true]}", says: ["/u2/0", "Boolean"]),
            Refusal(
                "a broken line",
                "{\"user\":1,\"item\":2}\n{\"user\":\n{\"user\":1,\"item\":2}\n",
                says: ["line 2, column 9"]
            ),
            Refusal("Python", "{'user': 1, 'item': 2}\n", says: ["JSON"]),
            Refusal("NaN", "{\"user\":1,\"item\":NaN}\n", says: ["NaN"]),
            Refusal("columns of pandas", "{\"user_id\":{\"0\":1},\"item_id\":{\"0\":2}}", says: ["orient=\"records\""]),
            Refusal("a key that comes twice", "[{\"user\":1,\"item\":2,\"user\":3}]", says: ["/0/user", "twice"]),
            Refusal("a text that ends", "{\"sequences\":[[1,2],[3", says: ["line 1", "ends"]),
        ]
    )
    func faults(_ refusal: Refusal) { refusal.check() }

    @Test("members are delivered, before and after the records")
    func members() {
        let outcome = readLog("{\"m\":3,\"sequences\":[[1]],\"name\":\"x\"}")
        #expect(outcome.log.members.map { $0.prefix { $0 != ":" } } == ["m", "name"])
    }
}
