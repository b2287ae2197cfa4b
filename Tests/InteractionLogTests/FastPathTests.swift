import InteractionLog
import Testing

/// Short plain records are read by loops of their own, which must agree with the general readers.
@Suite("Fast paths")
struct FastPathTests {
    private static let odd = [
        "7", "007", "0", "00", "-0", "-3", "12345678", "1234567", "9999999", "10000000", "4194303", "4194304", "65536",
        "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "123456789012345678901234567890", "1.0", "1e2", "0.5", "+7", "x", "A1B2", "é", "7x",
    ]

    /// A log that is only partly grouped by user, with odd labels among plain ones.
    private static func interactions(_ count: Int, seed: UInt64) -> [(user: String, item: String, time: Int)] {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var user = "1"
        return (0..<count).map { place in
            if random(5) == 0 { user = random(10) == 0 ? odd[random(odd.count)] : "\(random(200))" }
            return (user, random(6) == 0 ? odd[random(odd.count)] : "\(random(9_999))", place / 3 * 10)
        }
    }

    /// Where slices end. Over the steps, lines and numbers are cut at every place.
    private static func cuts(_ length: Int, _ step: Int) -> [Int] { Array(stride(from: step, to: length, by: step)) }

    private static func users(
        _ text: String,
        _ parameters: [String: String] = [:],
        step: Int = .max
    ) throws -> [[String]] {
        let cuts = step == .max ? [] : cuts(text.utf8.count, step)
        let reading = try LogRecorder.read(text, parameters, cuts: cuts)
        #expect(reading.lines == [])
        return reading.recorder.users
    }

    @Test("of tables agree with quoted fields, which the general reader reads", arguments: [1, 2, 3] as [UInt64])
    func tables(_ seed: UInt64) throws {
        let log = Self.interactions(3_000, seed: seed)
        for end in ["\n", "\r\n"] {
            let quoted = log.map { "\"\($0.user)\",\"\($0.item)\",\"x\",\"\($0.time)\"" }
            let expected = try Self.users(
                (["user,item,rating,timestamp"] + quoted).joined(separator: "\n") + "\n"
            )
            #expect(expected.joined().count == log.count)
            let plain = log.map { "\($0.user),\($0.item),4.5,\($0.time)" }
            let texts: [[String]] = [
                ["user,item,rating,timestamp"] + plain,
                ["timestamp,item,user"] + log.map { "\($0.time).0,\($0.item),\($0.user)" },
                ["item;time;note;user"] + log.map { "\($0.item);\($0.time);;\($0.user)" },
                ["user_id:token\titem_id:token\ttimestamp:float"]
                    + log.map { "\($0.user)\t\($0.item)\t\($0.time)" },
                ["timestamp:float\titem_id:token\tuser_id:token\tnote:token"]
                    + log.map { "\($0.time).000\t\($0.item)\t\($0.user)\t\"q" },
            ]
            for lines in texts {
                let text = lines.joined(separator: end)
                for step in [.max, 7, 64, 997] {
                    #expect(try Self.users(text + (step == 7 ? "" : end), step: step) == expected)
                }
            }
        }
    }

    @Test("of `user item` lines agree with the same lines with more white space", arguments: [4, 5, 6] as [UInt64])
    func lines(_ seed: UInt64) throws {
        let log = Self.interactions(3_000, seed: seed)
        let expected = try Self.users(log.map { "  \($0.user)  \($0.item) \n" }.joined(), ["format": "sasrec"])
        #expect(expected.joined().count == log.count)
        for (separator, end) in [(" ", "\n"), ("\t", "\n"), (" ", "\r\n")] {
            let text = log.map { $0.user + separator + $0.item }.joined(separator: end)
            for step in [.max, 5, 24, 1_000] {
                #expect(try Self.users(text, ["format": "sasrec"], step: step) == expected)
            }
        }
    }

    @Test("of arrays agree with the same arrays of strings", arguments: [7, 8] as [UInt64])
    func arrays(_ seed: UInt64) throws {
        // Only labels that are JSON numbers.
        let log = Self.interactions(3_000, seed: seed).map(\.item)
        let numbers = log.filter {
            Double($0) != nil && !$0.hasPrefix("+") && !($0.hasPrefix("0") && $0.count > 1 && $0 != "0.5")
                // A string keeps its notation.
                && $0 != "1e2" && $0 != "-0"
        }
        let rows = stride(from: 0, to: numbers.count, by: 13).map { numbers[$0..<min($0 + 13, numbers.count)] }
        let strings = rows.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        let expected = try Self.users("[" + strings.joined(separator: ",") + "]", ["format": "json"])
        #expect(expected.count == rows.count)
        for separator in [",", ", ", " ,\n"] {
            let plain = rows.map { "[" + $0.joined(separator: separator) + "]" }
            for step in [.max, 3, 8, 1_000] {
                #expect(
                    try Self.users("[" + plain.joined(separator: ",") + "]", ["format": "json"], step: step) == expected
                )
                let lines = plain.map { $0.replacing("\n", with: "") }.joined(separator: "\n")
                #expect(try Self.users(lines, ["format": "ndjson"], step: step) == expected)
            }
        }
    }

    static let listCases: [(hasUsers: Bool, parameters: [String: String])] = [
        (false, [:]), (false, ["padding": "0"]), (true, [:]), (true, ["onError": "skip"]),
        (true, ["onError": "skip", "padding": "0"]),
    ]

    @Test(
        "of lists of small integers agree with the same lists of large ones",
        arguments: [9, 10] as [UInt64],
        listCases
    )
    func lists(_ seed: UInt64, _ row: (hasUsers: Bool, parameters: [String: String])) throws {
        var random = Seeded(seed)
        // Some users come twice, some lists are empty, and one is longer than what is delivered together.
        let lists = (0..<600).map { list in
            let count = list == 300 ? 20_000 : Int.random(in: 0...30, using: &random)
            return (
                user: Int.random(in: 0..<5_000, using: &random),
                items: (0..<count).map { _ in Int.random(in: 0..<50, using: &random) }
            )
        }
        // Only integers below 10^7 have a fast path. The padding is one in either text.
        let offset = 1 << 33
        func text(_ offset: Int) -> String {
            let lines = lists.map { list in
                let items = list.items.map { String($0 == 0 ? 0 : $0 + offset) }.joined(separator: ",")
                return row.hasUsers ? "{\"user\":\(list.user),\"items\":[\(items)]}" : "[\(items)]"
            }
            return lines.joined(separator: "\n")
        }
        let general = try LogRecorder.read(text(offset), row.parameters)
        let expected = general.recorder.users.map { $0.map { $0 == "0" ? 0 : (Int($0) ?? 0) - offset } }
        let users = Set(lists.map(\.user))
        #expect(!row.hasUsers || general.skippedRecords + general.lines.count > 0)
        for step in [.max, 997] {
            let plain = text(0)
            let cuts = step == .max ? [] : Self.cuts(plain.utf8.count, step)
            let fast = try LogRecorder.read(plain, row.parameters, cuts: cuts)
            #expect(fast.lines == general.lines)
            #expect(fast.faults?.total == general.faults?.total)
            #expect(fast.skippedRecords == general.skippedRecords)
            if fast.faults != nil { continue }
            #expect(fast.recorder.users.map { $0.map { Int($0) ?? -1 } } == expected)
            #expect(expected.count == (row.hasUsers ? users.count : lists.count))
        }
    }

    @Test("report a faulty record among short ones at its place")
    func faults() throws {
        let rows = (0..<5_000).map { $0 == 4_321 ? "1,2,3,4" : $0 == 4_400 ? "1,2,soon" : "\($0 / 50),\($0),\($0)" }
        let text = "user,item,timestamp\n" + rows.joined(separator: "\n") + "\n"
        for step in [1_000, .max] {
            let cuts = step == .max ? [] : Self.cuts(text.utf8.count, step)
            #expect(
                try LogRecorder.read(text, cuts: cuts).lines == [
                    "line 4323, column 1: expected 3 fields, as in the header, found 4",
                    "line 4402, column 5: `soon` is no time of the format `unix`, as most of the first rows have",
                ]
            )
        }
    }

    @Test("kept runs preserve times that are far apart, fractional or before 1970")
    func keptTimes() throws {
        // The first user reappears, so all sequences are built from the kept runs.
        let rows = [
            "1,a,0.5", "1,b,-9000000000000000000", "1,c,9000000000000000000", "2,d,5", "2,e,4294967301",
            "2,f,4294967300",
            "3,g,-3", "3,h,-4.5", "1,i,0.25", "2,j,0", "3,k,-3.5",
        ]
        let reading = try LogRecorder.read(
            "user,item,timestamp\n" + rows.joined(separator: "\n"),
            ["timeFormat": "unix"]
        )
        #expect(reading.recorder.restarts == 1)
        #expect(
            reading.recorder.users == [["b", "i", "a", "c"], ["j", "d", "f", "e"], ["h", "k", "g"]]
        )
    }
}
