import Foundation

/// Language models' loss, predicted for the largest from the rest.
struct LanguageModelBars {
    /// At every second number of tokens.
    static func splits() throws -> [Split] {
        let models = try LanguageModels.all().enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        return [3, 6].flatMap { count in models.map { $0.largest(count) } }
    }

    func rows() throws -> [BarRow] {
        let splits = try Self.splits()
        let score = try TableScore(splits)
        let half = splits.count / 2
        let parts = [TableScore(Array(score.cases[..<half])), TableScore(Array(score.cases[half...]))]
        let loss = try Parallel.map(splits, Self.lossRatio).geometricMean
        return [
            BarRow("the 3 and 6 largest, exp(−loss), RMSE ratio", .atMost(1.10), score.ratio, .seen),
            BarRow("– 3; 6", text: parts.map { BarRow.text($0.ratio, 3) }.joined(separator: "; "), .seen),
            BarRow("– coverage of the 95 % interval", .atLeast(0.9), score.coverage95, .seen),
            BarRow("the loss itself, against `performance-law` of the loss", .atMost(0.6), loss, .seen),
            .noData("accuracies, 3 and 6 largest", .atMost(0.85)),
            .noData("Pythia 12B from 7 smaller, RMSE of 8 tasks", .atMost(0.012)),
            .noData("MTGR large from 2 sizes", .none),
        ]
    }

    /// The baseline is fitted to the loss, a tenth of it so that it is a share. Its form does not care about the unit.
    private static func lossRatio(_ split: Split) throws -> Double {
        func tenth(_ measurement: Measurement) -> Measurement {
            Measurement(measurement.place, -log(measurement.value) / 10)
        }
        guard let baseline = OurLaw.baseline(split.train.map(tenth)) else { return .nan }
        let law = try OurLaw(split.train)
        let errors = try split.test.map { log($0.value) - log(try law.value($0.place)) }
        let others = try split.test.map { -log($0.value) - 10 * (try baseline.value($0.place)) }
        return errors.rootMeanSquare / others.rootMeanSquare
    }
}
