import InteractionLog
import JSONText
import Testing

@Suite("Log reader")
struct LogReaderTests {
    @Test(
        "reads each format's shapes",
        arguments: [
            (LogFormat.json, "[[1,2],[],[\"a\"]]", [["1", "2"], [], ["a"]]),
            (.json, " {\"sequences\" : [ [ 12 , \"12\" ] ] } ", [["12", "12"]]),
            (.json, "\u{FEFF}[[1]]", [["1"]]),
            (.json, "[]", []),
            (.json, "{\"sequences\":[]}", []),
            (
                .json,
                """
                {"interactions":[{"user":"u","item":3,"timestamp":2},{"item":"x","user":7,"timestamp":1e3},
                {"timestamp":1.5,"user":"u","item":2},{"user":"u","item":1,"timestamp":2}]}
                """, [["2", "3", "1"], ["x"]]
            ),
            (
                .json,
                "{\"interactions\":[{\"user\":1,\"item\":5},{\"user\":2,\"item\":6},{\"user\":\"1\",\"item\":4}]}",
                [["5", "4"], ["6"]]
            ),
            (
                .json,
                """
                {"interactions":[{"user":1,"item":"late","timestamp":1700000000000000002},
                {"user":1,"item":"early","timestamp":1700000000000000001}]}
                """, [["early", "late"]]
            ),
            (
                .ndjson, "[12,7,12]\r\n\n  \n{\"user\":\"u1\",\"items\":[12,7]}\n{\"items\":[],\"user\":2}",
                [["12", "7", "12"], ["12", "7"], []]
            ),
            (.ndjson, "", []),
            (.ndjson, "[1]\n", [["1"]]),
            (.sasrec, "\u{FEFF}1 5\r\n2\t6\n\n1   4  \n u  x", [["5", "4"], ["6"], ["x"]]),
            (.sasrec, "", []),
        ]
    )
    func shapes(_ format: LogFormat, _ text: String, _ users: [[String]]) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, format, cuts: [cut])
            #expect(reading.faults == nil, "cut at \(cut)")
            #expect(reading.recorder.users == users, "cut at \(cut)")
        }
    }

    @Test(
        "reports all faults, each at its place, wherever the log is cut",
        arguments: [
            (LogFormat.json, "", ["line 1, column 1: the text ends where a value is expected"]),
            (.json, "null", [": expected an object or an array of sequences, found null"]),
            (.json, "{}", [": `sequences` or `interactions` is missing"]),
            (.json, "{\"m\":2}", [": `sequences` or `interactions` is missing"]),
            (.json, "{\"sequences\":5}", ["/sequences: expected an array, found a number"]),
            (
                .json, "{\"sequences\":[[1,null,[2,[]],true,{\"a\":[{}]},3],7,{\"b\":1},[1e400]]}",
                [
                    "/sequences/0/1: expected an item, found null", "/sequences/0/2: expected an item, found an array",
                    "/sequences/0/3: expected an item, found a Boolean",
                    "/sequences/0/4: expected an item, found an object",
                    "/sequences/1: expected a sequence, found a number",
                    "/sequences/2: expected a sequence, found an object",
                    "/sequences/3/0: the number is beyond the range of a double-precision number",
                ]
            ),
            (.json, "[[\"\"]]", ["/0/0: an item's label must not be empty"]),
            (
                .json, "{\"sequences\":[[1]],\"interactions\":[],\"m\":{\"a\":1,\"a\":2},\"m\":3}",
                [
                    "/interactions: a log holds `sequences` or `interactions`, not both",
                    "/m/a: this key occurs twice", "/m: this key occurs twice",
                ]
            ),
            (
                .json,
                """
                {"interactions":[{"user":1,"item":2},{"user":null,"itm":3},{"user":1,"user":1,"item":[1],"timestamp":"x"},4]}
                """,
                [
                    "/interactions/1/user: expected a string or a number, found null",
                    "/interactions/1/itm: unknown key; an interaction has `user`, `item` and `timestamp`",
                    "/interactions/1/item: `item` is missing", "/interactions/2/user: this key occurs twice",
                    "/interactions/2/item: expected a string or a number, found an array",
                    "/interactions/2/timestamp: expected a number or an ISO 8601 date",
                    "/interactions/3: expected an object, found a number",
                ]
            ),
            (
                .json, "[[null],[1,\n2",
                ["/0/0: expected an item, found null", "line 2, column 2: the text ends where ',' or ']' is expected"]
            ),
            (
                .ndjson,
                "[1,null]\n5\n{\"user\":1,\"items\":[[]]}\n{\"user\":\"1\",\"items\":[],\"x\":[1]}\n{\"user\":2}\n",
                [
                    "line 1, column 4: expected an item, found null",
                    "line 2, column 1: expected an array of items or an object, found a number",
                    "line 3, column 20: expected an item, found an array",
                    "line 4, column 9: this user had a line before",
                    "line 4, column 24: unknown key `x`; a line has `user` and `items`",
                    "line 5, column 10: `items` is missing",
                ]
            ),
            (.ndjson, "[1]\n[2\n[3]", ["line 2, column 3: the text ends where ',' or ']' is expected"]),
            (
                .sasrec, "1 2\n3\n4 5 6\n",
                [
                    "line 2, column 2: the line has a user and no item",
                    "line 3, column 5: expected the end of the line after user and item",
                ]
            ),
        ]
    )
    func faults(_ format: LogFormat, _ text: String, _ faults: [String]) throws {
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, format, cuts: [cut])
            #expect(reading.lines == faults, "cut at \(cut)")
            #expect(reading.faults?.total == faults.count)
        }
    }

    @Test("delivers members in document order with the sequences")
    func members() throws {
        let text = "{\"m\":2,\"sequences\":[[1],[2]],\"name\":\"x\",\"list\":[1,{\"a\":[]}],\"none\":null}"
        for cut in 0...text.utf8.count {
            let reading = try LogRecorder.read(text, .json, cuts: [cut])
            #expect(
                reading.recorder.members == ["0 m a number", "2 name a string", "2 list an array", "2 none null"]
            )
        }
    }

    @Test(
        "equal numbers are one label, however they are written",
        arguments: [
            ("[[12,\"12\",1.2e1,12.0,\"12.0\",\"1.2E+1\"]]", 1),
            ("[[0,-0,\"-0\",0.0,-0.0,0e5]]", 1),
            ("[[0.5,0.50,5e-1,\"0.5\"]]", 1),
            ("[[\"007\",7,\"+7\",\"7 \"]]", 4),
            ("[[9007199254740992,9007199254740993]]", 2),
            ("[[99999999999999999999,\"99999999999999999999\",99999999999999999998]]", 2),
            ("[[9223372036854775807,-9223372036854775808,9223372036854775808]]", 3),
            ("[[\"nan\",\"inf\",\"1e400\"]]", 3),
        ]
    )
    func labels(_ text: String, _ distinct: Int) throws {
        let reading = try LogRecorder.read(text, .json)
        #expect(reading.faults == nil)
        #expect(Set(reading.recorder.users.joined()).count == distinct)
    }

    @Test("reports where items without a numeric value are")
    func nonNumeric() throws {
        let reading = try LogRecorder.read("{\"sequences\":[[1,0.5],[2,\"a\",\"a\"],[\"nan\"]]}", .json)
        let faults = try #require(reading.nonNumericItems)
        #expect(faults.total == 2)
        #expect(faults.faults.map(\.place) == [.pointer("/sequences/1/1"), .pointer("/sequences/2/0")])
    }

    @Test("invalid UTF-8 is a fault in every format", arguments: LogFormat.allCases)
    func invalidUTF8(_ format: LogFormat) throws {
        let texts: [LogFormat: String] = [
            .json: "[[\"?\"]]", .ndjson: "[\"?\"]", .sasrec: "1 ?", .csv: "user,item\n1,?",
            .recbole: "user:token\titem:token\n1\t?",
        ]
        let bytes = Array(try #require(texts[format]).utf8).map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        #expect(try LogRecorder.read(bytes, format).faults?.total == 1)
    }

    @Test("nesting, lines and memory have limits")
    func limits() throws {
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(try LogRecorder.read(deep, .json).lines.last?.contains("nested more than 64 deep") == true)
        let long = Array(repeating: UInt8(ascii: "7"), count: 2_000_000)
        #expect(try LogRecorder.read(long, .sasrec).lines.first?.contains("longer than") == true)
        let many = Array((0..<100_000).map { "u\($0) i\($0)\n" }.joined().utf8)
        let reading = try LogRecorder.read(many, .sasrec, limits: LogLimits(memory: 1 << 20))
        #expect(reading.lines.first?.contains("memory") == true)
    }

    @Test("twenty faults are listed, all are counted")
    func manyFaults() throws {
        let text = "[[" + Array(repeating: "null", count: 1_000).joined(separator: ",") + "]]"
        let faults = try #require(try LogRecorder.read(text, .json).faults)
        #expect(faults.faults.count == 20)
        #expect(faults.total == 1_000)
    }
}
