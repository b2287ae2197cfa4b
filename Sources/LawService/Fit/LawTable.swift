/// Formats a fitted law as a table.
enum LawTable {
    static func text(_ fit: FitAnswer) -> String {
        let answer = fit.law
        var lines = ["\(answer.law)\(answer.name.map { " «\($0)»" } ?? ""): \(answer.experiments) experiments"]
        for (name, metric) in answer.metrics.sorted(by: { $0.key < $1.key }) {
            lines += ["", "\(name): \(metric.form)"]
            lines.append(
                "  peak at \(Readable.number(metric.optimum.layers)) layers, dim \(Readable.number(metric.optimum.dim)): "
                    + "\(Readable.metric(metric.optimum.value))"
                    + (metric.optimum.interior ? "" : " (on the edge of the searched range)")
            )
            lines.append("")
            lines += candidates(metric).lines(indent: "  ")
            lines.append("")
            lines += parameters(metric, level: answer.level).lines(indent: "  ")
            lines += Readable.warnings(metric.warnings)
        }
        if let ignored = fit.read?.ignored, !ignored.isEmpty {
            lines += ["", "ignored columns: " + ignored.joined(separator: ", ")]
        }
        lines += Readable.warnings(fit.warnings)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func candidates(_ metric: LawAnswer.Metric) -> TextTable {
        var table = TextTable()
        table.add(["form", "R²", "leave-one-out R²", "leave-one-out RMSE", "AICc"])
        for candidate in metric.candidates {
            let mark = candidate.form == metric.form ? " ◂" : ""
            table.add(
                [candidate.form + mark]
                    + [candidate.r2, candidate.looR2, candidate.looRmse, candidate.aicc].map(Readable.number)
            )
        }
        return table
    }

    private static func parameters(_ metric: LawAnswer.Metric, level: Double) -> TextTable {
        var table = TextTable()
        table.add(["parameter", "value", "standard error", "\(Readable.number(level * 100)) % from", "to"])
        for (name, parameter) in metric.parameters.sorted(by: { $0.key < $1.key }) {
            table.add(
                [name] + [parameter.value, parameter.standardError, parameter.low, parameter.high].map(Readable.number)
            )
        }
        return table
    }
}
