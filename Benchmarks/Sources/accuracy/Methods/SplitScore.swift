/// How a method did on one split, or on several that count as one case.
struct SplitScore: Sendable {
    private(set) var errors: [Double] = []
    private(set) var baselineErrors: [Double] = []
    private(set) var in95: [Bool] = []
    private(set) var in80: [Bool] = []
    /// In standard deviations of the case's values.
    private(set) var widths: [Double] = []

    /// Fits the training rows and predicts the others; `nil` where `performance-law` is not determined, so that nothing can be
    /// compared.
    init?(_ split: Split) throws {
        guard let baseline = OurLaw.baseline(split.train) else { return nil }
        let law = try OurLaw(split.train)
        for left in split.test {
            let wide = try law.forecast(left.place, level: 0.95)
            add(
                left,
                wide,
                in80: try law.forecast(left.place, level: 0.8).holds(left.value),
                baseline: try baseline.value(left.place),
                deviation: split.deviation
            )
        }
    }

    private mutating func add(
        _ left: Measurement,
        _ forecast: Forecast,
        in80 isInNarrow: Bool,
        baseline: Double,
        deviation: Double
    ) {
        errors.append(forecast.value - left.value)
        baselineErrors.append(baseline - left.value)
        in95.append(forecast.holds(left.value))
        in80.append(isInNarrow)
        widths.append((forecast.high - forecast.low) / deviation)
    }

    /// Several splits that count as one case.
    init(joining scores: [SplitScore]) {
        errors = scores.flatMap(\.errors)
        baselineErrors = scores.flatMap(\.baselineErrors)
        in95 = scores.flatMap(\.in95)
        in80 = scores.flatMap(\.in80)
        widths = scores.flatMap(\.widths)
    }

    /// The RMSE relative to that of the globally fitted `performance-law`.
    var ratio: Double { errors.rootMeanSquare / baselineErrors.rootMeanSquare }
}

/// The scores of a table: ratios are geometric means over its cases, coverage counts every run.
struct TableScore: Sendable {
    let cases: [SplitScore]

    init(_ splits: [Split]) throws {
        cases = try Parallel.map(splits) { try SplitScore($0) }.compactMap { $0 }
    }

    /// Each inner list is one case.
    init(joining groups: [[Split]]) throws {
        let all = try Parallel.map(groups.flatMap { $0 }) { try SplitScore($0) }
        var next = 0
        cases = groups.map { group in
            let own = all[next..<(next + group.count)].compactMap { $0 }
            next += group.count
            return SplitScore(joining: own)
        }
    }

    init(_ cases: [SplitScore]) { self.cases = cases }

    var ratio: Double { cases.map(\.ratio).geometricMean }
    var worst: Double { cases.map(\.ratio).max() ?? .nan }
    var coverage95: Double { cases.flatMap(\.in95).share }
    var coverage80: Double { cases.flatMap(\.in80).share }
    /// The median over the cases of the median over the runs.
    var width: Double { cases.map(\.widths.median).median }

    static func + (left: TableScore, right: TableScore) -> TableScore { TableScore(left.cases + right.cases) }
}
