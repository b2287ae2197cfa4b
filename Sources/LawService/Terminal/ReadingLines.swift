/// How a table was read: the member `read` of an answer, or `files` of several, for people.
enum ReadingLines {
    /// The most characters of a list of names.
    private static let width = 100

    /// Nothing for an answer that does not say so, such as that of a stored dataset.
    ///
    /// - Parameter isLog: whether the rows have an order.
    static func lines(_ answer: AnswerValue, isLog: Bool) -> [String] {
        if answer["read"].exists { return lines(answer["read"], title: "read", isLog: isLog) }
        // Most files of a dataset are read alike.
        let files = answer["files"].elements.map { lines($0, title: "", isLog: isLog) }
        var kinds: [(lines: [String], count: Int)] = []
        for lines in files {
            if let known = kinds.firstIndex(where: { $0.lines == lines }) {
                kinds[known].count += 1
            } else {
                kinds.append((lines, 1))
            }
        }
        return kinds.flatMap { kind in
            let share = kind.count == files.count ? "\(files.count)" : "\(kind.count) of \(files.count)"
            return ["read (\(share) files)\(kind.lines[0])"] + kind.lines.dropFirst()
        }
    }

    /// What was recognised of the bytes: `csv, gzip, charset utf-8, delimiter comma, header present, ordered by time`.
    static func dialect(_ read: AnswerValue, isLog: Bool) -> String {
        var parts = [read["format"].word]
        if let compression = read["compression"].text { parts.append(compression) }
        parts.append("charset \(read["charset"].word)")
        if let delimiter = read["delimiter"].text {
            parts.append("delimiter \(delimiter), header \(read["header"].word)")
        }
        if isLog { parts.append(read["order"].text == "time" ? "ordered by time" : "in the order of the file") }
        return parts.joined(separator: ", ")
    }

    private static func lines(_ read: AnswerValue, title: String, isLog: Bool) -> [String] {
        var lines = ["\(title): \(dialect(read, isLog: isLog))"]
        let columns = read["columns"].members.map { role, names in
            let names = names.text ?? names.elements.map(\.word).joined(separator: " + ")
            return "\(AnswerValue.name(role)) = \(names)"
        }
        if !columns.isEmpty { lines.append("columns: " + list(columns)) }
        let ignored = read["ignored"].elements.compactMap(\.text)
        if !ignored.isEmpty { lines.append("ignored: " + list(ignored)) }
        return lines
    }

    /// Names separated by commas. Of a long list, the last ones are only counted.
    static func list(_ names: [String]) -> String {
        var (shown, left): ([String], Int) = ([], width)
        for name in names {
            left -= DisplayWidth.of(name) + 2
            if left < 0, !shown.isEmpty { break }
            shown.append(name)
        }
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(Readable.integer(rest)) more" : "")
    }
}
