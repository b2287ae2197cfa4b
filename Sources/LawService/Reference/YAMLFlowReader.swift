/// Reads what stands on one line of YAML: a key, a scalar, or a list or a map in brackets.
struct YAMLFlowReader {
    private(set) var rest: Substring
    private let line: Int

    init(_ text: Substring, line: Int) {
        rest = text
        self.line = line
    }

    /// The one value of a whole text.
    static func whole(_ text: Substring, line: Int) throws(YAMLReader.Fault) -> YAMLValue {
        var reader = YAMLFlowReader(text, line: line)
        let value = try reader.value(endsAt: "")
        reader.skipBlanks()
        guard reader.rest.isEmpty || reader.rest.first == "#" else { throw reader.fault("has text after its value") }
        return value
    }

    /// The key at the beginning, which a colon ends; `nil` if the text begins with no key.
    mutating func key() throws(YAMLReader.Fault) -> String? {
        let start = rest
        let key: String?
        if rest.first == "'" || rest.first == "\"" {
            key = try quoted()
        } else if rest.first == "{" || rest.first == "[" {
            key = nil
        } else {
            key = rest.firstIndex(of: ":").map { colon in
                let text = String(rest[..<colon])
                rest = rest[colon...]
                return text
            }
        }
        guard let key, rest.first == ":", [nil, " "].contains(rest.dropFirst().first) else {
            rest = start
            return nil
        }
        rest.removeFirst()
        skipBlanks()
        return key
    }

    /// - Parameter ends: the characters that end a plain word.
    private mutating func value(endsAt ends: String) throws(YAMLReader.Fault) -> YAMLValue {
        skipBlanks()
        switch rest.first {
        case "{": return try map()
        case "[": return try list()
        case "'", "\"": return .text(try quoted())
        default: return .plain(plain(endsAt: ends))
        }
    }

    private mutating func map() throws(YAMLReader.Fault) -> YAMLValue {
        rest.removeFirst()
        var entries: [YAMLValue.Entry] = []
        while try !closes("}") {
            guard let key = try key() else { throw fault("has an entry without a key") }
            entries.append(YAMLValue.Entry(key: key, value: try value(endsAt: ",}")))
            try separate("}")
        }
        return .map(entries)
    }

    private mutating func list() throws(YAMLReader.Fault) -> YAMLValue {
        rest.removeFirst()
        var elements: [YAMLValue] = []
        while try !closes("]") {
            elements.append(try value(endsAt: ",]"))
            try separate("]")
        }
        return .list(elements)
    }

    private mutating func closes(_ bracket: Character) throws(YAMLReader.Fault) -> Bool {
        skipBlanks()
        guard let first = rest.first else { throw fault("has no closing `\(bracket)`") }
        if first == bracket { rest.removeFirst() }
        return first == bracket
    }

    private mutating func separate(_ bracket: Character) throws(YAMLReader.Fault) {
        skipBlanks()
        if rest.first == "," {
            rest.removeFirst()
        } else if rest.first != bracket {
            throw fault("has no `,` or `\(bracket)` after a value")
        }
    }

    private mutating func quoted() throws(YAMLReader.Fault) -> String {
        let mark = rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == mark {
                guard mark == "'", rest.first == "'" else { return text }
                text.append(rest.removeFirst())
            } else if character == "\\", mark == "\"" {
                switch rest.popFirst() {
                case "n": text.append("\n")
                case "t": text.append("\t")
                case "\"": text.append("\"")
                case "\\": text.append("\\")
                case "u": text.unicodeScalars.append(try scalar(digits: 4))
                case "U": text.unicodeScalars.append(try scalar(digits: 8))
                default: throw fault("has an unknown escape")
                }
            } else {
                text.append(character)
            }
        }
        throw fault("has a quotation mark without its partner")
    }

    /// The character whose number follows in hexadecimal digits.
    private mutating func scalar(digits count: Int) throws(YAMLReader.Fault) -> Unicode.Scalar {
        let digits = rest.prefix(count)
        guard digits.count == count, let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
            throw fault("has an escape that is no character")
        }
        rest.removeFirst(count)
        return scalar
    }

    private mutating func plain(endsAt ends: String) -> String {
        var text = ""
        while let character = rest.first, !ends.contains(character) {
            // A comment begins after a blank.
            if character == "#", text.last == " " { break }
            text.append(character)
            rest.removeFirst()
        }
        return String(text.withoutBlanks)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

    private func fault(_ reason: String) -> YAMLReader.Fault { YAMLReader.Fault(line: line, reason: reason) }
}
