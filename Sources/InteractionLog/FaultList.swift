/// Gathers faults; those beyond the capacity are counted, and no text is made for them.
struct FaultList: Sendable {
    let capacity: Int
    private(set) var listed: [InputFault] = []
    private(set) var total = 0
    /// By `FaultKind`.
    private var counts = [Int](repeating: 0, count: FaultKind.allCases.count)

    var isEmpty: Bool { total == 0 }

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func add(
        _ detail: @autoclosure () -> String,
        at place: InputFault.Place,
        kind: FaultKind = .other
    ) {
        total += 1
        counts[kind.rawValue] += 1
        if listed.count < capacity { listed.append(InputFault(place: place, detail: detail())) }
    }

    mutating func append(contentsOf other: LogFaults) {
        total += other.total
        counts[FaultKind.other.rawValue] += other.total
        listed.append(contentsOf: other.faults.prefix(max(0, capacity - listed.count)))
    }

    /// - Parameter records: How many records there were and what they are called, for the summary.
    func faults(of records: (count: Int, name: String)? = nil, cause: LogFaults.Cause = .content) -> LogFaults {
        var summary: [String] = []
        if let records {
            for kind in FaultKind.allCases where counts[kind.rawValue] > 0 && kind != .other {
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
