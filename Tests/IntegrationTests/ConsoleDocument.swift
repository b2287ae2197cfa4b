/// A document in Markdown, and the commands in its `console` blocks:
///
///     $ command
///     what it prints
///
/// A line that ends with `\` goes on in the next line, and so does a command with `<<'END'`. In what is printed, `…` stands for any text.
struct ConsoleDocument {
    private var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }

    var hasCommands: Bool { lines.contains("```console") }

    /// Whether a command uses the Python package.
    var needsPackages: Bool { lines.contains { $0.hasPrefix("$ python3") || $0.contains("| python3") } }

    /// Runs each command in order, and puts what it prints into the document unless that fits already.
    mutating func run(
        _ run: (String) throws -> String,
        compare: (_ command: String, _ expected: String, _ printed: String) -> Void
    ) throws {
        var index = 0
        while index < lines.count {
            guard lines[index] == "```console" else {
                index += 1
                continue
            }
            index += 1
            while index < lines.count, lines[index] != "```" {
                let command = takeCommand(&index)
                let start = index
                while index < lines.count, lines[index] != "```", !lines[index].hasPrefix("$ ") { index += 1 }
                let expected = lines[start..<index].joined(separator: "\n")
                let printed = try run(command).trimmingLineFeeds
                compare(command, expected, printed)
                if Self.matches(printed, expected) { continue }
                let replacement =
                    printed.isEmpty ? [] : printed.split(separator: "\n", omittingEmptySubsequences: false)
                lines.replaceSubrange(start..<index, with: replacement.map(String.init))
                index = start + replacement.count
            }
        }
    }

    private func takeCommand(_ index: inout Int) -> String {
        var command = lines[index].hasPrefix("$ ") ? String(lines[index].dropFirst(2)) : lines[index]
        let mark = command.firstMatch(of: /<<'([A-Z]+)'/).map { String($0.1) }
        index += 1
        if let mark {
            while index < lines.count {
                command += "\n" + lines[index]
                index += 1
                if lines[index - 1] == mark { break }
            }
        }
        while command.hasSuffix("\\"), index < lines.count {
            command += "\n" + lines[index]
            index += 1
        }
        return command
    }

    /// Whether a text is the expected one, in which `…` stands for any text.
    static func matches(_ text: String, _ expected: String) -> Bool {
        let parts = expected.split(separator: "…", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return text == expected }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

extension String {
    fileprivate var trimmingLineFeeds: String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
