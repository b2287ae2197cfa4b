import InteractionLog
import Testing

@Suite("Progress of a reading")
struct ProgressTests {
    @Test(
        "counts the bytes and the items read so far",
        arguments: [
            ("[[1,2,3],[4]]", 4), ("[1,2]\n\n[3]\n", 3), ("1 2\n1 3\n2 4\n1 5", 4), ("user,item\n1,2\n2,2\n1,2\n", 3),
        ]
    )
    func progress(_ text: String, _ tokens: Int) throws {
        var recorder = LogRecorder()
        var reader = LogReader()
        #expect(reader.progress.bytes == 0 && reader.progress.tokens == 0)
        try Array(text.utf8).withUnsafeBytes { try reader.read($0, into: &recorder) }
        try reader.finish(into: &recorder)
        #expect(reader.progress.bytes == text.utf8.count && reader.progress.tokens == tokens)
    }
}
