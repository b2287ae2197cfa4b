import Testing

@testable import TableReading

@Suite("The work of reading text")
struct TextWorkTests {
    @Test("marks are the bytes that end a cell, a value or a line, and no letter, digit or part of a longer character")
    func marks() {
        let ending = Array("\n\r\t ,;:|[]{}\"'".utf8)
        let plain = Array("0189azAZ".utf8) + [0x80, 0xC3, 0xFF]
        for byte in ending { #expect(Self.marks([byte]) == 1, "\(byte)") }
        for byte in plain { #expect(Self.marks([byte]) == 0, "\(byte)") }
    }

    @Test("a byte counts alike wherever it stands")
    func everyByte() {
        for byte in UInt8.min ... .max {
            let isAlphanumeric = Unicode.Scalar(byte).properties.isAlphabetic || 0x30..<0x3A ~= byte
            let expected = byte < 0x80 && !isAlphanumeric ? 1 : 0
            for length in 1...17 {
                for place in 0..<length {
                    var text = [UInt8](repeating: 0x31, count: length)
                    text[place] = byte
                    #expect(Self.marks(text) == expected, "\(byte) at \(place) of \(length)")
                }
            }
        }
    }

    @Test("counts are exact for texts of any length", arguments: [0, 1, 254, 255, 256, 70_000])
    func lengths(_ length: Int) {
        #expect(Self.marks([UInt8](repeating: 0x2C, count: length)) == length)
        #expect(Self.marks([UInt8](repeating: 0x31, count: length)) == 0)
    }

    @Test("lines without content cost more than a line of the same length")
    func blankLines() {
        func units(_ text: [UInt8]) -> Int { text.withUnsafeBufferPointer { TextWork.units(of: $0) } }
        #expect(units(Array(repeating: 0x0A, count: 1_000)) > 10 * units(Array(repeating: 0x61, count: 1_000)))
    }

    private static func marks(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBufferPointer { TextWork.marks(in: $0) } }
}
