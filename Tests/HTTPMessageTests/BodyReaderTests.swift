import Testing

@testable import HTTPMessage

@Suite("BodyReader")
struct BodyReaderTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var reason: String
        var raw: String
        var outcome: Result<String, RequestRejection>
        var testDescription: String { reason }

        init(_ reason: String, _ raw: String, _ content: String) {
            (self.reason, self.raw, outcome) = (reason, raw, .success(content))
        }

        init(_ reason: String, _ raw: String, _ fault: MalformedRequest) {
            (self.reason, self.raw, outcome) = (reason, raw, .failure(.malformed(fault)))
        }
    }

    static let rows: [Row] = [
        Row("no chunk", "0\r\n\r\n", ""),
        Row("one chunk", "3\r\nabc\r\n0\r\n\r\n", "abc"),
        Row("two chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
        Row("size in either case", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        Row("leading zeros", "0003\r\nabc\r\n000\r\n\r\n", "abc"),
        Row("line ends as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"),
        Row("extension (RFC 9112 §7.1.1)", "3;a=b\r\nabc\r\n0;c\r\n\r\n", "abc"),
        Row("extensions with blanks and quotes", "3 ; a = \"b;\\\"\\r\" ;c\r\nabc\r\n0\r\n\r\n", "abc"),
        Row("trailers (RFC 9112 §7.1.2)", "1\r\na\r\n0\r\nX: b\r\nContent-Length: 9\r\n\r\n", "a"),
        Row("no size", "\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row("size with a sign", "+3\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row("negative size", "-3\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row("size with 0x", "0x3\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row("blank before the size", " 3\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row("size with an underscore", "1_0\r\n0123456789012345\r\n0\r\n\r\n", .chunkSize),
        Row("size beyond 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n", .chunkSize),
        Row(
            "17 digits, although most are zeros (RFC 9112 §7.1)",
            "00000000000000003\r\nabc\r\n0\r\n\r\n",
            .chunkSize
        ),
        Row("blank after the size, no extension", "3 \r\nabc\r\n0\r\n\r\n", .chunkExtension),
        Row("size line ends in a lone LF", "3\nabc\r\n0\r\n\r\n", .lineEnding),
        Row("lone CR after the size", "3\rabc\r\n0\r\n\r\n", .lineEnding),
        Row("extension ends in a lone LF", "3;a\nabc\r\n0\r\n\r\n", .chunkExtension),
        Row("lone LF inside a quoted extension", "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n", .chunkExtension),
        Row("extension without a name", "3;\r\nabc\r\n0\r\n\r\n", .chunkExtension),
        Row("extension without its value", "3;a=\r\nabc\r\n0\r\n\r\n", .chunkExtension),
        Row("data longer than its size", "3\r\nabcd\r\n0\r\n\r\n", .chunkData),
        Row("data shorter than its size", "4\r\nabc\r\n0\r\n\r\n", .chunkData),
        Row("data ends in a lone LF", "3\r\nabc\n0\r\n\r\n", .chunkData),
        Row("trailer without a colon", "0\r\nX\r\n\r\n", .fieldName),
        Row("trailer with a blank before its colon", "0\r\nX : a\r\n\r\n", .spaceBeforeColon),
        Row("folded trailer", "0\r\nX: a\r\n b\r\n\r\n", .foldedLine),
        Row("trailers end in a lone LF", "0\r\n\n", .lineEnding),
    ]

    @Test("reads chunked bodies", arguments: rows)
    func readsChunks(row: Row) {
        for slices in slicings(of: row.raw) {
            #expect(outcome(of: slices, framing: .chunked) == row.outcome)
        }
    }

    @Test("reads nothing after the body", arguments: [BodyFraming.chunked, .length(3)])
    func leavesTheRest(framing: BodyFraming) throws {
        let raw = framing == .chunked ? "3\r\nabc\r\n0\r\n\r\n" : "abc"
        let bytes = Array((raw + "GET /").utf8)
        var reader = BodyReader(framing: framing, limits: RequestLimits(), limit: 10)
        var content: [UInt8] = []
        let taken = try bytes.withUnsafeBytes { try reader.read($0, into: &content) }
        #expect(taken == raw.utf8.count)
        #expect(reader.isFinished)
        #expect(content == Array("abc".utf8))
    }

    @Test("refuses a chunk that exceeds the limit as soon as its size is known")
    func limitsChunks() {
        let slices = [Array("3\r\nabc\r\n2\r\n".utf8)]
        #expect(outcome(of: slices, framing: .chunked, limit: 4) == .failure(.bodyTooLarge(limit: 4)))
        #expect(outcome(of: slices + [Array("de\r\n0\r\n\r\n".utf8)], framing: .chunked, limit: 5) == .success("abcde"))
    }

    @Test("accepts signed chunks, because the limit of extensions grows with the data")
    func takesSignedChunks() {
        let signature = String(repeating: "f", count: 64)
        let chunk = "800;chunk-signature=\(signature)\r\n\(String(repeating: "a", count: 2048))\r\n"
        let slices = (0..<1000).map { _ in Array(chunk.utf8) } + [Array("0\r\n\r\n".utf8)]
        let content = String(repeating: "a", count: 2_048_000)
        #expect(outcome(of: slices, framing: .chunked, limit: .max) == .success(content))
    }

    @Test("limits extensions and trailers")
    func boundsOverhead() {
        let long = String(repeating: "a", count: 20_000)
        let extended = Array("1;\(long)\r\n".utf8)
        #expect(outcome(of: [extended], framing: .chunked) == .failure(.malformed(.chunkExtension)))
        let trailer = Array("0\r\nX: \(long)\(long)\r\n\r\n".utf8)
        #expect(outcome(of: [trailer], framing: .chunked) == .failure(.headTooLarge(limit: 32 * 1024)))
        let trailers = Array("0\r\n\(String(repeating: "X: a\r\n", count: 101))\r\n".utf8)
        #expect(outcome(of: [trailers], framing: .chunked) == .failure(.tooManyFields(limit: 100)))
    }

    private func outcome(
        of slices: [[UInt8]],
        framing: BodyFraming,
        limit: Int = 1000
    ) -> Result<String, RequestRejection> {
        var reader = BodyReader(framing: framing, limits: RequestLimits(), limit: limit)
        var content: [UInt8] = []
        do throws(RequestRejection) {
            for slice in slices {
                _ = try slice.withBytes(0..<slice.count) { bytes throws(RequestRejection) in
                    try reader.read(bytes, into: &content)
                }
            }
        } catch {
            return .failure(error)
        }
        #expect(reader.isFinished)
        return .success(String(decoding: content, as: UTF8.self))
    }
}
