import JSONText
import Testing

@Suite("JSON tokenizer")
struct JSONTokenizerTests {
    typealias Kind = JSONSyntaxError.Kind

    @Test(
        "delivers short plain integers as integers, other numbers as text",
        arguments: [
            ("[1,-2]", ["integer 1 1", "integer -2 3"]),
            ("[0]", ["integer 0 1"]),
            ("[-0]", ["number -0 1"]),
            ("[999999999999999999]", ["integer 999999999999999999 1"]),
            ("[-999999999999999999]", ["integer -999999999999999999 1"]),
            ("[1000000000000000000]", ["number 1000000000000000000 1"]),
            ("[1 , 2]", ["integer 1 1", "integer 2 5"]),
            ("[1.0,1e400]", ["number 1.0 1", "number 1e400 5"]),
        ]
    )
    func numbers(_ text: String, _ tokens: [String]) {
        let bytes = Array(text.utf8)
        let expected = ["[ 0"] + tokens + ["] \(bytes.count - 1)"]
        for cut in 0...bytes.count {
            #expect(TokenRecorder.read(bytes, cuts: [cut]) == .init(tokens: expected), "cut at \(cut)")
        }
    }

    @Test(
        "reports the fault and its place",
        arguments: [
            ("", 1, 1, Kind.unexpectedEnd(expected: .value)),
            ("[1,\n -", 2, 3, .unexpectedEnd(expected: .digit)),
            ("[\n\n  tru]", 3, 6, .unexpectedByte(UInt8(ascii: "]"), expected: .literal(.true))),
            ("[01]", 1, 3, .leadingZero),
            ("{\"a\" 1}", 1, 6, .unexpectedByte(UInt8(ascii: "1"), expected: .colon)),
            ("{\"a\":1,}", 1, 8, .unexpectedByte(UInt8(ascii: "}"), expected: .key)),
            ("[1]]", 1, 4, .unexpectedByte(UInt8(ascii: "]"), expected: .endOfText)),
            ("[\"\\x\"]", 1, 4, .invalidEscape(UInt8(ascii: "x"))),
            ("[\"\\uD800\"]", 1, 9, .loneSurrogate(0xD800)),
            ("[\"\\uDC00\"]", 1, 8, .loneSurrogate(0xDC00)),
            ("[\"\\uD800\\uD800\"]", 1, 14, .loneSurrogate(0xD800)),
            ("[\"a\tb\"]", 1, 4, .controlCharacter(9)),
        ]
    )
    func faults(_ text: String, _ line: Int, _ column: Int, _ kind: Kind) throws {
        let error = try #require(TokenRecorder.read(Array(text.utf8), cuts: []).error)
        #expect(error.kind == kind)
        #expect(error.line == line && error.column == column, "\(error)")
    }

    @Test("refuses one level more than the limit, and a hundred thousand")
    func nesting() {
        #expect(
            TokenRecorder.read(
                Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8),
                cuts: []
            ).error == nil
        )
        for depth in [65, 100_000] {
            let error = TokenRecorder.read(Array(repeating: UInt8(ascii: "["), count: depth), cuts: []).error
            #expect(error?.kind == .nestingTooDeep(limit: 64))
            #expect(error?.offset == 64)
        }
    }

    @Test(
        "refuses a token beyond the limit, whole or cut",
        arguments: ["[\"aaaaaaaaa\"]", "[1.11111111]", "[\"\\naaaaaaaa\"]"]
    )
    func longTokens(_ text: String) {
        for cut in 0...text.utf8.count {
            var tokenizer = JSONTokenizer(limits: JSONLimits(tokenBytes: 8))
            var recorder = TokenRecorder()
            #expect(throws: JSONSyntaxError.self) {
                for slice in [Array(text.utf8.prefix(cut)), Array(text.utf8.dropFirst(cut))] {
                    try slice.withUnsafeBytes { try tokenizer.feed($0, to: &recorder) }
                }
            }
        }
    }

    @Test(
        "reports a token that is too long before its fault as too long, whole or cut",
        arguments: ["[\"aaaaaaaaa\t\"]", "[\"aaaaaaaaaé\u{1}\"]", "[1.11111111x]", "[1.1111111e]"]
    )
    func longFaultyTokens(_ text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var tokenizer = JSONTokenizer(limits: JSONLimits(tokenBytes: 8))
            var recorder = TokenRecorder()
            let error = #expect(throws: JSONSyntaxError.self) {
                for slice in [Array(bytes[..<cut]), Array(bytes[cut...])] {
                    try slice.withUnsafeBytes { try tokenizer.feed($0, to: &recorder) }
                }
            }
            #expect(error?.kind == .tokenTooLong(limit: 8) && error?.offset == 1, "cut at \(cut)")
        }
    }

    @Test("a string's characters survive escapes and cuts")
    func strings() {
        let text = #"["é€😀\u00e9\u20AC\ud83d\ude00\"\\\/\b\f\n\r\t\u0000"]"#
        let expected = Array("é€😀é€😀\"\\/\u{8}\u{c}\n\r\t\u{0}".utf8)
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            let reading = TokenRecorder.read(bytes, cuts: [cut])
            #expect(reading.tokens.dropFirst().first == "string \(expected) 1", "cut at \(cut)")
        }
    }
}
