import TestSupport
import Testing

@testable import LawService

@Suite("Amounts in queries")
struct AmountTests {
    @Test(
        "large numbers may end with a letter",
        arguments: [
            ("1", 1), ("2.5", 2.5), ("1e18", 1e18), ("1.5M", 1.5e6), ("0.1G", 1e8), ("8B", 8e9), ("20P", 2e16),
            ("9999999P", 9_999_999e15), ("1.2345678M", 1_234_567.8), ("3k", 3e3),
        ] as [(String, Double)]
    )
    func numbers(_ text: String, _ number: Double) {
        #expect(Amount.parse(text) == number)
        if text.last != "B" { #expect(Amount.parseBytes(text) == number) }
    }

    @Test(
        "bytes may have their unit",
        arguments: [
            ("8MB", 8e6), ("8MiB", 8_388_608), ("1.5GiB", 1_610_612_736), ("8gb", 8e9), ("512KiB", 524_288),
            ("1kB", 1e3),
            ("2TB", 2e12), ("1PiB", 1_125_899_906_842_624),
        ] as [(String, Double)]
    )
    func bytes(_ text: String, _ number: Double) {
        #expect(Amount.parseBytes(text) == number)
        #expect(Amount.parse(text) == nil, "only a number of bytes has a unit")
    }

    @Test(
        "what is no amount, or two, is none",
        arguments: [
            "", "0", "-1", "M", "nan", "inf", "0x10", "1e400", "1e6M", "-1M", "1MM", "8B ", "iB", "MiB", "1mm",
            "5bits", "1Mi", "१M", "0k", "1e308PiB",
        ]
    )
    func faults(_ text: String) {
        #expect(Amount.parse(text) == nil)
        #expect(Amount.parseBytes(text) == nil)
    }

    @Test("8B is 8 bytes to some and 8 billion to others")
    func ambiguous() throws {
        #expect(Amount.parseBytes("8B") == nil)
        let client = try ServiceFixture.withLaw().client
        let refused = client.get("/optimal?items=1000&maxEmbeddingBytes=8B")
        #expect(refused.status == 400 && refused.json.string("errors.0.pointer") == "?maxEmbeddingBytes")
        #expect(refused.text.contains("8GB or 512MiB"))
        let table = client.get("/optimal?items=1000&maxEmbeddingBytes=1MiB&maxTrainingFlops=1P&tokens=2M")
        #expect(table.json.number("maxEmbeddingBytes") == 1_048_576, "\(table.text)")
        #expect(table.json.number("maxTrainingFlops") == 1e15)
    }

    @Test("D′ may end with a letter")
    func dPrime() throws {
        let client = try ServiceFixture.withLaw("?dPrime=1.5M").client
        #expect(client.get("/predict?layers=8&dim=64&dPrime=1500000").json.number("dPrime") == 1.5e6)
        #expect(client.get("/predict?layers=8&dim=64&dPrime=1.5M").json.number("dPrime") == 1.5e6)
    }
}
