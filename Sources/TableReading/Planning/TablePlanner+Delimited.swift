/// What the first records of delimited text show.
extension TablePlanner {
    func detectHeader(_ trial: DialectSniffer.Trial) -> HeaderDetection {
        switch options.header {
        case .present?: return .present
        case .absent?: return .absent
        case nil: break
        }
        if Self.isTyped(trial.records.first) { return .present }
        let names = options.columns.names
        let isNamed = trial.records.first?.contains { names.contains($0.text) } ?? false
        var records = trial.records
        if HeaderDetection.hasRule(records) { records.remove(at: 1) }
        let isNumbered =
            options.format == .sasrec
            || !options.columns.entries.isEmpty && names.allSatisfy { $0.allSatisfy(\.isNumber) }
        return HeaderDetection.detect(records, isNamed: isNamed, isNumbered: isNumbered)
    }

    /// A remark on a first line that is counted as an interaction, although it may name the columns.
    func firstLineWarning(_ records: [[SampleCell]]) -> TableWarning? {
        guard let first = records.first, first.count == 2, records.count > 2 else { return nil }
        let rows = records.dropFirst()
        // The labels of a log come again, those of its header do not.
        let isAlone = first.indices.allSatisfy { column in
            !rows.contains { $0.count == 2 && $0[column] == first[column] }
        }
        guard isAlone, first.allSatisfy({ $0.text.contains(where: \.isLetter) && !$0.text.contains(where: \.isNumber) })
        else {
            return nil
        }
        return TableWarning(
            code: "firstLine",
            message: "the first line is counted as an interaction: \(first[0].text.shown), \(first[1].text.shown);"
                + " `header=present` if it names the columns"
        )
    }

    /// RecBole's headers have a type in every name.
    static func isTyped(_ header: [SampleCell]?) -> Bool {
        guard let header, header.count > 1 else { return false }
        let types = ["token", "token_seq", "float", "float_seq"]
        return header.allSatisfy { cell in
            guard let type = cell.text.split(separator: ":").last, cell.text.contains(":") else { return false }
            return types.contains(String(type).filter { $0 != " " })
        }
    }

    static func isQuoted(_ text: String) -> Bool {
        text.utf8.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
    }

    func isJoined(_ text: UnsafeBufferPointer<UInt8>, _ trial: DialectSniffer.Trial) -> Bool {
        guard trial.records.count == 1, trial.records[0].count >= 4, options.header != .absent else { return false }
        guard !text.contains(where: \.isLineEnd) else { return false }
        let numbers = trial.records[0].count { $0.text.withBytes { DecimalTime($0.trimmed) != nil } }
        return numbers >= 2 || hasJoinedName(trial.records[0])
    }

    /// - Parameter rowWidth: The number of fields that count instead of those of the header.
    func table(_ trial: DialectSniffer.Trial, hasHeader: Bool, width rowWidth: Int? = nil) -> SampleTable {
        var sample = SampleTable()
        let header = hasHeader ? (trial.hasRowNames ? [SampleCell(kind: .text, text: "")] : []) + trial.records[0] : []
        let heads = hasHeader ? (HeaderDetection.hasRule(trial.records) ? 2 : 1) : 0
        func texts(_ record: [SampleCell]) -> [String] { record.map { $0.text.lowercased() } }
        let names = hasHeader ? texts(trial.records[0]) : []
        let rows = trial.records.dropFirst(heads).filter { !hasHeader || $0.count != names.count || texts($0) != names }
        // The header says how many fields a record has; a record of another length is a fault when it is read.
        let width = max(rowWidth ?? (hasHeader ? header.count : trial.width), 1)
        for number in 1...width {
            let name = hasHeader ? (header.indices.contains(number - 1) ? header[number - 1].text : "") : nil
            sample.columns.append(SampleColumn(number: number, name: name))
        }
        sample.rowCount = rows.count
        sample.isRagged = !hasHeader && trial.fit < 0.9 && trial.records.contains { $0.count > 2 }
        for index in sample.columns.indices {
            sample.columns[index].cells = rows.map { $0.indices.contains(index) ? $0[index] : .absent }
        }
        return sample
    }

    /// Whether the cells are known names up to one that goes on with other text, as where a header ran into the first row.
    private func hasJoinedName(_ cells: [SampleCell]) -> Bool {
        let forms = cells.map { NameForm($0.text) }
        guard let place = forms.firstIndex(where: { ColumnNames.role(of: $0) == nil }), place > 0 else { return false }
        return ColumnNames.beginsWithName(forms[place].whole)
            && forms[(place + 1)...].allSatisfy { ColumnNames.role(of: $0) == nil }
    }

    /// - Parameter line: That of the header.
    func preamble(_ line: Int) -> TableFault {
        TableFault(
            .structure,
            at: .line(1, column: 1),
            "the header seems to be line \(line); take away what stands before it, for example with `tail -n +\(line) FILE`"
        )
    }
}
