import TestSupport
import Testing

@testable import TableReading

@Suite("Slicing")
struct SlicingTests {
    @Test("a file cut anywhere gives the same rows and faults", arguments: try Fixture.cases())
    func fixtures(_ reading: Fixture.Case) throws {
        let bytes = try Fixture.bytes(reading.file)
        if reading.isFit {
            let whole = readExperiments(bytes, reading.query)
            #expect(readExperiments(bytes, reading.query, slices: [1]) == whole)
            #expect(readExperiments(bytes, reading.query, slices: [7]) == whole)
        } else {
            let whole = readLog(bytes, reading.query)
            for length in [1, 2, 3, 5, 16, 61] {
                #expect(readLog(bytes, reading.query, slices: [length]) == whole, "slices of \(length)")
            }
        }
    }

    /// Tables with all kinds of rows, faulty ones among them.
    static let kinds: [(name: String, header: String, rows: [String], end: String)] = [
        (
            "csv", "user_id,item_id,rating,timestamp\n",
            [
                "1,12,3.5,978300100", "u2,\"a \"\"b\"\"\",,978300101.25", "3,NA,1,978300102", "4,5,6",
                "7,8,\"x\ny\",978300103", "",
            ],
            "\r\n"
        ),
        ("pairs", "", ["1 12", "1 13", "a b", "1\t14", " 2  7 ", "2 12345678", "0001 5"], "\n"),
        (
            "tsv", "user_id\titem_id\ttitle\ttimestamp\n",
            ["1\t2\t\"odd\t5", "1\t2\tx\"y\t1e9", "é\tü\tz\t7", "1\t2\t3"], "\n"
        ),
        ("colons", "", ["1::12::5::978300100", "1::13::5::978300101", "x::y:z::5::978300102"], "\n"),
        ("cr", "user;item\n", ["1;2", "3;4", "\"5;6\";7"], "\r"),
        (
            "ndjson", "",
            [
                "{\"user\": 1, \"item\": 2, \"timestamp\": 3}",
                "{\"user\": \"a\\u00e9\", \"item\": 1.50, \"timestamp\": \"5\"}",
                "{\"user\": null, \"item\": 2, \"timestamp\": 3}",
                "{\"user\": 1, \"x\": {\"y\": [1, {}]}, \"item\": 2, \"timestamp\": 9}",
                "{broken", "", "{\"user\": 1, \"item\": 2}",
            ], "\n"
        ),
        ("lists", "user,items\n", ["1,\"[1, 2, 3]\"", "2,\"['a', 'b']\"", "3,4 5", "4,\"[1,\"", ",7 8"], "\n"),
    ]

    @Test("random tables are read alike however they are cut", arguments: 0..<UInt64(42))
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let kind = Self.kinds[Int(seed) % Self.kinds.count]
        // Some of the tables are longer than the sample on which the plan rests.
        let count = seed % 5 == 0 ? 4_000 : Int.random(in: 1...40, using: &generator)
        var text = kind.header
        for index in 0..<count {
            // The first rows are good, so that there is a plan.
            let row = index < 3 ? kind.rows[0] : kind.rows.randomElement(using: &generator) ?? ""
            text += row + kind.end
        }
        let bytes = Array((kind.end == "\r" ? String(text.map { $0 == "\n" ? "\r" : $0 }) : text).utf8)
        let parameters: [String: String] =
            kind.name == "colons" ? ["columns": "user:1,item:2,time:4"] : seed % 2 == 0 ? ["onError": "skip"] : [:]
        let whole = readLog(bytes, parameters)
        #expect(whole.rows > 0, "\(kind.name): \(whole.details)")
        for _ in 0..<3 {
            let slices = (0..<200).map { _ in Int.random(in: 1...(bytes.count > 10_000 ? 5_000 : 60), using: &generator)
            }
            #expect(readLog(bytes, parameters, slices: slices) == whole, "seed \(seed), \(kind.name)")
        }
    }
}
