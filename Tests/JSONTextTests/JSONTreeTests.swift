import JSONText
import Testing

@Suite("JSON tree")
struct JSONTreeTests {
    private func places(_ faults: JSONFaults) -> [String] {
        guard case .content(let listed, _) = faults else { return [] }
        return listed.map { "\($0.pointer) \($0.reason)" }
    }

    /// The first few members are compared, and more of them are found by hashing.
    @Test("finds every member, and the duplicate of any, among few and many", arguments: [1, 7, 8, 9, 10, 100])
    func members(count: Int) throws {
        let keys = (0..<count).map { "key \($0)" }
        func text(_ keys: [String]) -> [UInt8] {
            Array("{\(keys.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ","))}".utf8)
        }
        guard case .object(let object) = try JSONValue.parse(text(keys)) else {
            Issue.record("expected an object")
            return
        }
        #expect(object.members.map(\.key) == keys)
        #expect(keys.map { object[$0] } == object.members.map(\.value))
        #expect(object["key"] == nil)
        for key in keys {
            let error = #expect(throws: JSONFaults.self) { try JSONValue.parse(text(keys + [key])) }
            #expect(places(try #require(error)) == ["/\(key) this key occurs twice"])
        }
    }

    @Test("names every duplicate key by its pointer")
    func duplicates() throws {
        let text = #"{"a":1,"b":[{},{"c/d":1,"c/d":2,"~":{"x":0,"x":[]}}],"a":{"a":1}}"#
        let error = #expect(throws: JSONFaults.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(
            places(try #require(error)) == [
                "/b/1/c~1d this key occurs twice", "/b/1/~0/x this key occurs twice", "/a this key occurs twice",
            ]
        )
    }

    @Test("numbers keep their text; 1e400 does not fit a Double")
    func numbers() throws {
        let tree = try JSONValue.parse(Array("[9007199254740993,1e400,-0,0.1,99999999999999999999,1.0]".utf8))
        guard case .array(let elements) = tree else {
            Issue.record("expected an array: \(tree)")
            return
        }
        let numbers = elements.compactMap { if case .number(let number) = $0 { number } else { nil } }
        #expect(numbers.map(\.text) == ["9007199254740993", "1e400", "-0", "0.1", "99999999999999999999", "1.0"])
        #expect(numbers.map(\.integer) == [9_007_199_254_740_993, nil, 0, nil, nil, nil])
        #expect(numbers.map(\.double) == [9_007_199_254_740_992, nil, 0, 0.1, 1e20, 1])
    }

    @Test("typed accessors report all faults together, in order")
    func cursor() throws {
        let text = """
            {"laeyrs":1,"dim":1e400,"m":1.5,"name":7,"n":99999999999999999999,"flag":null,"rows":[1,"x",{"a":0}],"k":-1}
            """
        let faults = JSONFaultCollector()
        let tree = try JSONValue.parse(Array(text.utf8))
        let known = ["layers", "dim", "m", "name", "n", "flag", "rows", "k"]
        let members = try #require(JSONCursor(tree, faults: faults).members(known: known))
        #expect(members.required("layers")?.integer() == nil)
        #expect(members.required("dim")?.number() == nil)
        #expect(members.required("m")?.integer() == nil)
        #expect(members.required("name")?.string() == nil)
        #expect(members.required("n")?.integer(in: 1...1_024) == nil)
        #expect(members.optional("flag") == nil)
        #expect(members.optional("rows")?.elements()?.compactMap { $0.integer() } == [1])
        #expect(members.required("k")?.number(in: 0...) == nil)
        let error = #expect(throws: JSONFaults.self) { try faults.throwIfAny() }
        #expect(
            places(try #require(error)) == [
                "/laeyrs unknown key `laeyrs`; did you mean `layers`?",
                "/layers this key is missing",
                "/dim 1e400 is beyond the range of a double-precision number",
                "/m expected an integer, found 1.5",
                "/name expected a string, found a number",
                "/n 99999999999999999999 is not between 1 and 1024",
                "/rows/1 expected an integer, found a string",
                "/rows/2 expected an integer, found an object",
                "/k -1 is not 0.0 or more",
            ]
        )
    }

    @Test("lists twenty faults and counts the others")
    func manyFaults() throws {
        let members = (0..<50).map { _ in "\"a\":0" }.joined(separator: ",")
        let error = #expect(throws: JSONFaults.self) { try JSONValue.parse(Array("{\(members)}".utf8)) }
        guard case .content(let listed, let total) = try #require(error) else {
            Issue.record("expected faults of content: \(String(describing: error))")
            return
        }
        #expect(listed.count == 20)
        #expect(total == 49)
    }

    @Test("refuses a tree beyond its limit")
    func nodes() {
        let text = "[" + String(repeating: "[],", count: 99) + "[]]"
        #expect(throws: Never.self) { try JSONValue.parse(Array(text.utf8), limits: JSONLimits(nodes: 101)) }
        #expect(throws: JSONFaults.self) { try JSONValue.parse(Array(text.utf8), limits: JSONLimits(nodes: 100)) }
    }
}
