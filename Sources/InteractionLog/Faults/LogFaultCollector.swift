import JSONText
import TableReading

/// Collects the faults of all files of a log, and counts how many rows have each kind of fault.
struct LogFaultCollector: Sendable {
    private var list: BoundedList<InputFault>
    private var rows: [TableFault.Kind: Int] = [:]

    var isEmpty: Bool { list.total == 0 }

    /// - Parameter capacity: How many faults are listed; further ones are counted.
    init(capacity: Int) {
        list = BoundedList(capacity: capacity)
    }

    /// - Parameter rows: How many rows have the fault: 0 for a fault of the whole log, which the summary does not count.
    mutating func add(_ fault: TableFault, fileIndex: Int, rows count: Int = 0) {
        list.append(InputFault(fault, fileIndex: fileIndex))
        if count > 0 { rows[fault.kind, default: 0] += count }
    }

    /// Adds the faults of a file's rows, and those that the reading of its rows found, in the order of their lines.
    mutating func add(_ faults: TableFaultCollector, _ others: RowFaultList, fileIndex: Int) {
        let listed = (faults.listed + others.listed).enumerated().sorted {
            Self.order($0.element.place, $1.element.place) ?? ($0.offset < $1.offset)
        }
        list.append(
            contentsOf: listed.map { InputFault($0.element, fileIndex: fileIndex) },
            total: faults.total + others.total
        )
        for (kind, count) in faults.rows { rows[kind, default: 0] += count }
        if others.total > 0 { rows[others.kind, default: 0] += others.total }
    }

    /// - Parameter rows: How many rows there were, for the summary.
    func faults(rows count: Int, cause: LogFaults.Cause = .content) -> LogFaults {
        LogFaults(
            faults: list.elements,
            total: list.total,
            summary: TableFaultCollector.summary(rows, of: count),
            cause: cause
        )
    }

    /// Whether a place is before another; nil if they have no order.
    private static func order(_ first: TableFault.Place, _ second: TableFault.Place) -> Bool? {
        guard case .line(let line, let column) = first, case .line(let otherLine, let otherColumn) = second,
            (line, column) != (otherLine, otherColumn)
        else { return nil }
        return (line, column) < (otherLine, otherColumn)
    }
}

/// Faults of one kind that only the whole log shows, such as a second row of a user.
struct RowFaultList: Sendable {
    let kind: TableFault.Kind
    private var list: BoundedList<TableFault>

    var listed: [TableFault] { list.elements }
    var total: Int { list.total }

    init(_ kind: TableFault.Kind, capacity: Int) {
        self.kind = kind
        list = BoundedList(capacity: capacity)
    }

    mutating func add(at place: @autoclosure () -> TableFault.Place, _ detail: @autoclosure () -> String) {
        list.append(TableFault(kind, at: place(), detail()))
    }

    /// Counts faults that are not listed.
    mutating func addUnlisted(_ count: Int) {
        list.append(contentsOf: [], total: count)
    }
}
