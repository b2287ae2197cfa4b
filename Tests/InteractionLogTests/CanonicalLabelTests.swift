import Testing

@testable import InteractionLog

@Suite("Canonical label")
struct CanonicalLabelTests {
    private static func describe(_ text: String) -> String {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            switch CanonicalLabel(bytes) {
            case .integer(let integer): "integer \(integer)"
            case .verbatim(let value): "verbatim \(value.map { "\($0)" } ?? "-")"
            case .rewritten(let label, let value): "\(label) \(value)"
            case .overflow: "overflow"
            }
        }
    }

    @Test(
        "is an integer, a number in its shortest form, or the text itself",
        arguments: [
            ("0", "integer 0"), ("-0", "integer 0"), ("12", "integer 12"), ("1.0", "integer 1"), ("1e0", "integer 1"),
            ("1.2E+1", "integer 12"), ("-0.0", "integer 0"), ("9223372036854775807", "integer 9223372036854775807"),
            ("-9223372036854775808", "integer -9223372036854775808"),
            // 2^63 does not fit, and digits are kept: as a Double it would equal its neighbours.
            ("9223372036854775808", "verbatim 9.223372036854776e+18"), ("0.50", "0.5 0.5"), ("5e-1", "0.5 0.5"),
            ("1e400", "overflow"), ("-1.5e999", "overflow"),
            // No numbers by RFC 8259, section 6.
            ("007", "verbatim -"), ("+7", "verbatim -"), ("7 ", "verbatim -"), (".5", "verbatim -"),
            ("1.", "verbatim -"),
            ("1e", "verbatim -"), ("1e+", "verbatim -"), ("-", "verbatim -"), ("nan", "verbatim -"),
            ("inf", "verbatim -"),
            ("0x10", "verbatim -"), ("1_000", "verbatim -"), ("é", "verbatim -"),
        ]
    )
    func forms(_ text: String, _ label: String) {
        #expect(Self.describe(text) == label)
    }
}
