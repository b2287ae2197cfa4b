/// Reads the part of YAML 1.2 that `openapi.yaml` uses: maps and lists, as blocks and in braces; quoted and plain words; texts as
/// blocks; comments. It never reads what a client sent. What it does not know is a fault with its line.
struct YAMLReader {
    struct Fault: Error, Equatable {
        let line: Int
        let reason: String
    }

    private struct Line {
        let number: Int
        let indent: Int
        let content: Substring
    }

    private var lines: [Line]
    private var next = 0

    static func read(_ text: String) throws(Fault) -> YAMLValue {
        var reader = YAMLReader(text)
        let value = try reader.block(atLeast: 0)
        if let rest = reader.current() {
            throw Fault(line: rest.number, reason: "is indented less than its neighbours")
        }
        return value
    }

    private init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            let content = line.drop { $0 == " " }
            return Line(number: index + 1, indent: line.count - content.count, content: content)
        }
    }

    /// The next line that is neither blank nor a comment.
    private mutating func current() -> Line? {
        while next < lines.count, lines[next].content.isEmpty || lines[next].content.first == "#" { next += 1 }
        return next < lines.count ? lines[next] : nil
    }

    /// A map, a list or a scalar whose lines are indented at least this much.
    private mutating func block(atLeast indent: Int) throws(Fault) -> YAMLValue {
        guard let first = current(), first.indent >= indent else { return .plain("") }
        if Self.isItem(first) { return try list(indent: first.indent) }
        var flow = YAMLFlowReader(first.content, line: first.number)
        if try flow.key() != nil { return try map(indent: first.indent) }
        next += 1
        return try YAMLFlowReader.whole(first.content, line: first.number)
    }

    private mutating func list(indent: Int) throws(Fault) -> YAMLValue {
        var elements: [YAMLValue] = []
        while let line = current(), line.indent == indent, Self.isItem(line) {
            let content = line.content.dropFirst().drop { $0 == " " }
            if content.isEmpty {
                next += 1
                elements.append(try block(atLeast: indent + 1))
            } else {
                // What follows the dash is the first line of a block of its own.
                let offset = line.content.count - content.count
                lines[next] = Line(number: line.number, indent: indent + offset, content: content)
                elements.append(try block(atLeast: indent + offset))
            }
        }
        return .list(elements)
    }

    private mutating func map(indent: Int) throws(Fault) -> YAMLValue {
        var entries: [YAMLValue.Entry] = []
        while let line = current(), line.indent == indent, !Self.isItem(line) {
            var flow = YAMLFlowReader(line.content, line: line.number)
            guard let key = try flow.key() else { throw Fault(line: line.number, reason: "has no key") }
            if entries.contains(where: { $0.key == key }) {
                throw Fault(line: line.number, reason: "repeats the key `\(key)`")
            }
            next += 1
            entries.append(YAMLValue.Entry(key: key, value: try value(flow.rest, of: line)))
        }
        return .map(entries)
    }

    private mutating func value(_ rest: Substring, of line: Line) throws(Fault) -> YAMLValue {
        if rest.isEmpty || rest.first == "#" {
            guard let following = current() else { return .plain("") }
            // The elements of a list may stand as far left as their key.
            if following.indent == line.indent, Self.isItem(following) { return try list(indent: line.indent) }
            return try block(atLeast: line.indent + 1)
        }
        if rest.first == "|" || rest.first == ">" { return .text(try textBlock(rest, of: line)) }
        return try YAMLFlowReader.whole(rest, line: line.number)
    }

    /// The text after `|`, whose lines are kept, or after `>`, whose lines are joined. A `-` takes the last line feed away.
    private mutating func textBlock(_ mark: Substring, of line: Line) throws(Fault) -> String {
        guard ["|", "|-", ">", ">-"].contains(mark) else {
            throw Fault(line: line.number, reason: "has the unknown mark `\(mark)`")
        }
        var taken: [Line] = []
        while next < lines.count, lines[next].content.isEmpty || lines[next].indent > line.indent {
            taken.append(lines[next])
            next += 1
        }
        while taken.last?.content.isEmpty == true { taken.removeLast() }
        let indent = taken.filter { !$0.content.isEmpty }.map(\.indent).min() ?? 0
        let texts = taken.map { String(repeating: " ", count: max(0, $0.indent - indent)) + $0.content }
        let isFolded = mark.first == ">"
        return texts.joined(separator: isFolded ? " " : "\n") + (mark.hasSuffix("-") ? "" : "\n")
    }

    private static func isItem(_ line: Line) -> Bool { line.content == "-" || line.content.hasPrefix("- ") }
}
