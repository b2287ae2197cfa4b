/// Rows of a table that are written as JSON arrays.
extension TablePlanner {
    /// A remark on sequences that may be rows of user, item and time, such as `[["1","10",1401846794],…]`.
    func rowArraysWarning(_ records: [JSONSketch]) -> TableWarning? {
        guard records.count > 1 else { return nil }
        for record in records {
            guard case .array(let elements, _) = record, elements.count == 3 || elements.count == 4 else { return nil }
            guard Self.isUnixTime(elements[elements.count - 1]), !Self.isUnixTime(elements[0]) else { return nil }
        }
        return TableWarning(
            code: "looksLikeRows",
            message:
                "each array ends in a Unix time, which is counted as an item, and is one sequence; if each is a row of user,"
                + " item and time, write it as an object with these keys, or as a line of CSV"
        )
    }

    /// Whether a value is a time between 1990 and 2100, in seconds or milliseconds.
    private static func isUnixTime(_ value: JSONSketch) -> Bool {
        guard case .scalar(let cell) = value, let number = Double(cell.text) else { return false }
        let years = 631_152_000.0..<4_102_444_800.0
        return years.contains(number) || years.contains(number / 1_000)
    }
}
