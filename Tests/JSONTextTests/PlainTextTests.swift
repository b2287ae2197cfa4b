import JSONText
import Testing

@Suite("Plain text")
struct PlainTextTests {
    /// Each byte at each place of texts of all lengths up to two words, among blanks and among letters.
    @Test("finds each byte that needs an escape, wherever it stands", arguments: [0x20, 0x7E, 0x61] as [UInt8])
    func everyByte(_ filler: UInt8) {
        for length in 0...17 {
            var text = [UInt8](repeating: filler, count: length)
            text.withUnsafeBufferPointer { #expect(PlainText.isJSON($0) && PlainText.isPrintable($0)) }
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    text[place] = byte
                    let needsEscape = byte < 0x20 || byte == 0x22 || byte == 0x5C
                    let (isJSON, isPrintable, isWord) = text.withUnsafeBufferPointer {
                        (PlainText.isJSON($0), PlainText.isPrintable($0), PlainText.isWord($0))
                    }
                    let isWordByte = isPrintable && byte != 0x20 && byte != 0x3D
                    guard isJSON == !needsEscape, isPrintable == (!needsEscape && byte < 0x7F),
                        isWord == (isWordByte && (filler != 0x20 || length == 1))
                    else {
                        Issue.record("byte \(byte) at \(place) of \(length)")
                        return
                    }
                }
                text[place] = filler
            }
        }
    }
}
