/// Collects faults. Those beyond the capacity are only counted, and no text is made for them.
public struct TableFaultCollector: Sendable {
    public let capacity: Int
    public private(set) var listed: [TableFault] = []
    public private(set) var total = 0
    /// How many rows have a fault, by kind.
    public private(set) var rows: [TableFault.Kind: Int] = [:]
    private var lastRow: [TableFault.Kind: Int] = [:]

    public var isEmpty: Bool { total == 0 }

    public init(capacity: Int = 20) {
        self.capacity = capacity
    }

    /// - Parameter row: The number of the faulty row; nil if the fault belongs to the table as a whole.
    mutating func add(
        _ kind: TableFault.Kind,
        at place: @autoclosure () -> TableFault.Place,
        row: Int? = nil,
        _ detail: @autoclosure () -> String
    ) {
        total += 1
        if let row, lastRow[kind] != row {
            lastRow[kind] = row
            rows[kind, default: 0] += 1
        }
        if listed.count < capacity { listed.append(TableFault(kind, at: place(), detail())) }
    }

    mutating func add(_ fault: TableFault) {
        add(fault.kind, at: fault.place, fault.detail)
    }

    /// Sentences such as `312 of 157,474 rows have no item`, one for each kind that occurs.
    public func summary(rows count: Int) -> [String] {
        Self.summary(rows, of: count)
    }

    package static func summary(_ rows: [TableFault.Kind: Int], of count: Int) -> [String] {
        TableFault.Kind.allCases.compactMap { kind in
            rows[kind].map { "\(grouped($0)) of \(grouped(count)) rows \(kind.text($0))" }
        }
    }

    /// Digits in groups of three.
    static func grouped(_ count: Int) -> String {
        var text = ""
        for (index, digit) in String(count).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
