/// Formats the measurements of a dataset as a table.
enum DatasetTable {
    static func lines(_ answer: AnswerValue) -> [String] {
        let sweep = answer["sweep"].elements
        var lines = (sweep.isEmpty ? single(answer) : comparison(sweep)) + [""]
        let reading = ReadingLines.lines(answer, isLog: true)
        if !reading.isEmpty { lines += reading + [""] }
        // Most combinations of one dataset have the same meaning, which is printed once.
        var printed: Set<String> = []
        for part in sweep.isEmpty ? [answer] : sweep {
            guard let meaning = part["interpretation"]["meaning"].text, printed.insert(meaning).inserted else {
                continue
            }
            let place = sweep.isEmpty ? "" : "[\(parameters(part))] "
            lines.append(place + OptionNames.rewrite(meaning))
            lines.append("Look next at: " + OptionNames.rewrite(part["interpretation"]["next"].word))
        }
        guard !sweep.isEmpty else { return lines + Readable.warnings(answer["warnings"]) }
        for part in sweep where !part["warnings"].elements.isEmpty {
            lines += ["\n[\(parameters(part))]"] + Readable.warnings(part["warnings"]).map { String($0.dropFirst()) }
        }
        // The answer has the warnings of its first combination too. The others concern the whole log.
        let ofFirst = sweep[0]["warnings"].elements.compactMap { $0["code"].text }
        return lines
            + Readable.warnings(answer["warnings"]) { warning in !ofFirst.contains(warning["code"].word) }
    }

    private static func single(_ answer: AnswerValue) -> [String] {
        var table = TextTable()
        table.add(["dataset", answer["dataset"].word])
        for name in answer["names"].elements.compactMap(\.text) { table.add(["name", DisplayWidth.cut(name, to: 60)]) }
        for (title, key) in [
            ("users", "users"), ("items", "items"), ("tokens", "tokens"), ("ApEn", "apEn"), ("ApEn′", "apEnPrime"),
            ("D′", "dPrime"),
        ] {
            table.add([title, answer[key].shown])
        }
        table.add(["D′, user by user", answer["perSequence"]["dPrime"].shown])
        if answer["pooled"].exists {
            table.add(["pooled ApEn", answer["pooled"]["apEn"].shown])
            table.add(["pooled D′", answer["pooled"]["dPrime"].shown])
        }
        let measures = answer["measures"]
        table.add(["Lempel-Ziv entropy", measures["lempelZivEntropy"].shown])
        table.add(["Shannon entropy (bits)", measures["shannonEntropy"].shown])
        table.add(["compression ratio", measures["compressionRatio"].shown])

        var quartiles = TextTable()
        quartiles.add(["per user", "min", "25 %", "median", "75 %", "max", "mean"])
        for (name, key) in [("length", "length"), ("ApEn", "apEn")] {
            let distribution = answer["sequences"][key]
            guard distribution.exists else { continue }
            quartiles.add([name] + ["min", "p25", "median", "p75", "max", "mean"].map { distribution[$0].shown })
        }
        return table.lines() + ["", "\(parameters(answer)), r = \(answer["r"].shown)", ""] + quartiles.lines()
    }

    /// One line for each combination.
    private static func comparison(_ sweep: [AnswerValue]) -> [String] {
        var table = TextTable()
        table.add([
            "last items", "m", "users", "items", "tokens", "ApEn", "ApEn′", "D′", "pooled ApEn", "pooled D′", "dataset",
        ])
        for answer in sweep {
            table.add(
                [answer["maxLength"].exists ? answer["maxLength"].shown : "all"]
                    + ["m", "users", "items", "tokens", "apEn", "apEnPrime", "dPrime"].map { answer[$0].shown }
                    + [answer["pooled"]["apEn"].shown, answer["pooled"]["dPrime"].shown, answer["dataset"].word]
            )
        }
        return table.lines()
    }

    private static func parameters(_ answer: AnswerValue) -> String {
        "m = \(answer["m"].shown), "
            + (answer["maxLength"].exists
                ? "last \(Readable.count(answer["maxLength"].integer ?? 0, "item"))" : "whole sequences")
    }
}
