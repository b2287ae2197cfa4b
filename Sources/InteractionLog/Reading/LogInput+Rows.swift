import TableReading

/// What is known of a file whose rows cannot be read, too: nothing.
extension LogInput {
    var rowResults: (faults: TableFaultCollector, skipped: TableFaultCollector, rows: Int, skippedRows: Int) {
        guard let reader else { return (TableFaultCollector(), TableFaultCollector(), 0, 0) }
        return (reader.faults, reader.skippedFaults, reader.rows, reader.skippedRows)
    }

    func place(of place: RowPlace, user: String? = nil, isItem: Bool = false) -> TableFault.Place {
        reader?.place(of: place, user: user, isItem: isItem) ?? .whole
    }
}
