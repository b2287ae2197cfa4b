import Testing

@testable import HTTPMessage

@Suite("HTTPFields")
struct HTTPFieldsTests {
    @Test(
        "a value contains nothing that could break a line",
        arguments: ["a\r\nb", "a\n", "\0", " a", "a\t", "\u{7F}"]
    )
    func refusesValues(text: String) {
        #expect(HTTPFieldValue(text) == nil)
    }

    @Test("a name is a token", arguments: ["", "a b", "a:", "ä", "a\r"])
    func refusesNames(text: String) {
        #expect(HTTPFieldName(text) == nil)
    }

    @Test("a path is percent-encoded where necessary")
    func encodesPaths() {
        #expect(HTTPFieldValue(percentEncodingPath: "/laws/ml 1m\r\nä").text == "/laws/ml%201m%0D%0A%C3%A4")
    }

    @Test("set replaces every field of the name, in any case")
    func replaces() throws {
        var fields = HTTPFields()
        fields.append(.allow, "GET")
        fields.append(try #require(HTTPFieldName("ALLOW")), "HEAD")
        fields.append(.location, "/a")
        #expect(fields[.allow] == ["GET", "HEAD"])
        fields.set(.allow, "POST")
        #expect(fields[.allow] == ["POST"])
        #expect(fields.only(.location) == "/a")
    }

    @Test("equality depends on order and values, but not on the case of names")
    func compares() throws {
        var left = HTTPFields()
        left.append(.allow, "GET")
        var right = HTTPFields()
        right.append(try #require(HTTPFieldName("allow")), "GET")
        #expect(left == right)
        right.append(.allow, "GET")
        #expect(left != right)
    }

    /// Each byte at each place of values of all lengths up to two words.
    @Test("finds each byte that no field value may have, wherever it stands")
    func content() {
        for length in 1...17 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var value = [UInt8](repeating: 0x20, count: length)
                    value[place] = byte
                    let isContent = value.withUnsafeBytes(\.isFieldContent)
                    guard isContent == ((byte >= 0x20 && byte != 0x7F) || byte == 0x09) else {
                        Issue.record("byte \(byte) at \(place) of \(length)")
                        return
                    }
                }
            }
        }
    }
}
