/// Another dataset, or more tokens, predicted from several.
struct DataAxisBars {
    func rows() throws -> [BarRow] {
        let cases = try RecommenderCase.all().filter { $0.negatives == "300" && $0.metric == "NDCG@5" }
        let splits = cases.map { left in
            Split(
                "without \(left.dataset)",
                train: cases.filter { $0.dataset != left.dataset }.flatMap(\.measurements),
                test: left.measurements
            )
        }
        let models = try LanguageModels.all()
        let tokens = Split(
            "tokens",
            train: models.filter { $0.tokens < 5.1e10 }.flatMap(\.measurements),
            test: models.filter { $0.tokens > 9.9e10 }.flatMap(\.measurements)
        )
        let scores = try Parallel.map(splits + [tokens], Score.init)
        let bounds: [BarRow.Requirement] = [.none, .atMost(0.003), .atMost(0.003)]
        return zip(zip(cases, scores), bounds).map { pair, bound in
            BarRow("SRT: \(pair.0.dataset) from the other two, RMSE of NDCG@5", bound, pair.1.rmse, .seen, digits: 4)
        } + [
            BarRow(
                "– coverage of the 95 % interval, all three",
                .atLeast(0.95),
                scores[..<3].flatMap(\.in95).share,
                .seen
            ),
            BarRow(
                "language models: ≤ 50 → 100 B tokens, RMSE of exp(−loss)",
                .atMost(0.0007),
                scores[3].rmse,
                .seen,
                digits: 5
            ),
            BarRow("– coverage of the 95 % interval", .atLeast(0.95), scores[3].in95.share, .seen),
        ]
    }

    private struct Score: Sendable {
        let rmse: Double
        let in95: [Bool]

        init(_ split: Split) throws {
            let law = try OurLaw(split.train)
            let forecasts = try split.test.map { try law.forecast($0.place, level: 0.95) }
            rmse = zip(forecasts, split.test).map { $0.value - $1.value }.rootMeanSquare
            in95 = zip(forecasts, split.test).map { $0.holds($1.value) }
        }
    }
}
