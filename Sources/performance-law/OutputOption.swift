import ArgumentParser
import LawService

/// `--json`, and the output of results.
struct OutputOption: ParsableArguments {
    @Flag(help: "Print exactly the body of the HTTP answer instead of a table.")
    var json = false

    /// Prints an answer of the service.
    ///
    /// - Parameter body: the body of the answer.
    /// - Throws: `AnswerText.Unreadable` if it is none of this kind.
    func write(_ kind: AnswerKind, _ body: [UInt8]) throws {
        guard json else { return try Self.writeTable(kind, body) }
        try AnswerText.check(kind, body)
        try StandardOutput.write(body)
    }

    /// Prints an answer as a table for people.
    static func writeTable(_ kind: AnswerKind, _ body: [UInt8]) throws {
        try StandardOutput.write(try AnswerText.text(kind, body, width: Terminal.columns()))
    }

    /// Draws a figure below a table, on a terminal only.
    ///
    /// - Parameter lines: makes the figure. A figure that cannot be made is left out, because the table says everything.
    func draw(_ lines: (TerminalStyle) throws -> [String]) throws {
        guard !json, let style = Terminal.style() else { return }
        let drawn: [String]
        do {
            drawn = try lines(style)
        } catch {
            return
        }
        if !drawn.isEmpty { try StandardOutput.write(drawn.joined(separator: "\n") + "\n") }
    }
}

/// The parameters of one call by their HTTP names, without options that were not given.
enum Parameters {
    static func given(_ values: KeyValuePairs<String, String?>) -> [String: String] {
        var given: [String: String] = [:]
        for (name, value) in values { given[name] = value }
        return given
    }
}
