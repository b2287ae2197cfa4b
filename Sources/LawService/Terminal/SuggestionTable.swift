/// Formats the experiments to run next.
enum SuggestionTable {
    static func lines(_ answer: AnswerValue) -> [String] {
        let steps = answer["suggestions"].elements
        var table = TextTable()
        table.add(["run", "layers", "dim", "predicted", "from", "to", "parameters"])
        for (index, step) in steps.enumerated() {
            table.add(
                [String(index + 1)] + ["layers", "dim"].map { step[$0].integer.map(String.init) ?? "–" }
                    + ["value", "low", "high"].map { step[$0].metric } + [step["parameters"].shown]
            )
        }
        let head =
            "\(answer["law"].word), \(answer["metric"].word) (\(answer["metricGoal"].word)), next runs for the \(answer["goal"].word)"
        var lines = [head, ""] + table.lines() + [""]
        for (index, step) in steps.enumerated() { lines.append("\(index + 1). \(step["message"].word)") }
        return lines + Readable.warnings(answer["warnings"])
    }
}
