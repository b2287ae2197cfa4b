import TableReading

extension Problem {
    /// The refusal of a table: 415 if its bytes are of another format, 413 if they unpack to too many, else 400 that names
    /// every place.
    ///
    /// - Parameters:
    ///   - total: the number of faults, listed or not; `nil` if all are listed.
    ///   - summary: the number of rows with each fault, such as `312 of 157,474 rows have no item`.
    init(_ faults: [TableFault], total: Int? = nil, summary: [String] = []) {
        if let foreign = faults.first(where: { $0.kind == .unsupported }) {
            self.init(.unsupportedMediaType, foreign.detail)
            return
        }
        if let long = faults.first(where: { $0.kind == .tooLong }) {
            self.init(.bodyTooLarge, long.detail)
            return
        }
        var list = FaultList()
        for fault in faults { list.append(fault.place.description, fault.detail) }
        self = list.problem(.badRequest, total: total ?? faults.count, summary: summary)
    }

    init(_ fault: TableFault) {
        self.init([fault])
    }

    /// The refusal of a table whose rows are faulty.
    init(_ faults: TableFaultCollector, rows: Int) {
        self.init(faults.listed, total: faults.total, summary: faults.summary(rows: rows))
    }
}
