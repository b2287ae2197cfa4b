import LawFitting

/// The answer of `GET /surface`: predictions over a grid, rows by layer.
struct SurfaceAnswer: Sendable {
    let law: String
    let metric: String
    /// `maximise` or `minimise`.
    let goal: String
    let dPrime: Double?
    /// For a dataset that was not fitted.
    let newDataset: NewDatasetAnswer?
    let level: Double
    let layers: [Int]
    let dim: [Int]
    /// By layers, then by dim.
    let rows: [[Prediction]]
    let warnings: [Warning]

    /// The body, with sorted keys. Foundation's encoder would take as long as the predictions of a large grid.
    var bytes: [UInt8] {
        get throws(Problem) {
            var writer = JSONWriter()
            writer.object { answer in
                answer.key("dPrime")
                answer.number(orNull: dPrime)
                answer.key("dim")
                answer.array(dim) { value, element in element.integer(value) }
                answer.key("goal")
                answer.string(goal)
                answer.key("high")
                write(&answer) { $0.high }
                answer.key("law")
                answer.string(law)
                answer.key("layers")
                answer.array(layers) { value, element in element.integer(value) }
                answer.key("level")
                answer.number(level)
                answer.key("low")
                write(&answer) { $0.low }
                answer.key("metric")
                answer.string(metric)
                answer.key("newDataset")
                if let newDataset { answer.object(newDataset.write) } else { answer.null() }
                answer.key("value")
                write(&answer) { $0.value }
                answer.key("warnings")
                answer.array(warnings) { warning, element in element.object(warning.write) }
            }
            writer.lineFeed()
            return try writer.bytes
        }
    }

    private func write(_ answer: inout JSONWriter, _ number: (Prediction) -> Double) {
        answer.array(rows) { row, line in
            line.array(row) { prediction, element in element.number(number(prediction)) }
        }
    }
}
