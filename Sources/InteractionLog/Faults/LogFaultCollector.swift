import JSONText

/// Collects faults, and counts how many records have each kind of fault.
///
/// `JSONFaultCollector` collects too, but is shared by the cursors of one tree, so it is a class with a lock. This one
/// is a value on the path of every record. Both keep their faults in a `BoundedList`.
struct LogFaultCollector: Sendable {
    /// Which of the log's files is being read.
    var fileIndex = 0
    private var list: BoundedList<InputFault>
    /// By `FaultKind`: how many records have it, and the last such record.
    private var counts = [Int](repeating: 0, count: FaultKind.allCases.count)
    private var lastRecords = [Int?](repeating: nil, count: FaultKind.allCases.count)

    var total: Int { list.total }
    var isEmpty: Bool { list.total == 0 }

    /// - Parameter capacity: How many faults are listed; further ones are counted.
    init(capacity: Int) {
        list = BoundedList(capacity: capacity)
    }

    /// - Parameters:
    ///   - kind: What the summary counts the fault as.
    ///   - record: The faulty record; nil for a fault of the whole log, which the summary does not count.
    mutating func add(
        _ detail: @autoclosure () -> String,
        at place: InputFault.Place,
        kind: FaultKind = .other,
        record: Int? = nil
    ) {
        if let record, lastRecords[kind.rawValue] != record {
            lastRecords[kind.rawValue] = record
            counts[kind.rawValue] += 1
        }
        let fileIndex = fileIndex
        list.append(InputFault(place: place, detail: detail(), fileIndex: fileIndex))
    }

    /// Adds the faults of a JSON text within the log.
    mutating func append(contentsOf faults: JSONFaults) {
        switch faults {
        case .syntax(let error):
            add("\(error.kind)", at: .line(error.line, column: error.column))
        case .content(let listed, let total):
            let converted = listed.map {
                InputFault(
                    place: .pointer($0.pointer.description),
                    detail: "\($0.reason)",
                    fileIndex: fileIndex
                )
            }
            list.append(contentsOf: converted, total: total)
        }
    }

    /// - Parameter records: For the summary: how many records there were, and what they are called.
    func faults(of records: (count: Int, name: String)? = nil, cause: LogFaults.Cause = .content) -> LogFaults {
        var summary: [String] = []
        if let records {
            for kind in FaultKind.allCases where counts[kind.rawValue] > 0 {
                let share = "\(Self.grouped(counts[kind.rawValue])) of \(Self.grouped(records.count))"
                summary.append("\(share) \(records.name) \(kind.message)")
            }
        }
        return LogFaults(faults: list.elements, total: total, summary: summary, cause: cause)
    }

    /// Digits in groups of three.
    private static func grouped(_ count: Int) -> String {
        var text = ""
        for (index, digit) in String(count).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
