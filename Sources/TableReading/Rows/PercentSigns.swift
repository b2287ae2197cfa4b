/// Which cells of a row have a percent sign: a value and its standard error are in one unit.
struct PercentSigns {
    private var values: [Int: Bool] = [:]
    private var standardErrors: [Int: (place: CellPlace, hasSign: Bool)] = [:]

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        standardErrors.removeAll(keepingCapacity: true)
    }

    /// - Parameter metric: The metric's index among those of the table.
    mutating func addValue(_ metric: Int, hasSign: Bool) { values[metric] = hasSign }

    mutating func addStandardError(_ metric: Int, hasSign: Bool, at place: CellPlace) {
        standardErrors[metric] = (place, hasSign)
    }

    /// The metrics whose value has a percent sign although its standard error has none, and where the standard error is.
    var plainErrors: [(metric: Int, place: CellPlace)] {
        standardErrors.sorted { $0.key < $1.key }.compactMap { metric, error in
            values[metric] == true && !error.hasSign ? (metric, error.place) : nil
        }
    }
}
