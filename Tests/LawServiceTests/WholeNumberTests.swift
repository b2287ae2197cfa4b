import Testing

@testable import LawService

@Suite("Whole numbers as people write them")
struct WholeNumberTests {
    static let rows: [(text: String, value: WholeNumber.Parsed?)] = [
        ("0", .value(0)), ("16", .value(16)), ("-4", .value(-4)), ("16.0", .value(16)), ("007", .value(7)),
        ("1e6", .value(1_000_000)), ("1E+6", .value(1_000_000)), ("2.5e3", .value(2_500)), ("25e0", .value(25)),
        ("1k", .value(1_000)), ("1K", .value(1_000)), ("1M", .value(1_000_000)), ("1.5M", .value(1_500_000)),
        ("0.25G", .value(250_000_000)), ("3B", .value(3_000_000_000)), ("2T", .value(2_000_000_000_000)),
        ("1.2345k", nil), ("1.50", nil), ("1.5", nil), ("2.55e1", nil), ("1e-3", nil), ("1e", nil), ("e6", nil),
        ("M", nil),
        ("1MM", nil), ("1m", nil), ("1 M", nil), ("1.M", nil), (".5M", nil), ("", nil), ("-", nil), ("+1", nil),
        ("0x10", nil),
        ("1e1000", nil), ("nan", nil),
        ("9223372036854775807", .value(.max)), ("9223372036854775808", .tooLarge), ("1e19", .tooLarge),
        ("9e999", .tooLarge),
        ("0e999", .value(0)), ("0.000e999", .value(0)), ("10000000T", .tooLarge),
    ]

    @Test("are read exactly or not at all", arguments: rows)
    func parse(_ row: (text: String, value: WholeNumber.Parsed?)) {
        #expect(WholeNumber.parse(row.text) == row.value, "\(row.text)")
    }
}
