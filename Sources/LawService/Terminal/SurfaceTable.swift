/// Formats a surface: a row for each number of layers, a column for each dim.
enum SurfaceTable {
    /// What fits on a screen. Of more, evenly spaced ones are shown.
    private static let mostColumns = 10
    private static let mostRows = 24

    static func lines(_ answer: AnswerValue) -> [String] {
        let layers = answer["layers"].elements
        let dim = answer["dim"].elements
        let rows = Spacing.indices(of: layers.count, most: mostRows)
        let columns = Spacing.indices(of: dim.count, most: mostColumns)
        var table = TextTable()
        table.add(["layers \\ dim"] + columns.map { dim[$0].integer.map(String.init) ?? "–" })
        for row in rows {
            let values = answer["value"][row].elements
            table.add(
                [layers[row].integer.map(String.init) ?? "–"]
                    + columns.map { values.indices.contains($0) ? values[$0].metric : "–" }
            )
        }
        var lines = [
            "\(answer["law"].word), \(answer["metric"].word) (\(answer["goal"].word))"
                + (answer["dPrime"].exists ? ", D′ = \(answer["dPrime"].shown)" : ""),
            "",
        ]
        lines += table.lines()
        if rows.count < layers.count || columns.count < dim.count {
            lines += [
                "",
                "\(rows.count) of \(Readable.count(layers.count, "layer")) and \(columns.count) of \(Readable.count(dim.count, "dim")); --json prints all",
            ]
        }
        return lines + Readable.warnings(answer["warnings"])
    }
}

/// Chooses evenly spaced elements of a long list.
enum Spacing {
    /// At most `most` indices, with the first and the last one.
    static func indices(of count: Int, most: Int) -> [Int] {
        let shown = min(count, most)
        return (0..<shown).map { shown < 2 ? 0 : $0 * (count - 1) / (shown - 1) }
    }

    static func evenly<Element>(_ elements: [Element], most: Int) -> [Element] {
        indices(of: elements.count, most: most).map { elements[$0] }
    }
}
