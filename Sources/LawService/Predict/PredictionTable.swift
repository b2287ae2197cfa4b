/// Formats a prediction as a table.
enum PredictionTable {
    static func text(_ answer: PredictionAnswer) -> String {
        var table = TextTable()
        table.add(["metric", "predicted", "\(Readable.number(answer.level * 100)) % from", "to"])
        for interval in answer.predictions {
            table.add([interval.metric] + [interval.value, interval.low, interval.high].map(Readable.metric))
        }
        let head =
            "\(answer.law) at \(answer.layers) layers, dim \(answer.dim)"
            + (answer.dPrime.map { ", D′ = \(Readable.number($0))" } ?? "")
        return ([head, ""] + table.lines() + Readable.warnings(answer.warnings)).joined(separator: "\n") + "\n"
    }
}
