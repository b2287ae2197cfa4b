import Foundation
import Testing

@testable import LawService

@Suite("JSON writer")
struct JSONWriterTests {
    @Test(
        "writes numbers as Foundation's encoder does",
        arguments: [
            0, -0.0, 1, -1, 0.1, 0.3168, 1e-5, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e15, 1e16,
            123_456_789.125, 2.5e-300,
            961745.661322439,
        ] as [Double]
    )
    func numbers(_ value: Double) throws {
        var writer = JSONWriter()
        writer.number(value)
        let bytes = writer.bytes
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        )
    }

    @Test(
        "writes strings as Foundation's encoder does",
        arguments: ["", "HR@10", "a\"b\\c", "\u{8}\t\n\u{C}\r\u{1}\u{1F}", "größer 😀", "/"]
    )
    func strings(_ text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var writer = JSONWriter()
        writer.string(text)
        let bytes = writer.bytes
        #expect(
            String(decoding: bytes, as: UTF8.self) == String(decoding: try encoder.encode(text), as: UTF8.self)
        )
    }

    @Test("nests objects and arrays with commas where they belong")
    func nesting() {
        var writer = JSONWriter()
        writer.object { outer in
            outer.key("a")
            outer.array([1, 2]) { value, element in element.integer(value) }
            outer.key("b")
            outer.object { _ in }
            outer.key("c")
            outer.object { inner in
                inner.key("d")
                inner.null()
                inner.key("e")
                inner.bool(true)
            }
            outer.key("f")
            outer.array([] as [Int]) { _, _ in }
        }
        let bytes = writer.bytes
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":[1,2],"b":{},"c":{"d":null,"e":true},"f":[]}"#)
    }
}
