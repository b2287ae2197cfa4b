import JSONText

extension Problem {
    /// The faults of a JSON body, each at its JSON Pointer; a syntax error at its line and column.
    init(_ faults: JSONFaults) {
        switch faults {
        case .syntax(let error):
            let place = "line \(error.line), column \(error.column)"
            self.init(
                .badRequest,
                "the body is not valid JSON: \(error.description)",
                errors: [ProblemPlace(pointer: place, detail: error.description)]
            )
        case .content(let listed, let total):
            var list = FaultList()
            for fault in listed { list.append(fault.pointer.description, fault.reason.description) }
            self = list.problem(.badRequest, total: total)
        }
    }
}
