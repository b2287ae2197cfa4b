import InteractionLog
import Synchronization
import Testing

@Suite("Progress and cancellation")
struct ProgressTests {
    @Test(
        "counts the bytes and the items read so far",
        arguments: [
            (LogFormat.json, "[[1,2,3],[4]]", 4), (.ndjson, "[1,2]\n\n[3]\n", 3), (.sasrec, "1 2\n1 3\n2 4\n1 5", 4),
            (.csv, "user,item\n1,2\n2,2\n1,2\n", 3),
        ]
    )
    func progress(_ format: LogFormat, _ text: String, _ tokens: Int) throws {
        var recorder = LogRecorder()
        var reader = LogReader(format: format)
        #expect(reader.progress == LogProgress())
        try Array(text.utf8).withUnsafeBytes { try reader.read($0, into: &recorder) }
        #expect(reader.progress.bytes == text.utf8.count)
        try reader.finish(into: &recorder)
        #expect(reader.progress.tokens == tokens)
    }

    @Test("ends with a fault of its own once the caller wants no more", arguments: [2, 5])
    func cancellation(_ questions: Int) throws {
        let counter = Counter()
        var recorder = LogRecorder()
        var reader = LogReader(format: .sasrec) { counter.next() > questions }
        // User 1 comes back, so that users are handed on at the end.
        let lines = Array(((0..<1_000).map { "\($0) 1\n" }.joined() + "1 2\n").utf8)
        let faults = #expect(throws: LogFaults.self) {
            for slice in 0..<3 {
                let part = lines[slice * lines.count / 3..<(slice + 1) * lines.count / 3]
                try Array(part).withUnsafeBytes { try reader.read($0, into: &recorder) }
            }
            try reader.finish(into: &recorder)
        }
        #expect(faults?.cause == .cancellation)
        #expect(throws: LogFaults.self) { try reader.finish(into: &recorder) }
        #expect(faults?.faults.map(\.detail) == ["the reading was cancelled"])
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
