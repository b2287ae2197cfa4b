import JSONText
public import ResourceMetering

/// Reads the rows of a log by its plan, from slices of text that are cut anywhere.
///
/// The rows, the faults and their places do not depend on the cuts. After a fault that refuses the table reading continues,
/// so that all faults are found; rows without a fault are still delivered, and a consumer may find faults in them.
public struct LogTableReader: Sendable {
    public let plan: ReadingPlan
    /// One of the two is nil. Both change in place, so that their buffers are never copied.
    private var delimited: DelimitedReader<LogRowBuilder>?
    private var json: JSONRowReader<LogRowBuilder>?
    private let unit: TimeUnit
    private var isFinished = false

    /// - Precondition: The plan is one of a log.
    /// - Parameters:
    ///   - piece: The place of the text in a file that several readers share.
    ///   - threads: May read ahead in slices of 64 KiB and more.
    public init(_ plan: ReadingPlan, piece: TablePiece = TablePiece(), threads: (any SpareThreads)? = nil) {
        guard case .log(let roles) = plan.roles else { preconditionFailure("the plan is not one of a log") }
        self.plan = plan
        unit = roles.times.first?.format.unit ?? .seconds
        let builder = LogRowBuilder(plan: plan, roles: roles)
        switch plan.structure {
        case .delimited(let structure):
            let watched = Set(plan.columns.indices.filter { plan.watchesCells(of: $0) })
            let longest = plan.limits.recordBytes
            let integers = IntegerRecords(structure, roles, watched: watched, longest: longest)
            let labels = LabelRecords(structure, roles, watched: watched, longest: longest)
            delimited = DelimitedReader(
                plan,
                structure,
                builder,
                integerRecords: integers,
                labelRecords: labels,
                piece: piece,
                threads: threads
            )
        case .json(let layout): json = JSONRowReader(plan, layout, builder, piece: piece)
        }
    }

    /// What the table is refused for. No fault of a row that `onError=skip` leaves out is among them.
    public var faults: TableFaultCollector { rowFaults.refused }

    /// The faults of rows that were left out.
    public var skippedFaults: TableFaultCollector { rowFaults.skipped }

    /// Rows so far, those that were left out included; headers and blank lines are none.
    public var rows: Int { rowFaults.rows }

    /// Rows that were left out, by `onError=skip`.
    public var skippedRows: Int { plan.onError == .skip ? rowFaults.skippedRows : 0 }

    /// The keys behind the first records that have no role, as far as they are listed.
    public var lateKeys: [String] { rowFaults.lateColumns.ignored }

    private var rowFaults: RowFaults {
        delimited?.builder.faults ?? json?.builder.faults ?? RowFaults(plan)
    }

    /// The place of an item of a row, or that of a list.
    ///
    /// - Parameter user: The user of the list, which is its key in a JSON object of users.
    public func place(of place: RowPlace, user: String? = nil, isItem: Bool = false) -> TableFault.Place {
        rowFaults.place(of: place, user: user, isItem: isItem)
    }

    /// Reads a slice of text and delivers the rows that end in it.
    public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, into consumer: inout some LogRowConsumer) {
        let bytes = UnsafeRawBufferPointer(bytes)
        delimited?.beginSlice(bytes)
        defer { delimited?.endSlice() }
        var begin = 0
        while begin < bytes.count {
            if let rows = delimited?.rowsAhead(at: begin) {
                deliver(rows, to: &consumer)
                begin = rows.end
            } else {
                begin = step(bytes, from: begin)
                deliver(to: &consumer)
            }
        }
    }

    /// Whether other threads read ahead in a long slice.
    public var readsAhead: Bool { delimited?.readsAhead ?? false }

    /// Memory for what is read ahead and for a record that a slice cut, in bytes.
    public var bytes: Int { delimited?.bytes ?? 0 }

    private func deliver(_ rows: RowsAhead.Rows, to consumer: inout some LogRowConsumer) {
        for begin in stride(from: 0, to: rows.items.count, by: RowBuffer.rows) {
            let range = begin..<min(begin + RowBuffer.rows, rows.items.count)
            consumer.integerRows(
                IntegerRows(
                    users: UnsafeBufferPointer(rebasing: rows.users[range]),
                    items: UnsafeBufferPointer(rebasing: rows.items[range]),
                    times: UnsafeBufferPointer(rebasing: rows.times.isEmpty ? rows.times[0..<0] : rows.times[range]),
                    unit: unit
                )
            )
        }
    }

    /// Ends the text.
    public mutating func finish(into consumer: inout some LogRowConsumer) {
        guard !isFinished else { return }
        isFinished = true
        delimited?.finish()
        json?.finish()
        deliver(to: &consumer)
    }

    private mutating func step(_ bytes: UnsafeRawBufferPointer, from begin: Int) -> Int {
        delimited?.read(bytes, from: begin) ?? json?.read(bytes, from: begin) ?? bytes.count
    }

    private mutating func deliver(to consumer: inout some LogRowConsumer) {
        let unit = unit
        delimited?.builder.deliver(to: &consumer, unit: unit)
        json?.builder.deliver(to: &consumer, unit: unit)
    }
}

extension LogRowBuilder {
    /// Delivers the rows that wait.
    fileprivate mutating func deliver(to consumer: inout some LogRowConsumer, unit: TimeUnit) {
        if output.isEmpty { return }
        let open = openTexts
        output.deliver(to: &consumer, unit: unit)
        restore(open)
    }
}
