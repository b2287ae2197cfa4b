/// Decides whether the first record names the columns.
enum HeaderDetection {
    case present
    /// The first record is data.
    case absent
    /// The first record could be both.
    case unclear

    /// - Parameters:
    ///   - records: With the first one.
    ///   - isNamed: Whether the caller's `columns` names a cell of the first record.
    ///   - isNumbered: Whether the caller says what the columns are without their names, so that a header is not expected.
    static func detect(_ records: [[SampleCell]], isNamed: Bool, isNumbered: Bool = false) -> HeaderDetection {
        guard let first = records.first else { return .absent }
        if isNamed { return .present }
        let rows = records.dropFirst().prefix(200)
        let isData = first.contains { isValue($0) }
        let known = first.count { ColumnNames.role(of: NameForm($0.text)) != nil || MetricTraits(name: $0.text) != nil }
        // One noun, such as `book`, is a label as well as a name.
        let isWeak = isNumbered && known == 1 && first.contains { isNoun($0) }
        if known > 0, !isData, !isWeak { return .present }
        if isData {
            return isNumbering(first, of: rows) ? .unclear : .absent
        }
        for column in first.indices where !first[column].isMissing {
            let cells = rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }.filter { !$0.isMissing }
            // Text above numbers is a name.
            if !cells.isEmpty, cells.count(where: isValue) * 10 >= cells.count * 9 { return .present }
        }
        return .unclear
    }

    /// Whether a record counts the columns from 0, as pandas does where they have no names, and the rows do not show that it is data.
    static func isNumbering(_ first: [SampleCell], of rows: ArraySlice<[SampleCell]>) -> Bool {
        guard first.count > 1, !rows.isEmpty, first.enumerated().allSatisfy({ $1.text == String($0) }) else {
            return false
        }
        if first.count > 2 { return true }
        // `0 1` may be an interaction. Where ids are that small, more of them are.
        return rows.count >= fewestRows
            && rows.allSatisfy { row in
                row.count == 2
                    && row.allSatisfy { cell in
                        cell.text.withBytes { !$0.isEmpty && (!$0.allSatisfy(\.isDigit) || $0.count > 1) }
                    }
            }
    }

    /// Fewer rows do not show whether small ids occur.
    private static let fewestRows = 8

    /// Whether a cell is a word that people use for other things than columns.
    static func isNoun(_ cell: SampleCell) -> Bool {
        let form = NameForm(cell.text)
        guard let (_, rank, _) = ColumnNames.role(of: form) else {
            return MetricTraits(name: cell.text) != nil && cell.text.allSatisfy(\.isLetter)
        }
        return [.noun, .display, .bareSession].contains(rank) || nouns.contains(form.whole)
    }

    /// Words among the names of ids and times.
    private static let nouns: Set<String> = [
        "cookie", "time", "date", "day", "created", "rated", "submitted", "checkin", "items", "sequence", "history",
        "playlist", "basket", "blocks", "depth", "width", "data", "corpus", "seed", "users", "layers",
    ]

    /// Whether a line of dashes follows the first one, as in Markdown.
    static func hasRule(_ records: [[SampleCell]]) -> Bool {
        guard records.count > 1 else { return false }
        let cells = records[1].filter { !$0.text.allSatisfy { $0 == " " } }
        return !cells.isEmpty
            && cells.allSatisfy { cell in
                let text = cell.text.filter { $0 != " " && $0 != ":" }
                return cell.text.count >= 3
                    && (text.allSatisfy { $0 == "-" || $0 == "+" } || text.allSatisfy { $0 == "=" })
                    && text.count >= 2
            }
    }

    /// The line of the header, if lines with a title or with comments stand before it.
    ///
    /// Only a line behind the first one that has the names of several roles, where the first one has none, is surely a header.
    /// - Parameters:
    ///   - text: The sample from its beginning.
    ///   - records: With the first one.
    ///   - skipped: Lines before the records that are known to be none.
    static func lateHeaderLine(_ text: UnsafeBufferPointer<UInt8>, _ records: [[SampleCell]], skipped: Int) -> Int? {
        guard let first = records.first, knownNames(first) == 0 else { return nil }
        guard let place = records.prefix(mostHeadLines).firstIndex(where: isHeader) else { return nil }
        // Labels may be such words too, but then other records also have them.
        guard !records[(place + 1)...].contains(where: isHeader) else { return nil }
        return line(of: place + skipped, text)
    }

    /// The line of a record of the sample, counted from 0; nil if it cannot be told.
    private static func line(of record: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
        // Blank lines are no records.
        var left = record
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A }).enumerated() {
            if line.allSatisfy({ $0.isBlank || $0.isLineEnd }) { continue }
            if left == 0 { return index + 1 }
            left -= 1
        }
        return nil
    }

    /// The header of another file that stands among the rows, where files with different columns were joined.
    ///
    /// - Parameters: As those of `lateHeaderLine`. The first record is a header.
    /// - Returns: Its line and its names.
    static func otherHeader(
        _ text: UnsafeBufferPointer<UInt8>,
        _ records: [[SampleCell]],
        skipped: Int
    ) -> (line: Int, names: [String])? {
        func plain(_ record: [SampleCell]) -> [String] { record.map { NameForm($0.text).whole } }
        guard let first = records.first else { return nil }
        let names = plain(first)
        let roles = roles(first)
        guard roles.count > 1 else { return nil }
        // A look at all names of a record takes as long as a thousand rows, so only one that repeats a name gets it.
        let known = Set(first.map(\.text))
        for (place, record) in records.enumerated().dropFirst() where record.count > 2 || names.count > 2 {
            // One with the same names is no row, or is refused where it is read.
            guard record.contains(where: { known.contains($0.text) }), isHeader(record),
                roles.isSubset(of: Self.roles(record)), plain(record).sorted() != names.sorted(),
                let line = line(of: place + skipped, text)
            else { continue }
            return (line, record.map(\.text))
        }
        return nil
    }

    private static func roles(_ record: [SampleCell]) -> Set<ColumnNames.Role> {
        Set(record.compactMap { ColumnNames.role(of: NameForm($0.text))?.role })
    }

    private static let mostHeadLines = 20

    private static func isHeader(_ record: [SampleCell]) -> Bool {
        let known = knownNames(record)
        return known > 1 && 2 * known >= min(record.count, 8) && !record.contains { isValue($0) }
    }

    /// How many different roles and metrics the cells name.
    private static func knownNames(_ record: [SampleCell]) -> Int {
        roles(record).count
            + record.count { ColumnNames.role(of: NameForm($0.text)) == nil && MetricTraits(name: $0.text) != nil }
    }

    /// Whether a cell is a number or a time, which no name is.
    private static func isValue(_ cell: SampleCell) -> Bool {
        if cell.isMissing { return false }
        return cell.text.withBytes { bytes in
            let text = bytes.trimmed
            if DecimalTime(text) != nil || TimeFormat.iso8601.key(text) != nil { return true }
            if text.first == UInt8(ascii: "[") { return true }
            guard let first = text.first, first.isDigit || !text.isEmpty && text.contains(where: \.isDigit) else {
                return false
            }
            guard case .none = TimeDetection.detect([String(decoding: text, as: UTF8.self)], allowsNumbers: false)
            else { return true }
            return false
        }
    }
}
