/// Formats the best configurations as a table.
enum OptimalTable {
    /// The most lines of a list. Of a longer one, evenly spaced lines are shown.
    private static let mostLines = 12

    static func text(_ answer: OptimalAnswer) -> String {
        var lines = ["\(answer.law), \(answer.metric) (\(answer.goal)), parameters of \(answer.architecture)"]
        if answer.items > 0 { lines[0] += " with \(Readable.integer(answer.items)) items" }
        lines.append("")
        var table = TextTable()
        table.add(["", "layers", "dim", answer.metric, "from", "to", "parameters"])
        table.add(["best"] + cells(answer.best))
        table.add(
            ["cheapest within \(Readable.number(answer.tolerance * 100)) % of the range"] + cells(answer.cheapest)
        )
        lines += table.lines()
        for (name, choice) in [("best", answer.best), ("cheapest", answer.cheapest)] where choice.octaves > 0 {
            lines += [
                "",
                "extrapolation: the \(name) is \(Readable.number(choice.octaves)) octaves off the measured configurations",
            ]
        }
        if let datasets = answer.newDataset?.datasets {
            lines += ["", "new dataset: the law rests on \(datasets) others"]
        }
        lines += ["", "may be as good (\(Readable.number(answer.confidence.level * 100)) %):"]
        lines += confidence(answer).lines(indent: "  ")
        lines += ["", "frontier:"]
        lines += frontier(answer).lines(indent: "  ")
        return (lines + Readable.warnings(answer.warnings)).joined(separator: "\n") + "\n"
    }

    private static func cells(_ choice: OptimalAnswer.Choice) -> [String] {
        [String(choice.layers), String(choice.dim)]
            + [choice.value, choice.low, choice.high].map(Readable.metric)
            + [Readable.integer(choice.parameters)]
    }

    /// A row for each number of layers; of many, evenly spaced ones.
    private static func confidence(_ answer: OptimalAnswer) -> TextTable {
        var table = TextTable()
        table.add(["layers", "dim from", "to"])
        for row in evenly(answer.confidence.byLayers) {
            table.add([row.layers, row.dim[0], row.dim[1]].map(String.init))
        }
        return table
    }

    private static func evenly<Element>(_ elements: [Element]) -> [Element] {
        let shown = min(elements.count, mostLines)
        return (0..<shown).map { elements[shown < 2 ? 0 : $0 * (elements.count - 1) / (shown - 1)] }
    }

    private static func frontier(_ answer: OptimalAnswer) -> TextTable {
        var table = TextTable()
        table.add(["parameters", "layers", "dim", answer.metric])
        for point in evenly(answer.frontier) {
            table.add(
                [
                    Readable.integer(point.parameters), String(point.layers), String(point.dim),
                    Readable.metric(point.value),
                ]
            )
        }
        return table
    }
}
