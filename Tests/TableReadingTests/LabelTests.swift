import Testing

@testable import TableReading

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

    @Test(
        "a list with dots in place of items is a fault at its place",
        arguments: [
            "[1 2 3 ... 7 8 9]", "[1, 2, ..., 9]", "1 2 ... 9", "['a' 'b' ... 'c']", "(1 ... 2)", "[1, 2, … 9]",
            "[...]",
            "[ 1  2\n ...\n 8  9]",
        ]
    )
    func shortenedList(_ cell: String) {
        let text = "user_id,items\n1,\"[5 6 7]\"\n2,\"\(cell)\"\n3,\"[8 9]\"\n"
        let outcome = readLog(text)
        #expect(outcome.faults.map(\.kind) == [.noItem])
        // Behind the quotation mark.
        #expect(outcome.faults.map(\.place) == [.line(3, column: 4)])
        #expect(outcome.details.contains("shortened list") && outcome.details.contains("to_json"), "\(outcome.details)")
        #expect(readLog(text, ["onError": "skip"]).sequences == [["5", "6", "7"], ["8", "9"]])
        // The same as a text in JSON.
        let word = cell.replacing("\n", with: " ")
        let lines = "{\"user_id\":1,\"items\":\"[5 6 7]\"}\n{\"user_id\":2,\"items\":\"\(word)\"}\n"
        #expect(readLog(lines).faults.map(\.kind) == [.noItem])
    }

    @Test("dots that are quoted, or part of a word, are an item")
    func dots() {
        #expect(
            readLog("user,items\n1,\"['a', '...', 'b']\"\n2,\"[a... b c]\"\n").sequences == [
                ["a", "...", "b"], ["a...", "b", "c"],
            ]
        )
        #expect(readLog("{\"user\":1,\"items\":[\"a\",\"...\"]}\n").sequences == [["a", "..."]])
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
        // A mark for Arabic, a soft hyphen, a mark that turns the order, and a letter that joins others.
        #expect(ShownText.escaped("a\u{61C}b\u{AD}c\u{202E}d\u{200D}é😀") == #"a\u{061C}b\u{00AD}c\u{202E}d\u{200D}é😀"#)
    }

    @Test("the byte 0 is in no label of a table, wherever it stands", arguments: ["\t", ","])
    func nullBytes(_ mark: String) {
        let header = mark == "," ? "user,item\n" : ""
        let rows = (0..<12_000).map { "u\($0 / 7)\(mark)i\($0 % 301)\n" }.joined()
        for label in ["1\0", "\0\0\0", "a\0b"] {
            for row in ["u1\(mark)\(label)\n", "\(label)\(mark)i1\n"] {
                let details = readLog(header + rows + row).details
                #expect(details.contains("has the byte 0, which is no text; the file is damaged here"), "\(details)")
                #expect(details.contains("line \(mark == "," ? 12_002 : 12_001)"), "\(details)")
                #expect(readLog(header + rows + row, ["onError": "skip"]).skippedRows == 1)
            }
        }
    }

    @Test("a string of JSON may have each character")
    func nullInJSON() {
        #expect(readLog(#"[{"user":"a","item":"x\u0000"}]"#).sequences == [["x\0"]])
    }
}
