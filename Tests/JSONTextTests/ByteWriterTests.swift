import JSONText
import TestSupport
import Testing

@Suite("Byte writer")
struct ByteWriterTests {
    private static func text(capacity: Int = 16, _ write: (inout ByteWriter) -> Void) -> String {
        var writer = ByteWriter(capacity: capacity)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "writes numbers as the standard library does",
        arguments: [0, 7, 9, 10, 99, 100, -1, -10, 12_345_678_901, .max, .min]
    )
    func decimal(_ number: Int) {
        #expect(Self.text { $0.append(decimal: number) } == String(number))
    }

    @Test(
        "fills digits with zeros",
        arguments: [
            (7, 3, "007"), (0, 1, "0"), (1_000, 3, "1000"), (999, 4, "0999"), (.max, 1, "18446744073709551615"),
        ]
            as [(UInt, Int, String)]
    )
    func digits(_ number: UInt, _ places: Int, _ expected: String) {
        #expect(Self.text { $0.append(digits: number, atLeast: places) } == expected)
    }

    @Test("writes numbers as the standard library describes them, whole ones without a fraction")
    func numbers() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let known: [Double] = [
            0, -0.0, 1, -1, 0.1, 0.30000000000000004, 1e15, 1e16, 9_007_199_254_740_992, 1.8e19, .leastNonzeroMagnitude,
            -2.2250738585072014e-308,
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 123_456.5, 1e-5, 1e-4,
        ]
        let drawn = (0..<20_000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        for number in known + drawn {
            let described = number.description
            let expected = described.hasSuffix(".0") ? String(described.dropLast(2)) : described
            #expect(Self.text { $0.append(number: number) } == expected)
        }
    }

    @Test("keeps every byte while it grows, however small it was at first")
    func growth() {
        let words = (0..<500).map { String(repeating: "é", count: $0 % 40) }
        let written = Self.text(capacity: 0) { writer in
            for word in words {
                writer.append(word)
                writer.append(UInt8(ascii: ","))
                writer.append(literal: "end")
            }
        }
        #expect(written == words.map { $0 + ",end" }.joined())
    }

    @Test("writes keys wherever the buffer ends", arguments: 0..<40)
    func keys(_ length: Int) {
        let before = String(repeating: "x", count: length)
        let written = Self.text { writer in
            writer.append(before)
            writer.append(key: "dim", needsComma: false)
            writer.append(key: "", needsComma: true)
            writer.append(key: "extrapolation", needsComma: true)
        }
        #expect(written == before + #""dim":,"":,"extrapolation":"#)
    }

    @Test("an empty text has no bytes")
    func empty() {
        #expect(Self.text { _ in } == "")
        #expect(Self.text { $0.append("") } == "")
    }
}
