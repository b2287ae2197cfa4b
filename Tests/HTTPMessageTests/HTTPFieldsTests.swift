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

    @Test("names that differ in a letter between those of the digest are different names")
    func digests() throws {
        let names = try ["X-First-Ab", "X-Fihst-Ab", "x-fIrst-aB"].map { try #require(HTTPFieldName($0)) }
        #expect(
            names[0].digest == names[1].digest && names[0].digest == names[2].digest,
            "the test needs equal digests"
        )
        var fields = HTTPFields()
        fields.append(names[0], "one")
        #expect(fields.only(names[1]) == nil && fields[names[1]] == [] && !fields.contains(names[1]))
        #expect(fields.only(names[2]) == "one")
        fields.append(names[1], "two")
        #expect(fields.only(names[0]) == "one" && fields.only(names[1]) == "two")
        #expect(fields.hasOnly(names[1]) { $0.elementsEqual("two".utf8) })
        fields.append(names[2], "three")
        #expect(fields.only(names[0]) == nil && fields[names[0]] == ["one", "three"])
        #expect(!fields.hasOnly(names[0]) { _ in true })
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
