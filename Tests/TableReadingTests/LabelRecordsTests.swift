import TestSupport
import Testing

@testable import TableReading

/// In slices of one byte every record is cut, so the general reader reads it; in one slice the fast path reads what it can.
@Suite("Label records")
struct LabelRecordsTests {
    /// Cells that the fast path reads, and cells that it must leave to the general reader.
    private static let labels = [
        "alice", "user", "user_1", "é", "Straße 5", "B00X", "12", "12.0", "0012", "-7", "1e3", " padded ", "a b", "N",
        "nan",
        "NA", "NULL", "\\N", "", "\"quoted\"", "\"a,b\"", "x\"y", "\u{FEFF}user", "9223372036854775808", "\u{1}", "a\0",
    ]
    private static let times = ["978300100", "978300100.5", "1e9", "2001-01-01 00:00:00", "", "soon", "978300101"]

    @Test("read the same rows and faults as the general reader", arguments: [",", ";", "\t", "|", " "], [1, 2, 3, 4])
    func equality(_ delimiter: String, _ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lines = ["user\(delimiter)item\(delimiter)timestamp"]
        for _ in 0..<300 {
            // Mostly plain rows, so that the fast path runs, and now and then one of another kind.
            let isPlain = Int.random(in: 0..<5, using: &generator) > 0
            let all = isPlain ? Self.labels[..<6] : Self.labels[...]
            let cells = [all.randomElement(using: &generator) ?? "", all.randomElement(using: &generator) ?? ""]
            let time = isPlain ? "978300100" : Self.times.randomElement(using: &generator) ?? ""
            lines.append((cells + [time]).joined(separator: delimiter))
            if Int.random(in: 0..<50, using: &generator) == 0 { lines.append(lines[0]) }
        }
        let text = lines.joined(separator: seed % 2 == 0 ? "\n" : "\r\n") + "\n"
        for onError in ["refuse", "skip"] {
            let whole = readLog(text, ["onError": onError])
            #expect(readLog(text, ["onError": onError], slices: [1]) == whole, "seed \(seed), \(onError)")
            #expect(whole.rows > 0 || !whole.faults.isEmpty)
        }
    }

    @Test("a label keeps its place among long lines, and the place of a fault its line")
    func places() {
        let rows = (0..<3_000).map { "u\($0 / 7),item \($0 % 11),\(String(repeating: "x", count: 60)),2020-01-01" }
        let text = "user,item,note,date\n" + rows.joined(separator: "\n") + "\nu1,,x,2020-01-01\n"
        let outcome = readLog(text, ["onError": "skip"])
        #expect(outcome.sequences.joined().count == 3_000)
        #expect(outcome.sequences.count == 429)
        let refused = readLog(text)
        #expect(refused.details.contains("line 3002, column 4"), "\(refused.details)")
    }
}
