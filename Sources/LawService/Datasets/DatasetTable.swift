import SequenceEntropy

/// Formats the measurements of a dataset as a table.
enum DatasetTable {
    /// - Parameter records: the records that the answer shows, one for each combination of `maxLength` and `m`.
    static func text(_ answer: DatasetAnswer, _ records: [DatasetRecord]) -> String {
        let table = answer.sweep.map(comparison) ?? single(answer)
        let texts = records.map(DatasetInterpretation.text)
        var lines = table + [""]
        // Most combinations of one dataset have the same meaning, which is printed once.
        for (index, text) in texts.enumerated()
        where !texts[..<index].contains(where: { $0.meaning == text.meaning }) {
            let place = records.count > 1 ? "[\(parameters(answer.sweep?[index] ?? answer))] " : ""
            lines += ["\(place)\(text.meaning)", "Look next at: \(text.next)"]
        }
        guard let sweep = answer.sweep else {
            return (lines + Readable.warnings(answer.warnings)).joined(separator: "\n") + "\n"
        }
        for answer in sweep where !answer.warnings.isEmpty {
            lines += ["\n[\(parameters(answer))]"] + Readable.warnings(answer.warnings).map { String($0.dropFirst()) }
        }
        // These warnings concern the whole log, not one combination.
        lines += Readable.warnings(answer.warnings.filter { DatasetReading.warningCodes.contains($0.code) })
        return lines.joined(separator: "\n") + "\n"
    }

    private static func single(_ answer: DatasetAnswer) -> [String] {
        var table = TextTable()
        table.add(["dataset", answer.dataset])
        table.add(["users", Readable.integer(answer.users)])
        table.add(["items", Readable.integer(answer.items)])
        table.add(["tokens", Readable.integer(answer.tokens)])
        table.add(["ApEn", Readable.number(answer.apEn)])
        table.add(["ApEn′", Readable.number(answer.apEnPrime)])
        table.add(["D′", Readable.number(answer.dPrime)])
        table.add(["D′, user by user", Readable.number(answer.perSequence.dPrime)])
        if let pooled = answer.pooled {
            table.add(["pooled ApEn", Readable.number(pooled.apEn)])
            table.add(["pooled D′", Readable.number(pooled.dPrime)])
        }
        table.add(["Lempel-Ziv entropy", Readable.number(answer.measures.lempelZivEntropy)])
        table.add(["Shannon entropy (bits)", Readable.number(answer.measures.shannonEntropy)])
        table.add(["compression ratio", Readable.number(answer.measures.compressionRatio)])

        var quartiles = TextTable()
        quartiles.add(["per user", "min", "25 %", "median", "75 %", "max", "mean"])
        for (name, distribution) in [("length", answer.sequences.length), ("ApEn", answer.sequences.apEn)] {
            guard let of = distribution else { continue }
            quartiles.add([name] + [of.min, of.p25, of.median, of.p75, of.max, of.mean].map(Readable.number))
        }
        return table.lines() + ["", "\(parameters(answer)), r = \(Readable.number(answer.r))", ""] + quartiles.lines()
    }

    /// One line for each combination.
    private static func comparison(_ sweep: [DatasetAnswer]) -> [String] {
        var table = TextTable()
        table.add([
            "last items", "m", "users", "items", "tokens", "ApEn", "ApEn′", "D′", "pooled ApEn", "pooled D′", "dataset",
        ])
        for answer in sweep {
            table.add(
                [answer.maxLength.map(Readable.integer) ?? "all"]
                    + [answer.m, answer.users, answer.items, answer.tokens].map(Readable.integer)
                    + [answer.apEn, answer.apEnPrime, answer.dPrime, answer.pooled?.apEn, answer.pooled?.dPrime]
                    .map(Readable.number)
                    + [answer.dataset]
            )
        }
        return table.lines()
    }

    private static func parameters(_ answer: DatasetAnswer) -> String {
        "m = \(answer.m), " + (answer.maxLength.map { "last \(Readable.integer($0)) items" } ?? "whole sequences")
    }
}
