/// A value of the part of YAML that `openapi.yaml` uses.
indirect enum YAMLValue: Sendable, Equatable {
    /// A text that was quoted or a block.
    case text(String)
    /// A word that may mean a number, a truth value or nothing.
    case plain(String)
    case list([YAMLValue])
    case map([Entry])

    struct Entry: Sendable, Equatable {
        let key: String
        let value: YAMLValue
    }

    /// The member of a map; `nil` if there is none or if this is no map.
    subscript(_ key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

    /// The members of a map in their order; empty for other values.
    var entries: [Entry] { if case .map(let entries) = self { entries } else { [] } }

    /// The elements of a list; empty for other values.
    var elements: [YAMLValue] { if case .list(let elements) = self { elements } else { [] } }

    /// The text of a scalar; `nil` for other values.
    var string: String? {
        switch self {
        case .text(let text), .plain(let text): text
        case .list, .map: nil
        }
    }

    /// The value as JSON writes it on one line.
    var compact: String {
        switch self {
        case .plain(let word): word
        case .text(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .list(let elements): "[" + elements.map(\.compact).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\"\($0.key)\": \($0.value.compact)" }.joined(separator: ", ") + "}"
        }
    }
}
