import InteractionLog
import JSONText
import TableReading
import Testing

@Suite("Log reader")
struct LogReaderTests {
    @Test(
        "makes sequences from each shape, wherever the log is cut",
        arguments: [
            ("[[1,2],[],[\"a\"]]", [["1", "2"], [], ["a"]]),
            (" {\"sequences\" : [ [ 12 , \"12\" ] ] } ", [["12", "12"]]),
            ("\u{FEFF}[[1]]", [["1"]]),
            (
                "{\"interactions\":[{\"user\":1,\"item\":5},{\"user\":2,\"item\":6},{\"user\":\"1\",\"item\":4}]}",
                [["5", "4"], ["6"]]
            ),
            (
                """
                {"interactions":[{"user":1,"item":"late","timestamp":1700000000000000002},
                {"user":1,"item":"early","timestamp":1700000000000000001}]}
                """, [["early", "late"]]
            ),
            ("[12,7,12]\r\n\n  \n[3]", [["12", "7", "12"], ["3"]]),
            ("{\"user\":\"u1\",\"items\":[12,7]}\n{\"items\":[],\"user\":2}", [["12", "7"], []]),
            ("{\"u1\":[12,7],\"u2\":[\"x\"]}", [["12", "7"], ["x"]]),
            ("\u{FEFF}1 5\r\n2\t6\n\n1   4  \n", [["5", "4"], ["6"]]),
            ("user,item\n1,5\n2,6\n", [["5"], ["6"]]),
            ("user_id,item_id,timestamp\r\n1,5,20\r\n1,4,10\r\n2,6,1\r\n", [["4", "5"], ["6"]]),
            ("user,item,ts\n1,a,1\n2,b,1\n1,c,0\n2,d,1\n", [["c", "a"], ["b", "d"]]),
            (
                "user,item,date\n1,c,2020-03-01\n1,b,2020-02-29T23:59:59.5Z\n1,a,2020-03-01T00:00:00+01:00\n1,d,2020-03-01 00:01\n",
                [["a", "b", "c", "d"]]
            ),
            (
                "user_id:token\titem_id:token\ttimestamp:float\n1\t12\t8.8e8\n1\t\"x\t879999999\n", [["\"x", "12"]]
            ),
            // Several lists of a user, in order of time.
            ("user,items,time\n1,\"[3, 4]\",9\n2,[5],1\n1,\"[1, 2]\",8\n", [["1", "2", "3", "4"], ["5"]]),
        ]
    )
    func shapes(_ text: String, _ users: [[String]]) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, cuts: [cut])
            #expect(reading.lines == [], "cut at \(cut)")
            #expect(reading.recorder.users == users, "cut at \(cut)")
        }
    }

    @Test(
        "reports all faults, each at its place, wherever the log is cut",
        arguments: [
            (
                "user,item,timestamp\n1,2,3\n1,,x\n,2,1\n1,2\n1,2,3,4\n",
                [
                    "line 3, column 3: the item is empty",
                    "line 3, column 4: `x` is no time of the format `unix`, as most of the first rows have",
                    "line 4, column 1: the user is empty",
                    "line 5, column 1: expected 3 fields, as in the header, found 2",
                    "line 6, column 1: expected 3 fields, as in the header, found 4",
                ]
            ),
            (
                "{\"user\":1,\"items\":[1]}\n{\"user\":2,\"items\":[null]}\n{\"user\":\"1\",\"items\":[2]}\n{\"user\":2,\"items\":[3]}\n"
                    + "{\"user\":2,\"items\":[4]}\n",
                [
                    "line 2, column 20: the item is null",
                    "line 3, column 9: the user `1` has a list before; without a time their order is unknown",
                    "line 5, column 9: the user `2` has a list before; without a time their order is unknown",
                ]
            ),
        ]
    )
    func faults(_ text: String, _ faults: [String]) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, cuts: [cut])
            #expect(reading.lines == faults, "cut at \(cut)")
            #expect(reading.faults?.total == faults.count)
        }
    }

    @Test("delivers members in document order with the sequences")
    func members() throws {
        let text = "{\"m\":2,\"sequences\":[[1],[2]],\"name\":\"x\",\"list\":[1,{\"a\":[]}],\"none\":null}"
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, cuts: [cut], memberNames: ["m", "name", "list", "none"])
            #expect(reading.recorder.members == ["0 m a number", "2 name a string", "2 list an array", "2 none null"])
        }
    }

    @Test(
        "leaves faulty rows out on request",
        arguments: [
            ("user,item\n1,5\n1,6\n2,\n3,7\n3,8\n", [["5", "6"], ["7", "8"]], 1),
            ("user,item\n1,5\n2,\n3,7\n1,6\n3,8\n", [["5", "6"], ["7", "8"]], 1),
            ("[1,2]\n[1,\n[3,null]\n[4]\n", [["1", "2"], ["4"]], 2),
            ("{\"sequences\":[[1,null,2,{},3],[4,5],[4,5,\"\",6],[7]]}", [["4", "5"], ["7"]], 2),
            ("{\"user\":1}\n{\"user\":1,\"items\":[5,6,5]}\n{\"user\":1,\"items\":[7]}\n", [["5", "6", "5"]], 2),
        ]
    )
    func skipping(_ text: String, _ users: [[String]], _ skipped: Int) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, ["onError": "skip"], cuts: [cut])
            #expect(reading.faults == nil && reading.recorder.users == users && reading.skippedRecords == skipped)
        }
    }

    @Test(
        "padding is no item",
        arguments: [
            ("[[0,0,5,0],[0,6],[0]]", "0", [["5"], ["6"], []]),
            ("user,item\n1,0\n1,5\n2,0\n3,0.0\n3,x\n", "0", [["5"], ["x"]]),
            ("user,item\n1,PAD\n1,5\n2,x\n", "PAD", [["5"], ["x"]]),
            ("[[12345678901,1],[\"12345678901\",2]]", "12345678901", [["1"], ["2"]]),
        ]
    )
    func padding(_ text: String, _ label: String, _ users: [[String]]) throws {
        let reading = try LogRecorder.read(text, ["padding": label])
        #expect(reading.lines == [] && reading.recorder.users == users)
        #expect(reading.report?.padding == nil)
    }

    /// Ten thousand sequences that begin with a repeated label, which is 0 in so many of ten and another one each time in the others.
    private static func openings(zeros: Int) -> String {
        let sequences = (0..<10_000).map { number in
            let label = number % 10 < zeros ? 0 : number + 1
            return "[\(label),\(label),\(100_000 + number)]"
        }
        return "[" + sequences.joined(separator: ",") + "]"
    }

    @Test(
        "recognises sequences that look padded",
        arguments: [
            ("[[0,0,5],[0,0,0,6],[7,8]]", "0"), ("[[0,0,5],[1,2],[7,8]]", nil), ("[[0,0,5],[1,1,2],[7,8]]", nil),
            // A repeated item comes again.
            ("[[3,3,5,3],[3,3,4,3],[7,8]]", nil), ("[[0,5],[0,6]]", nil),
            // Sequences are filled up at their end too.
            ("[[5,0,0],[6,7,0,0,0],[7,8]]", "0"), ("[[5,0,6,0,0],[6,0,7,0,0],[7,8]]", nil), ("[[5,6,6],[7,8]]", nil),
            ("[[5,0],[6,0]]", nil), ("[[0,0,5,0,0],[0,0,6,0,0]]", nil),
            // Other labels are thousands, and each of them is seen once or twice between those that begin with 0.
            (openings(zeros: 6), "0"), (openings(zeros: 4), nil),
        ] as [(String, String?)]
    )
    func looksPadded(_ text: String, _ label: String?) throws {
        #expect(try LogRecorder.read(text).report?.padding == label)
    }

    @Test("lists that share a time with each other are ties, the items of one list are not")
    func tiesOfLists() throws {
        let reading = try LogRecorder.read(
            "user,items,time\n1,\"[1, 2, 3]\",5\n1,\"[4, 5]\",5\n1,[6],7\n2,\"[7, 8]\",1\n"
        )
        #expect(reading.report?.pairs == 2 && reading.report?.ties == 1)
    }

    @Test(
        "recognises lists that repeat the list before",
        arguments: [
            ("user,time,history\n1,100,a1\n2,100,c1 c2\n1,200,a1 a2\n1,300,a1 a2 a3\n", true),
            ("user,time,history\n1,100,a1 a2\n1,200,a3 a4\n1,300,a3 a5\n", false),
            ("user,time,history\n1,100,a1\n1,200,a1 a5\n", false),
        ]
    )
    func repeatedLists(_ text: String, _ areRepeated: Bool) throws {
        #expect(try LogRecorder.read(text).report?.repeatsHistories == areRepeated)
    }

    @Test("reports where items without a numeric value are")
    func nonNumeric() throws {
        let json = try #require(
            try LogRecorder.read("{\"sequences\":[[1,0.5],[2,\"a\",\"a\"],[\"nano\"]]}").nonNumericItems
        )
        #expect(json.total == 2)
        #expect(json.faults.map(\.place) == [.pointer("/sequences/1/1"), .pointer("/sequences/2/0")])
        let table = try #require(try LogRecorder.read("user,item\n1,x\n1,2\n2,x\n2,1e3\n2,y\n").nonNumericItems)
        #expect(table.faults.map(\.place) == [.line(2, column: 3), .line(6, column: 3)])
        // A label that only a left-out list had is no fault; where it comes again it is.
        let skipped = try LogRecorder.read("[1]\n[\"a\",null]\n[2,\"a\"]\n", ["onError": "skip"])
        #expect(skipped.nonNumericItems?.faults.map(\.place) == [.line(3, column: 4)])
        // There only its first place counts, as for any other label.
        let again = try LogRecorder.read("[\"a\",null]\n[2,\"a\",\"a\",\"a\"]\n[\"a\"]\n", ["onError": "skip"])
        #expect(again.nonNumericItems?.total == 1)
    }

    @Test(
        "nothing to measure is refused",
        arguments: ["[]", "{\"sequences\":[]}", "[[],[]]", "user,item\n", "", "\n"]
    )
    func nothing(_ text: String) throws {
        let faults = try #require(try LogRecorder.read(text).faults)
        #expect(faults.total == 1)
        #expect(try LogRecorder.read("[[0,0]]", ["padding": "0"]).faults != nil)
        #expect(try LogRecorder.read("user,item\n,1\n", ["onError": "skip"]).lines.first?.contains("skipping") == true)
    }

    @Test(
        "invalid UTF-8 is a fault in every format",
        arguments: ["[[\"?\"]]", "[\"?\"]", "1 ?\n2 3\n", "user,item\n1,?", "user:token\titem:token\n1\t?"]
    )
    func invalidUTF8(_ text: String) throws {
        let bytes = Array(text.utf8).map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        #expect(try LogRecorder.read(files: [bytes]).faults?.total == 1)
    }

    @Test("nesting, lines and memory have limits")
    func limits() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try LogRecorder.read(deep).lines.last?.contains("nested more than 64 deep") == true)
        let long = "1 2\n3 4\n" + String(repeating: "7", count: 2_000_000)
        #expect(try LogRecorder.read(long).lines.first?.contains("longer than") == true)
        let many = (0..<100_000).map { "u\($0) i\($0)\n" }.joined()
        #expect(try LogRecorder.read(many, limits: LogLimits(memory: 1 << 20)).lines.first?.contains("memory") == true)
        let text = "user,item\n" + String(repeating: "1,2\n", count: 1_000)
        #expect(try LogRecorder.read(text, limits: LogLimits(textBytes: 4_010)).faults == nil)
    }

    @Test("twenty faults are listed, all are counted")
    func manyFaults() throws {
        let text = "[[1],[" + Array(repeating: "null", count: 1_000).joined(separator: ",") + "]]"
        let faults = try #require(try LogRecorder.read(text).faults)
        #expect(faults.faults.count == 20)
        #expect(faults.total == 1_000)
    }

    @Test("a record that is too long is refused, whole or cut", arguments: [[], [1], [100, 250]])
    func longRecord(_ cuts: [Int]) throws {
        let text = "user,item,note\n1,2,short\n1,3,\(String(repeating: "x", count: 300))\n1,4,short\n"
        let reading = try LogRecorder.read(text, cuts: cuts, limits: LogLimits(lineBytes: 200))
        #expect(reading.lines == ["line 3, column 1: the record is longer than 200 bytes"])
    }

    @Test("users who reappear are grouped exactly, in little memory")
    func spilling() throws {
        var random = Seeded(20_261_122)
        var expected: [[(time: Int, item: String)]] = []
        var numbers: [Int: Int] = [:]
        var text = "user,item,timestamp\n"
        for row in 0..<60_000 {
            // Grouped at first, so that sequences are delivered and must be withdrawn.
            let user = row < 20_000 ? row / 20 : Int.random(in: 0..<3_000, using: &random)
            let (item, time) = (Int.random(in: 0..<500, using: &random), Int.random(in: 0..<1_000, using: &random))
            text += "\(user),\(item),\(time)\n"
            if numbers[user] == nil {
                numbers[user] = expected.count
                expected.append([])
            }
            expected[numbers[user] ?? 0].append((time, "\(item)"))
        }
        let users = expected.map { rows in
            rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.item)
        }
        for memory in [700_000, 1 << 30] {
            let reading = try LogRecorder.read(text, limits: LogLimits(memory: memory))
            #expect(reading.lines == [])
            #expect(reading.recorder.restarts == 1)
            #expect(reading.recorder.users == users)
        }
    }
}
