import InteractionLog

extension Problem {
    /// The faults of a dataset, each at its JSON Pointer or its line and column.
    init(_ faults: LogFaults) {
        var list = FaultList()
        for fault in faults.faults { list.append(fault.place.description, fault.detail) }
        self = list.problem(.badRequest, total: faults.total)
    }
}
