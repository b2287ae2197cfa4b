import JSONText

/// Collects the faults of one input, so that all of them are reported together.
struct FaultList {
    /// The most places that an answer lists. Further faults are only counted.
    static let listed = 20

    private(set) var places: [ProblemPlace] = []
    private(set) var count = 0
    /// How many faults are conflicts: each value is valid, but they do not fit together.
    private var conflicts = 0

    var isEmpty: Bool { count == 0 }

    /// Whether further faults would only be counted. A reader of hostile input may stop here.
    var isFull: Bool { places.count == Self.listed }

    /// Adds a fault. The texts are made only if the answer lists them: a client can send thousands of faults.
    mutating func append(_ pointer: @autoclosure () -> String, _ detail: @autoclosure () -> String) {
        count += 1
        if !isFull { places.append(ProblemPlace(pointer: pointer(), detail: detail())) }
    }

    /// Adds a fault of values that are valid each and do not fit together.
    mutating func appendConflict(_ pointer: @autoclosure () -> String, _ detail: @autoclosure () -> String) {
        append(pointer(), detail())
        conflicts += 1
    }

    /// Adds faults that were collected elsewhere; `total` also counts those that are not in `other`.
    mutating func append(_ other: [ProblemPlace], total: Int) {
        for place in other { append(place.pointer, place.detail) }
        count += total - other.count
    }

    /// Throws one problem that names every place, if there is any fault.
    ///
    /// - Parameter code: by default 422 if all faults are conflicts, else 400.
    func check(_ code: Problem.Code? = nil) throws(Problem) {
        guard !isEmpty else { return }
        throw problem(code ?? (conflicts == count ? .unsatisfiable : .badRequest), total: count)
    }

    /// - Parameters:
    ///   - total: the number of faults, listed or not.
    ///   - summary: the number of records with each fault, such as `312 of 157,474 lines have no item`.
    func problem(_ code: Problem.Code, total: Int, summary: [String] = []) -> Problem {
        let shares = summary.isEmpty ? "" : " (\(summary.joined(separator: "; ")))"
        let detail =
            switch (total, places.first) {
            case (1, let first?): first.pointer.isEmpty ? first.detail : "\(first.pointer): \(first.detail)"
            case (...places.count, _): "\(total) faults in the input\(shares); each is listed under errors"
            default: "\(total) faults in the input\(shares); the first \(places.count) are listed under errors"
            }
        return Problem(code, detail, errors: places)
    }
}

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
