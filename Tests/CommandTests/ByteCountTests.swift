import Testing

@testable import performance_law

@Suite("Numbers of bytes")
struct ByteCountTests {
    @Test(
        "reads whole numbers, fractions and exponents, with and without a unit",
        arguments: [
            ("1073741824", 1 << 30), ("512MiB", 512 << 20), ("2g", 2 << 30), ("7K", 7 << 10), ("1.5GiB", 3 << 29),
            ("1e9", 1_000_000_000),
            ("0.5kib", 512), ("2.5e3", 2_500),
        ]
    )
    func read(text: String, bytes: Int) { #expect(ByteCount(argument: text)?.bytes == bytes) }

    @Test(
        "refuses what is no number of bytes, and shows the form",
        arguments: [
            "", "0", "-1", "1,5GiB", "1.GiB", ".5GiB", "GiB", "1 GiB", "1TiB", "1e99", "9e18GiB", "0.1", "nan", "0x10",
        ]
    )
    func refused(text: String) {
        #expect(ByteCount(argument: text) == nil)
        #expect { try ByteCount.parsed(text) } throws: { "\($0)".contains("such as 1073741824, 512MiB or 1.5GiB") }
    }
}
