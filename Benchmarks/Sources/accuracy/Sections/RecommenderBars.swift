/// A real recommender, predicted beyond its widths and depths.
struct RecommenderBars {
    func rows() throws -> [BarRow] {
        let cases = try RecommenderCase.all()
        let wide = try TableScore(cases.map(Self.widest))
        let deep = try TableScore(
            cases.map { Split($0.name, $0.measurements) { $0.place.layers >= 16 }.ofOneDataset }
        )
        return [
            BarRow("dim 256 from ≤ 128, RMSE ratio", .atMost(0.5), wide.ratio, .seen),
            BarRow("– coverage of the 95 % interval", .atLeast(0.95), wide.coverage95, .seen),
            BarRow("– median width, in sd of y", .atMost(3.5), wide.width, .seen),
            BarRow("layers ≥ 16 from ≤ 8", .atMost(0.85), deep.ratio, .seen),
            BarRow("– coverage of the 95 % interval", .atLeast(0.95), deep.coverage95, .seen),
            BarRow("– median width, in sd of y", .atMost(3.5), deep.width, .seen),
        ] + (try cases.first { $0.isMillion }.map(choice) ?? []) + [
            .noData("the data axis to 5 and 10 million interactions", .atMost(0.011))
        ]
    }

    static func widest(_ table: RecommenderCase) -> Split {
        Split(table.name, table.measurements) { $0.place.dim == 256 }.ofOneDataset
    }

    /// Does a law of widths up to 128 see that 256 is better, and choose well among what was trained later?
    private func choice(_ table: RecommenderCase) throws -> [BarRow] {
        let split = Self.widest(table)
        let law = try OurLaw(split.train)
        let target = Place(layers: 8, dim: 256)
        let trained = split.train.map(\.value).max() ?? .nan
        let forecast = try law.forecast(target, level: 0.95)
        let all = split.train + split.test
        // Of the configurations that were trained at last, because only those tell whether the choice was right.
        let predictions = try all.map { (place: $0.place, value: try law.value($0.place)) }
        let best = predictions.max { $0.value < $1.value }?.place ?? target
        let measured = all.filter { $0.place == best }.map(\.value).mean
        return [
            BarRow(
                "1M: 8 × 256 minus the best trained, NDCG@5",
                .atLeast(0),
                forecast.value - trained,
                .seen,
                digits: 4
            ),
            BarRow(
                "– predicted; measured",
                text: "\(BarRow.text(forecast.value, 4)) [\(BarRow.text(forecast.low, 4)), "
                    + "\(BarRow.text(forecast.high, 4))]; "
                    + BarRow.text(all.filter { $0.place == target }.map(\.value).mean, 4),
                .seen
            ),
            BarRow(
                "– the choice among all, \(Int(best.layers)) × \(Int(best.dim)), minus the best trained, as measured",
                .atLeast(0),
                measured - trained,
                .seen,
                digits: 4
            ),
        ]
    }
}

extension RecommenderCase {
    var isMillion: Bool { dataset == "amazon-1M" && negatives == "300" && metric == "NDCG@5" }
}
