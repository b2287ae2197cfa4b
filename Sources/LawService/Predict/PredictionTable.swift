import LawFitting

/// Formats a prediction as a table.
enum PredictionTable {
    static func text(_ answer: PredictionAnswer) -> String {
        var table = TextTable()
        table.add(["metric", "goal", "predicted", "\(Readable.number(answer.level * 100)) % from", "to"])
        for interval in answer.predictions {
            table.add(
                [interval.metric, interval.goal.rawValue]
                    + [interval.value, interval.low, interval.high].map(Readable.metric)
            )
        }
        let head =
            "\(answer.law) at \(answer.layers) layers, dim \(answer.dim)"
            + (answer.dPrime.map { ", D′ = \(Readable.number($0))" } ?? "")
        var lines = [head, ""] + table.lines()
        if answer.extrapolation.octaves > 0 {
            lines += [
                "",
                "extrapolation: \(Readable.number(answer.extrapolation.octaves)) octaves off the measured configurations",
            ]
        }
        if let datasets = answer.newDataset {
            lines += ["", "new dataset: the law rests on \(datasets) others"]
        }
        return (lines + Readable.warnings(answer.warnings)).joined(separator: "\n") + "\n"
    }
}
