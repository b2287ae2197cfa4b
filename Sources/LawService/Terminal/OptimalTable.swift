/// Formats the best configurations as a table.
enum OptimalTable {
    /// The most lines of a list.
    private static let mostLines = 12

    static func lines(_ answer: AnswerValue) -> [String] {
        let metric = answer["metric"].word
        var lines = [
            "\(answer["law"].word), \(metric) (\(answer["goal"].word)), parameters of \(answer["architecture"].word)"
        ]
        if let items = answer["items"].integer, items > 0 {
            lines[0] += " with \(Readable.count(items, "item"))"
        }
        if answer["dPrime"].exists { lines[0] += ", D′ = \(answer["dPrime"].shown)" }
        lines.append("")
        var table = TextTable()
        table.add(["", "layers", "dim", metric, "from", "to", "parameters"])
        table.add(["best"] + cells(answer["best"]))
        let tolerance = Readable.number(answer["tolerance"].number.map { $0 * 100 })
        table.add(["cheapest within \(tolerance) % of the range"] + cells(answer["cheapest"]))
        lines += table.lines()
        lines += ["", next(answer["nextTenPercent"])]
        for name in ["best", "cheapest"] {
            guard let octaves = answer[name]["octaves"].number, octaves > 0 else { continue }
            lines += [
                "",
                "extrapolation: the \(name) is \(Readable.count(octaves, "octave")) off the measured configurations",
            ]
        }
        if answer["newDataset"].exists {
            lines += ["", "new dataset: the law rests on \(answer["newDataset"]["datasets"].shown) others"]
        }
        let confidence = answer["confidence"]
        lines += ["", "may be as good (\(Readable.number(confidence["level"].number.map { $0 * 100 })) %):"]
        lines += rows(confidence["byLayers"]).lines(indent: "  ")
        lines += ["", "frontier:"]
        lines += frontier(answer["frontier"], metric).lines(indent: "  ")
        return lines + Readable.warnings(answer["warnings"])
    }

    /// What more parameters would gain.
    private static func next(_ gain: AnswerValue) -> String {
        let limited = gain["limited"].flag == true ? "; a size that was not searched may gain more" : ""
        guard let better = gain["gain"].number, better > 0 else {
            return "10 % more parameters gain nothing\(limited)"
        }
        let error = Readable.brief(gain["standardError"].number ?? 0)
        return "10 % more parameters gain \(Readable.brief(better)) ± \(error) at "
            + "\(Readable.count(gain["layers"].integer ?? 0, "layer")), dim \(gain["dim"].shown)\(limited)"
    }

    private static func cells(_ choice: AnswerValue) -> [String] {
        [count(choice["layers"]), count(choice["dim"])] + ["value", "low", "high"].map { choice[$0].metric }
            + [choice["parameters"].shown]
    }

    /// A row for each number of layers; of many, evenly spaced ones.
    private static func rows(_ rows: AnswerValue) -> TextTable {
        var table = TextTable()
        table.add(["layers", "dim from", "to"])
        for row in Spacing.evenly(rows.elements, most: mostLines) {
            table.add([row["layers"], row["dim"][0], row["dim"][1]].map(count))
        }
        return table
    }

    private static func frontier(_ points: AnswerValue, _ metric: String) -> TextTable {
        var table = TextTable()
        table.add(["parameters", "layers", "dim", metric])
        for point in Spacing.evenly(points.elements, most: mostLines) {
            table.add([point["parameters"].shown, count(point["layers"]), count(point["dim"]), point["value"].metric])
        }
        return table
    }

    private static func count(_ value: AnswerValue) -> String { value.integer.map(String.init) ?? "–" }
}
