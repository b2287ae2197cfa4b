import TableReading

/// Formats a preview for people: what was recognised, a table of columns, and the options that answer the questions.
enum PreviewTable {
    static func text(_ preview: PreviewAnswer) -> String {
        var lines = [summary(preview)]
        if !preview.columns.isEmpty { lines += [""] + columns(preview).lines(indent: "  ") }
        if let ignored = preview.read?.ignored, !ignored.isEmpty {
            lines += ["", "ignored: " + ignored.joined(separator: ", ")]
        }
        // As long as there are questions, the answers may make a warning untrue.
        if preview.questions.isEmpty { lines += Readable.warnings(preview.warnings) }
        for question in preview.questions {
            let option = OptionNames.option(for: question.parameter)
            lines.append("\nquestion (\(option)): \(OptionNames.rewrite(question.detail))")
            lines += question.choices.map { "  add  \(option) \(OptionNames.word($0))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func summary(_ preview: PreviewAnswer) -> String {
        let kind = preview.purpose == "log" ? "a log of interactions" : "a table of experiments"
        guard let read = preview.read else {
            return "\(kind); it can be read once the question\(preview.questions.count == 1 ? " is" : "s are") answered"
        }
        var parts = ["\(kind): \(read.format)"]
        if let compression = read.compression { parts.append(compression) }
        parts.append("charset \(read.charset)")
        if let delimiter = read.delimiter { parts.append("delimiter \(delimiter), header \(read.header)") }
        if preview.purpose == "log" {
            parts.append(read.order == "time" ? "ordered by time" : "in the order of the file")
        }
        return parts.joined(separator: ", ")
    }

    private static func columns(_ preview: PreviewAnswer) -> TextTable {
        var table = TextTable()
        table.isText = true
        table.add(["column", "name", "role", "first values"])
        for column in preview.columns {
            table.add([
                String(column.number), column.name ?? "–", column.role ?? "–",
                column.values.map(cut).joined(separator: " | "),
            ])
        }
        return table
    }

    /// A row of the table must fit on a line.
    private static func cut(_ value: String) -> String { value.count > 24 ? value.prefix(23) + "…" : value }
}
