/// Formats a fitted law as a table.
enum LawTable {
    static func lines(_ answer: AnswerValue) -> [String] {
        let name = answer["name"].text.map { " «\($0)»" } ?? ""
        var lines = ["\(answer["law"].word)\(name): \(answer["experiments"].shown) experiments"]
        for (name, metric) in answer["metrics"].members {
            let optimum = metric["optimum"]
            let layers = optimum["layers"].shown
            lines += ["", "\(AnswerValue.name(name)) (\(metric["goal"].word)): \(metric["form"].word)"]
            lines.append(
                "  best at \(layers) layer\(layers == "1" ? "" : "s"), dim \(optimum["dim"].shown): \(optimum["value"].metric)"
                    + (optimum["interior"].flag == false ? " (on the edge of the searched range)" : "")
            )
            lines.append("")
            lines += candidates(metric).lines(indent: "  ") + unavailable(metric)
            lines.append("")
            lines += parameters(metric, level: answer["level"].number).lines(indent: "  ")
            lines += Readable.warnings(metric["warnings"])
        }
        let reading = ReadingLines.lines(answer, isLog: false)
        if !reading.isEmpty { lines += [""] + reading }
        return lines + Readable.warnings(answer["warnings"])
    }

    private static func candidates(_ metric: AnswerValue) -> TextTable {
        var table = TextTable()
        table.add([
            "form", "R²", "leave-one-out RMSE", "deepest from the rest", "widest from the rest", "AICc", "ln evidence",
        ])
        for candidate in metric["candidates"].elements {
            let form = candidate["form"].word
            let forward = candidate["forward"]
            table.add(
                [form + (form == metric["form"].word ? " ◂" : "")]
                    + [
                        candidate["r2"], candidate["looRmse"], forward["layers"], forward["dim"], candidate["aicc"],
                        candidate["lnEvidence"],
                    ].map(\.shown)
            )
        }
        return table
    }

    /// Why forms could not be fitted.
    private static func unavailable(_ metric: AnswerValue) -> [String] {
        metric["candidates"].elements.compactMap { candidate in
            candidate["unavailable"].text.map { "  not available: \($0)" }
        }
    }

    private static func parameters(_ metric: AnswerValue, level: Double?) -> TextTable {
        var table = TextTable()
        table.add(["parameter", "value", "standard error", "\(Readable.number(level.map { $0 * 100 })) % from", "to"])
        for (name, parameter) in metric["parameters"].members {
            table.add(
                [AnswerValue.name(name)] + ["value", "standardError", "low", "high"].map { parameter[$0].shown }
            )
        }
        return table
    }
}
