/// Formats the comparison of several laws.
enum ComparisonTable {
    static func lines(_ answer: AnswerValue) -> [String] {
        var table = TextTable()
        table.add([
            "law", "layers", "dim", answer["metric"].word, "from", "to", "best (probability)", "best run (probability)",
            "room to grow",
        ])
        for law in answer["laws"].elements {
            let optimum = law["optimum"]
            table.add(
                [DisplayWidth.cut(law["name"].text ?? law["law"].word, to: 40)]
                    + [
                        optimum["layers"].shown, optimum["dim"].shown, optimum["value"].metric, law["low"].metric,
                        law["high"].metric,
                    ]
                    + ["probabilityOfBeingBest", "probabilityOfBestRun"].map { percent(law[$0].number) }
                    + [law["roomToGrow"].metric]
            )
        }
        let head =
            "\(answer["metric"].word) (\(answer["goal"].word))"
            + (answer["dPrime"].exists ? ", D′ = \(answer["dPrime"].shown)" : "")
        return [head, ""] + table.lines() + Readable.warnings(answer["warnings"])
    }

    private static func percent(_ share: Double?) -> String {
        share.map { Readable.number(($0 * 1_000).rounded() / 10) + " %" } ?? "–"
    }
}
