/// Formats a preview for people: what was recognised, a table of columns, and the options that answer the questions.
enum PreviewTable {
    /// - Parameter width: the columns of the terminal, to which the example values are cut; `nil` for any number.
    static func lines(_ preview: AnswerValue, width: Int? = nil) -> [String] {
        let questions = preview["questions"].elements
        var lines = [summary(preview, questions: questions.count)]
        let columns = preview["columns"].elements
        if !columns.isEmpty { lines += [""] + table(columns).lines(indent: "  ", width: width) }
        let ignored = preview["read"]["ignored"].elements.compactMap(\.text)
        if !ignored.isEmpty { lines += ["", "ignored: " + ReadingLines.list(ignored)] }
        // As long as there are questions, the answers may make a warning untrue.
        if questions.isEmpty { lines += Readable.warnings(preview["warnings"]) }
        for question in questions {
            let option = OptionNames.option(for: question["parameter"].word)
            lines.append("\nquestion (\(option)): \(OptionNames.rewrite(question["detail"].word))")
            lines += question["choices"].elements.compactMap(\.text).map { "  add  \(option) \(OptionNames.word($0))" }
        }
        return lines
    }

    private static func summary(_ preview: AnswerValue, questions: Int) -> String {
        let isLog = preview["as"].text == "log"
        let kind = isLog ? "a log of interactions" : "a table of experiments"
        let read = preview["read"]
        guard read.exists else {
            return "\(kind); it can be read once the question\(questions == 1 ? " is" : "s are") answered"
        }
        return "\(kind): " + ReadingLines.dialect(read, isLog: isLog)
    }

    private static func table(_ columns: [AnswerValue]) -> TextTable {
        var table = TextTable()
        table.isText = true
        table.add(["column", "name", "role", "first values"])
        for column in columns {
            table.add([
                column["number"].integer.map(String.init) ?? "–", column["name"].word, column["role"].word,
                column["values"].elements.compactMap(\.text).map { DisplayWidth.cut($0, to: 24) }.joined(
                    separator: " | "
                ),
            ])
        }
        return table
    }
}
