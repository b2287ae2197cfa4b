/// Formats a fitted law as a table.
enum LawTable {
    static func text(_ fit: FitAnswer) -> String {
        let answer = fit.law
        var lines = ["\(answer.law)\(answer.name.map { " «\($0)»" } ?? ""): \(answer.experiments) experiments"]
        for (name, metric) in answer.metrics.sorted(by: { $0.key < $1.key }) {
            lines += ["", "\(name) (\(metric.goal)): \(metric.form)"]
            lines.append(
                "  best at \(Readable.number(metric.optimum.layers)) layers, dim \(Readable.number(metric.optimum.dim)): "
                    + "\(Readable.metric(metric.optimum.value))"
                    + (metric.optimum.interior ? "" : " (on the edge of the searched range)")
            )
            lines.append("")
            lines += candidates(metric).lines(indent: "  ") + unavailable(metric)
            lines.append("")
            lines += parameters(metric, level: answer.level).lines(indent: "  ")
            lines += Readable.warnings(metric.warnings)
        }
        if let ignored = fit.read?.ignored, !ignored.isEmpty {
            lines += ["", "ignored columns: " + ignored.joined(separator: ", ")]
        }
        lines += Readable.warnings(answer.warnings)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func candidates(_ metric: LawAnswer.Metric) -> TextTable {
        var table = TextTable()
        table.add([
            "form", "R²", "leave-one-out RMSE", "deepest from the rest", "widest from the rest", "AICc", "ln evidence",
        ])
        for candidate in metric.candidates {
            let mark = candidate.form == metric.form ? " ◂" : ""
            table.add(
                [candidate.form + mark]
                    + [
                        candidate.r2, candidate.looRmse, candidate.forward.layers, candidate.forward.dim,
                        candidate.aicc,
                        candidate.lnEvidence,
                    ].map(Readable.number)
            )
        }
        return table
    }

    /// Why forms could not be fitted.
    private static func unavailable(_ metric: LawAnswer.Metric) -> [String] {
        metric.candidates.compactMap { candidate in candidate.unavailable.map { "  not available: \($0)" } }
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
