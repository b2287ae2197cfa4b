import JSONText
import TableReading

/// A value in an answer of the service. What is missing reads as `nil`, so that an answer of another version can be shown too.
struct AnswerValue {
    let value: JSONValue?

    init(_ value: JSONValue?) {
        self.value = value
    }

    /// A member of an object.
    subscript(_ key: String) -> AnswerValue {
        guard case .object(let object) = value else { return AnswerValue(nil) }
        return AnswerValue(object[key])
    }

    subscript(_ index: Int) -> AnswerValue {
        let elements = elements
        return elements.indices.contains(index) ? elements[index] : AnswerValue(nil)
    }

    /// Whether there is a value that is not `null`.
    var exists: Bool { value.map { $0 != .null } ?? false }

    var number: Double? {
        guard case .number(let number) = value else { return nil }
        return number.double
    }

    var integer: Int? {
        guard case .number(let number) = value else { return nil }
        return number.integer.map { Int($0) }
    }

    var flag: Bool? {
        guard case .bool(let flag) = value else { return nil }
        return flag
    }

    /// The text, safe for a terminal.
    var text: String? {
        guard case .string(let text) = value else { return nil }
        return ShownText.escaped(text, length: Self.longestText)
    }

    /// The text as it is, for requests.
    var rawText: String? {
        guard case .string(let text) = value else { return nil }
        return text
    }

    var elements: [AnswerValue] {
        guard case .array(let elements) = value else { return [] }
        return elements.map { AnswerValue($0) }
    }

    /// The members of an object, sorted by key.
    var members: [(key: String, value: AnswerValue)] {
        guard case .object(let object) = value else { return [] }
        return object.members.map { ($0.key, AnswerValue($0.value)) }.sorted { $0.key < $1.key }
    }

    private static let longestText = 4_000
}

extension AnswerValue {
    /// The text, or a dash.
    var word: String { text ?? "–" }

    /// A number as tables show it.
    var shown: String { Readable.number(number) }

    /// A metric's value as tables show it.
    var metric: String { Readable.metric(number) }

    /// A name that a client chose, safe for a terminal.
    static func name(_ name: String) -> String { ShownText.escaped(name, length: 200) }
}
