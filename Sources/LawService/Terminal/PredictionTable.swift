/// Formats a prediction as a table.
enum PredictionTable {
    static func lines(_ answer: AnswerValue) -> [String] {
        var table = TextTable()
        table.add([
            "metric", "goal", "predicted", "\(Readable.number(answer["level"].number.map { $0 * 100 })) % from", "to",
        ])
        for (metric, interval) in answer["predictions"].members {
            table.add(
                [AnswerValue.name(metric), interval["goal"].word]
                    + ["value", "low", "high"].map { interval[$0].metric }
            )
        }
        let head =
            "\(answer["law"].word) at \(Readable.count(answer["layers"].integer ?? 0, "layer")), dim \(answer["dim"].shown)"
            + (answer["dPrime"].exists ? ", D′ = \(answer["dPrime"].shown)" : "")
        var lines = [head, ""] + table.lines()
        if let octaves = answer["extrapolation"]["octaves"].number, octaves > 0 {
            lines += ["", "extrapolation: \(Readable.count(octaves, "octave")) off the measured configurations"]
        }
        if answer["newDataset"].exists {
            lines += ["", "new dataset: the law rests on \(answer["newDataset"]["datasets"].shown) others"]
        }
        return lines + Readable.warnings(answer["warnings"])
    }
}
