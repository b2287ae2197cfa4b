import SequenceEntropy

/// A dataset's figures as a table.
enum DatasetTable {
    static func text(_ answer: DatasetAnswer) -> String {
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
        let parameters =
            "m = \(answer.m), r = \(Readable.number(answer.r)), "
            + (answer.maxLength.map { "last \(Readable.integer($0)) items" } ?? "whole sequences")
        let lines = table.lines() + ["", parameters, ""] + quartiles.lines() + Readable.warnings(answer.warnings)
        return lines.joined(separator: "\n") + "\n"
    }
}
