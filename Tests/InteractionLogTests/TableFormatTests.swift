import InteractionLog
import Testing

@Suite("Tables: CSV, RecBole, SASRec")
struct TableFormatTests {
    @Test(
        "reads each shape, wherever it is cut",
        arguments: [
            (LogFormat.csv, "user,item\n1,5\n2,6\n", [["5"], ["6"]]),
            (.csv, "\u{FEFF}user_id,item_id,timestamp\r\n1,5,20\r\n1,4,10\r\n2,6,1\r\n", [["4", "5"], ["6"]]),
            (.csv, "userId,movieId,rating,timestamp\n1,31,2.5,9\n1,1029,3.0,9\n7,31,4,1", [["31", "1029"], ["31"]]),
            (.csv, "rating;Item ID;USER\n5;\"a;b\";x\n1;c;x\n", [["a;b", "c"]]),
            (.csv, "uid\titem\ttime\nu\tlate\t2\nu\tearly\t1.5\n", [["early", "late"]]),
            (
                .csv, "reviewerID,asin,unixReviewTime\n\"A,1\",\"the \"\"X\"\"\nline\",2\n\"A,1\",\"\",1\n",
                []
            ),
            (.csv, "user,item,ts\n1,a,1\n2,b,1\n1,c,0\n2,d,1\n", [["c", "a"], ["b", "d"]]),
            (
                .csv,
                """
                user,item,date
                1,c,2020-03-01
                1,b,2020-02-29T23:59:59.5Z
                1,a,2020-03-01T00:00:00+01:00
                1,d,2020-03-01 00:01

                """, [["a", "b", "c", "d"]]
            ),
            (.csv, "user,item\n\n1, 12 \n", [["12"]]),
            (.csv, "user,item", []),
            (
                .recbole, "user_id:token\titem_id:token\ttimestamp:float\n1\t12\t8.8e8\n1\t\"x\t879999999\n",
                [["\"x", "12"]]
            ),
            (.sasrec, "1 5\n2 6\n1 4\n3 9\n2 8\n", [["5", "4"], ["6", "8"], ["9"]]),
        ]
    )
    func shapes(_ format: LogFormat, _ text: String, _ users: [[String]]) throws {
        if users.isEmpty, text.contains("\"\"X\"\"") { return try quotedItems(text) }
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, format, cuts: [cut])
            #expect(reading.faults == nil, "cut at \(cut)")
            #expect(reading.recorder.users == users, "cut at \(cut)")
            let bytes = Array(text.utf8)
            #expect(bytes.withUnsafeBytes { LogFormat.detect(in: $0) } == format)
        }
    }

    private func quotedItems(_ text: String) throws {
        let reading = try LogRecorder.read(text, .csv, onError: .skip)
        #expect(reading.recorder.users == [["the \"X\"\nline"]])
        #expect(reading.skippedFaults?.faults.first?.place == .line(4, column: 8))
    }

    @Test(
        "reports all faults, each at its place, wherever the log is cut",
        arguments: [
            ("", ["line 1, column 1: the header is missing"]),
            (
                "a,b\n1,2\n",
                [
                    "line 1, column 1: the header has no column for the user, such as `user` or `user_id`; it has `a`, `b`"
                ]
            ),
            ("user,item,item\n1,2,3\n", ["line 1, column 1: the header has 2 columns named `item`"]),
            (
                "user,item,timestamp\n1,,x\n,2,1\n1,2\n1,2,3,4\n1,2,2020-01-01\n\"a\"b,2,3\n1,2,2021-02-29\n",
                [
                    "line 2, column 3: an item's label must not be empty",
                    "line 2, column 4: `x` is no timestamp: expected a number or a date",
                    "line 3, column 1: a user's label must not be empty",
                    "line 4, column 1: expected 3 fields, as in the header, found 2",
                    "line 5, column 1: expected 3 fields, as in the header, found 4",
                    "line 6, column 5: expected a number, as before",
                    "line 7, column 3: expected the end of the field after the closing quotation mark",
                    "line 8, column 5: `2021-02-29` is no timestamp: expected a number or a date",
                ]
            ),
            (
                "user,item\n\"a\n\nb\",\n1,2\n",
                ["line 4, column 4: an item's label must not be empty"]
            ),
            ("user,item\n1,\"2\n3,4\n", ["line 2, column 1: the log ends within a quoted field of this record"]),
        ]
    )
    func faults(_ text: String, _ faults: [String]) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, .csv, cuts: [cut])
            #expect(reading.lines == faults, "cut at \(cut)")
        }
    }

    @Test("summarises faults, and leaves faulty records out on request")
    func skipping() throws {
        let rows = (0..<3_000).map { $0 % 100 == 7 ? "\($0 / 10),\n" : "\($0 / 10),\($0)\n" }
        let text = "user,item\n" + rows.joined()
        let refused = try #require(try LogRecorder.read(text, .csv).faults)
        #expect(refused.total == 30 && refused.faults.count == 20)
        #expect(refused.summary == ["30 of 3,000 lines have no item"])
        let skipped = try LogRecorder.read(text, .csv, onError: .skip)
        #expect(skipped.faults == nil && skipped.skippedRecords == 30)
        #expect(skipped.skippedFaults?.summary == refused.summary)
        #expect(skipped.recorder.users.joined().count == 2_970)
    }

    @Test(
        "leaves out faulty records of the other formats",
        arguments: [
            (LogFormat.sasrec, "1 2\n3\n1 4\n1 2 3\n", [["2", "4"]], 2),
            (.ndjson, "[1,2]\n[1,\n{\"user\":1}\n[3,null]\n[4]\n", [["1", "2"], ["4"]], 3),
            (.json, "[[1,null,2],5,[3]]", [["3"]], 2),
            (
                .json,
                "{\"interactions\":[{\"user\":1,\"item\":2,\"timestamp\":1},{\"user\":1,\"item\":3},{\"user\":1}]}",
                [["2"]], 2
            ),
        ]
    )
    func skippingElsewhere(_ format: LogFormat, _ text: String, _ users: [[String]], _ skipped: Int) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, format, cuts: [cut], onError: .skip)
            #expect(reading.faults == nil && reading.recorder.users == users && reading.skippedRecords == skipped)
        }
    }

    @Test("all interactions have a timestamp of one kind, or none has")
    func mixedTimestamps() throws {
        let text = """
            {"interactions":[{"user":1,"item":2,"timestamp":3},{"user":1,"item":2},{"user":1,"item":2,"timestamp":"2020-01-01"}]}
            """
        #expect(try LogRecorder.read(text, .json).faults?.total == 2)
    }

    @Test("users who reappear are grouped exactly, in little memory")
    func spilling() throws {
        var state: UInt64 = 20_261_122
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var expected: [[(time: Int, item: String)]] = []
        var numbers: [Int: Int] = [:]
        var text = "user,item,timestamp\n"
        for row in 0..<60_000 {
            // Grouped at first, so that sequences are delivered and must be withdrawn.
            let user = row < 20_000 ? row / 20 : random(3_000)
            let (item, time) = (random(500), random(1_000))
            text += "\(user),\(item),\(time)\n"
            if numbers[user] == nil {
                numbers[user] = expected.count
                expected.append([])
            }
            expected[numbers[user] ?? 0].append((time, "\(item)"))
        }
        let users = expected.map { rows in
            rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element.item)
        }
        for memory in [600_000, 1 << 30] {
            let reading = try LogRecorder.read(Array(text.utf8), .csv, limits: LogLimits(memory: memory))
            #expect(reading.lines == [])
            #expect(reading.recorder.restarts == 1)
            #expect(reading.recorder.users == users)
        }
    }

    @Test(
        "detects a format by its content",
        arguments: [
            ("[[1,2]]", LogFormat.json), (" \n{\"m\":2,\"sequences\":[]}", .json), ("[]", .json),
            ("[1,2]\n[3]", .ndjson),
            ("[]\n[3]", .ndjson), ("{\"user\":1,\"items\":[]}", .ndjson), ("1 2\n", .sasrec), ("u\tx\r\n", .sasrec),
            ("\u{FEFF}userId,movieId\n", .csv), ("foo,bar,baz\n", .csv), ("hello\n", nil), ("", nil),
            ("\"user_id\"\t\"item_id\"\n", .csv),
        ] as [(String, LogFormat?)]
    )
    func detection(_ text: String, _ format: LogFormat?) {
        #expect(Array(text.utf8).withUnsafeBytes { LogFormat.detect(in: $0) } == format)
    }

    @Test("a user whose records were all left out is not delivered, grouped or not")
    func skippedUsers() throws {
        let grouped = try LogRecorder.read(Array("user,item\n1,5\n1,6\n2,\n3,7\n3,8\n".utf8), .csv, onError: .skip)
        let mixed = try LogRecorder.read(Array("user,item\n1,5\n2,\n3,7\n1,6\n3,8\n".utf8), .csv, onError: .skip)
        #expect(grouped.recorder.users == [["5", "6"], ["7", "8"]])
        #expect(mixed.recorder.users == grouped.recorder.users)
        #expect(mixed.recorder.fingerprint == grouped.recorder.fingerprint)
    }

    @Test("a faulty sequence is left out whole, in JSON and in NDJSON")
    func skippedSequences() throws {
        let json = #"{"sequences":[[1,null,2,{},3],[4,5],[4,5,"",6],[7]]}"#
        let lines = "[1,null,2,{},3]\n[4,5]\n[4,5,\"\",6]\n[7]\n"
        for (text, format) in [(json, LogFormat.json), (lines, .ndjson)] {
            let reading = try LogRecorder.read(Array(text.utf8), format, onError: .skip)
            #expect(reading.recorder.users == [["4", "5"], ["7"]])
            #expect(reading.skippedRecords == 2)
        }
    }

    @Test("a user's good line counts even if the one before was left out")
    func userAfterFaultyLine() throws {
        let lines = #"""
            {"user":1}
            {"user":1,"items":[5,6,5]}
            {"user":1,"items":[7]}
            """#
        let reading = try LogRecorder.read(Array(lines.utf8), .ndjson, onError: .skip)
        #expect(reading.recorder.users == [["5", "6", "5"]])
        #expect(reading.skippedRecords == 2)
    }

    @Test("a record that is too long is refused, whole or cut", arguments: [[], [1], [100, 250]])
    func longRecord(_ cuts: [Int]) throws {
        let text = "user,item,note\n1,2,short\n1,3,\(String(repeating: "x", count: 300))\n1,4,short\n"
        let limits = LogLimits(lineBytes: 200)
        let reading = try LogRecorder.read(Array(text.utf8), .csv, cuts: cuts, limits: limits)
        #expect(reading.lines == ["line 3, column 1: the record is longer than 200 bytes"])
    }
}
