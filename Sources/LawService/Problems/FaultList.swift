import JSONText

/// Collects the faults of one input, so that all of them are reported together.
struct FaultList {
    /// No more places than this are listed; the rest are counted.
    static let listed = 20

    private(set) var places: [ProblemPlace] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ pointer: String, _ detail: String) {
        count += 1
        if places.count < Self.listed { places.append(ProblemPlace(pointer: pointer, detail: detail)) }
    }

    /// Adds what was found elsewhere, listed or only counted.
    mutating func append(_ other: [ProblemPlace], total: Int) {
        for place in other { append(place.pointer, place.detail) }
        count += total - other.count
    }

    /// Throws one problem that names every place, where there is any.
    func check(_ code: Problem.Code = .badRequest) throws(Problem) {
        if !isEmpty { throw problem(code, total: count) }
    }

    /// - Parameters:
    ///   - total: how many faults there are, listed or not.
    ///   - summary: how many records have which fault, such as `312 of 157,474 lines have no item`.
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
