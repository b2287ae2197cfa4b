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
        return HeaderDetection.detect(trial.records, isNamed: isNamed)
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

    func table(_ trial: DialectSniffer.Trial, hasHeader: Bool) -> SampleTable {
        var sample = SampleTable()
        let header = hasHeader ? (trial.hasRowNames ? [SampleCell(kind: .text, text: "")] : []) + trial.records[0] : []
        let rows = trial.records.dropFirst(hasHeader ? 1 : 0).filter { !hasHeader || $0 != trial.records[0] }
        // The header says how many fields a record has; a record of another length is a fault when it is read.
        let width = max(hasHeader ? header.count : trial.width, 1)
        for number in 1...width {
            let name = hasHeader ? (header.indices.contains(number - 1) ? header[number - 1].text : "") : nil
            sample.columns.append(SampleColumn(number: number, name: name))
        }
        sample.rowCount = rows.count
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
