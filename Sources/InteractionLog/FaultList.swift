/// Gathers faults; those beyond the capacity are counted, and no text is made for them.
struct FaultList: Sendable {
    let capacity: Int
    private(set) var listed: [InputFault] = []
    private(set) var total = 0

    var isEmpty: Bool { total == 0 }

    var faults: LogFaults { LogFaults(faults: listed, total: total) }

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func add(_ detail: @autoclosure () -> String, at place: InputFault.Place) {
        total += 1
        if listed.count < capacity { listed.append(InputFault(place: place, detail: detail())) }
    }

    mutating func append(contentsOf other: LogFaults) {
        total += other.total
        listed.append(contentsOf: other.faults.prefix(max(0, capacity - listed.count)))
    }
}
