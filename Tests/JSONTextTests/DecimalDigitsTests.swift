import JSONText
import Testing

@Suite("Decimal digits")
struct DecimalDigitsTests {
    private static func word(_ bytes: [UInt8]) -> UInt64 {
        bytes.prefix(8).enumerated().reduce(0) { $0 | (UInt64($1.element) << UInt64(8 * $1.offset)) }
    }

    @Test("reads one to seven digits up to any byte that is no digit", arguments: [1, 2, 3, 4, 5, 6, 7])
    func terminators(_ length: Int) throws {
        let digits = Array("9876543".utf8.prefix(length))
        let value = try #require(UInt32(String(decoding: digits, as: UTF8.self)))
        for terminator in UInt8.min ... .max where !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(terminator) {
            // Whatever follows the terminator, also bytes that carry into their neighbours.
            for filler: UInt8 in [0, UInt8(ascii: "7"), UInt8(ascii: ":"), 0xFF] {
                let bytes = digits + [terminator] + Array(repeating: filler, count: 8)
                let run = DecimalDigits.value(Self.word(bytes))
                #expect(run?.value == value && run?.length == length, "\(bytes)")
            }
        }
    }

    @Test(
        "refuses no digits, eight digits and leading zeros",
        arguments: ["a2345678", "12345678", "00,45678", "01,45678", "0123456,", " 1234567", "-1,45678"]
    )
    func refusals(_ text: String) {
        #expect(DecimalDigits.value(Self.word(Array(text.utf8))) == nil)
    }

    @Test("reads 0 and eight digits")
    func ends() {
        let zero = DecimalDigits.value(Self.word(Array("0,000000".utf8)))
        #expect(zero?.value == 0 && zero?.length == 1)
        #expect(DecimalDigits.eight(Self.word(Array("00000000".utf8))) == 0)
        #expect(DecimalDigits.eight(Self.word(Array("99999999".utf8))) == 99_999_999)
        for place in 0..<8 {
            for byte in [UInt8(ascii: "/"), UInt8(ascii: ":"), 0, 0xFF] {
                var text = Array("12345678".utf8)
                text[place] = byte
                #expect(DecimalDigits.eight(Self.word(text)) == nil)
            }
        }
    }

    @Test(
        "an integer has 1 to 18 digits and no leading zero",
        arguments: [
            ("0", 0), ("7", 7), ("999999999999999999", 999_999_999_999_999_999), ("1000000000000000000", nil),
            ("", nil),
            ("00", nil), ("01", nil), ("-1", nil), ("1a", nil), ("1.", nil),
        ] as [(String, Int64?)]
    )
    func integers(_ text: String, _ value: Int64?) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { DecimalDigits.integer($0) } == value)
    }
}
