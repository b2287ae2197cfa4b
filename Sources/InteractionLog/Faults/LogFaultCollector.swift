/// Gathers faults; those beyond the capacity are counted, and no text is made for them.
struct LogFaultCollector: Sendable {
    let capacity: Int
    /// The part of the log that is being read.
    var part = 0
    private(set) var listed: [InputFault] = []
    private(set) var total = 0
    /// How many records have a fault, by `FaultKind`, and the last such record.
    private var counts = [Int](repeating: 0, count: FaultKind.allCases.count)
    private var lastRecords = [Int?](repeating: nil, count: FaultKind.allCases.count)

    var isEmpty: Bool { total == 0 }

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// - Parameters:
    ///   - kind: What the summary counts it as.
    ///   - record: The record it is a fault of; nil where it is one of the log as a whole, which no summary counts.
    mutating func add(
        _ detail: @autoclosure () -> String,
        at place: InputFault.Place,
        kind: FaultKind = .other,
        record: Int? = nil
    ) {
        total += 1
        if let record, lastRecords[kind.rawValue] != record {
            lastRecords[kind.rawValue] = record
            counts[kind.rawValue] += 1
        }
        guard listed.count < capacity else { return }
        var fault = InputFault(place: place, detail: detail())
        fault.part = part
        listed.append(fault)
    }

    mutating func append(contentsOf other: LogFaults) {
        total += other.total
        listed.append(contentsOf: other.faults.prefix(max(0, capacity - listed.count)))
    }

    /// - Parameter records: How many records there were and what they are called, for the summary.
    func faults(of records: (count: Int, name: String)? = nil, cause: LogFaults.Cause = .content) -> LogFaults {
        var summary: [String] = []
        if let records {
            for kind in FaultKind.allCases where counts[kind.rawValue] > 0 {
                let share = "\(Self.grouped(counts[kind.rawValue])) of \(Self.grouped(records.count))"
                summary.append("\(share) \(records.name) \(kind.words)")
            }
        }
        return LogFaults(faults: listed, total: total, summary: summary, cause: cause)
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
