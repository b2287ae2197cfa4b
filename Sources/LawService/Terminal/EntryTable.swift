/// Formats lists of laws and of datasets.
enum EntryTable {
    static func laws(_ answer: AnswerValue) -> [String] {
        var table = TextTable()
        table.isText = true
        table.add(["law", "name", "stored", "experiments", "layers", "dim", "metric", "form", "best"])
        for law in answer["laws"].elements {
            let domain = law["domain"]
            let metrics = law["metrics"].members
            let head = [
                law["law"].word, names(law), day(law), law["experiments"].shown, range(domain["layers"]),
                range(domain["dim"]),
            ]
            for (index, metric) in metrics.enumerated() {
                let optimum = metric.value["optimum"]
                table.add(
                    (index == 0 ? head : head.map { _ in "" }) + [
                        AnswerValue.name(metric.key), metric.value["form"].word,
                        "\(optimum["value"].metric) at \(optimum["layers"].shown) × \(optimum["dim"].shown)",
                    ]
                )
            }
            if metrics.isEmpty { table.add(head) }
        }
        return list(table, answer, "laws")
    }

    static func datasets(_ answer: AnswerValue) -> [String] {
        var table = TextTable()
        table.isText = true
        table.add(["dataset", "name", "stored", "last items", "m", "users", "items", "tokens", "ApEn", "D′"])
        for dataset in answer["datasets"].elements {
            table.add(
                [
                    dataset["dataset"].word, names(dataset), day(dataset),
                    dataset["maxLength"].exists ? dataset["maxLength"].shown : "all",
                ] + ["m", "users", "items", "tokens", "apEn", "dPrime"].map { dataset[$0].shown }
            )
        }
        return list(table, answer, "datasets")
    }

    /// The table, how to see more, and what cannot be read.
    private static func list(_ table: TextTable, _ answer: AnswerValue, _ kind: String) -> [String] {
        var lines = answer[kind].elements.isEmpty ? ["no \(kind) are stored"] : table.lines()
        if let next = answer["next"].text { lines.append("\nmore: --after \(OptionNames.word(next))") }
        let damaged = answer["damaged"].elements.compactMap(\.text)
        if !damaged.isEmpty { lines.append("\ndamaged: \(damaged.joined(separator: ", "))") }
        return lines
    }

    private static func names(_ entry: AnswerValue) -> String {
        let names = entry["names"].elements.compactMap(\.text)
        guard let first = names.first else { return "–" }
        return DisplayWidth.cut(first, to: 32) + (names.count > 1 ? " (+\(names.count - 1))" : "")
    }

    private static func day(_ entry: AnswerValue) -> String { String(entry["createdAt"].word.prefix(10)) }

    private static func range(_ range: AnswerValue) -> String { "\(range[0].shown)–\(range[1].shown)" }
}
