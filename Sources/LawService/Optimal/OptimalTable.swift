/// Formats the best configurations as a table.
enum OptimalTable {
    /// The most lines for the frontier. Of a longer one, evenly spaced points are shown.
    private static let frontierLines = 12

    static func text(_ answer: OptimalAnswer) -> String {
        var lines = ["\(answer.law), \(answer.metric), parameters of \(answer.architecture)"]
        if answer.items > 0 { lines[0] += " with \(Readable.integer(answer.items)) items" }
        lines.append("")
        var table = TextTable()
        table.add(["", "layers", "dim", answer.metric, "from", "to", "parameters"])
        table.add(["best"] + cells(answer.best))
        table.add(["cheapest within \(Readable.number(answer.tolerance * 100)) %"] + cells(answer.cheapest))
        lines += table.lines()
        let (layers, dim) = (answer.confidence.layers, answer.confidence.dim)
        lines += [
            "",
            "not significantly worse (\(Readable.number(answer.confidence.level * 100)) %): "
                + "\(layers[0])–\(layers[1]) layers, dim \(dim[0])–\(dim[1])",
            "", "frontier:",
        ]
        lines += frontier(answer).lines(indent: "  ")
        return (lines + Readable.warnings(answer.warnings)).joined(separator: "\n") + "\n"
    }

    private static func cells(_ choice: OptimalAnswer.Choice) -> [String] {
        [String(choice.layers), String(choice.dim)]
            + [choice.value, choice.low, choice.high].map(Readable.metric)
            + [Readable.integer(choice.parameters)]
    }

    private static func frontier(_ answer: OptimalAnswer) -> TextTable {
        var table = TextTable()
        table.add(["parameters", "layers", "dim", answer.metric])
        let count = answer.frontier.count
        let shown = min(count, frontierLines)
        for line in 0..<shown {
            let point = answer.frontier[shown < 2 ? 0 : line * (count - 1) / (shown - 1)]
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
