import LawFitting
import TableReading

extension FitRequest {
    /// Chooses the metrics to fit, and how each measured one is treated.
    mutating func chooseMetrics() {
        var values: [String: [Double]] = [:]
        for run in experiments {
            for (metric, value) in run.values { values[metric, default: []].append(value) }
        }
        for column in metricColumns {
            guard let values = values[column.name] else { continue }
            treatments[column.name] = MetricTreatment(column, values)
            if !column.isHelper { fittedMetrics.append(column.name) }
        }
        fittedMetrics.sort()
    }
}

extension MetricTreatment {
    /// The treatment of a column. Its name states the kind of metric, and the scale must have all of its values.
    init(_ column: MetricColumn, _ values: [Double]) {
        let goal: LawGoal = column.traits.goal == .minimise ? .minimise : .maximise
        let scales = column.traits.isShare ? [.share] : Self.scales(of: column.name)
        let scale = scales.first { Self.suits($0, values) }
        self.init(goal: goal, scale: scale ?? .identity)
    }

    /// The largest ratio of the likelihoods of two runs that are fitted on their own scale.
    ///
    /// Beyond, the worst runs lie side by side near a likelihood of 0, where a small error is one of many nats. Left out, runs
    /// of 3 to 6 nats were missed by 5.1 nats on this scale, and by 0.2 on the logarithmic one.
    private static let largestLikelihoodRatio = 3.0

    /// Whether a scale has all values, and tells them apart.
    private static func suits(_ scale: MetricScale, _ values: [Double]) -> Bool {
        let fitted = values.compactMap(scale.fitted)
        guard fitted.count == values.count, let least = fitted.min(), let most = fitted.max() else { return false }
        return !scale.isReversed || most <= largestLikelihoodRatio * least
    }

    /// The scales of an unbounded metric, the preferred one first.
    private static func scales(of name: String) -> [MetricScale] {
        // `goals` makes a metric of any name, and such a name says nothing about its scale.
        guard MetricTraits(name: name) != nil else { return [.logarithm] }
        let letters = String(
            String.UnicodeScalarView(name.lowercased().unicodeScalars.filter(\.properties.isAlphabetic))
        )
        if ["perplexity", "ppl"].contains(where: letters.contains) { return [.inverse, .logarithm] }
        if ["rmse", "mae", "error"].contains(where: letters.contains) { return [.logarithm] }
        return [.likelihood, .logarithm]
    }
}

extension Warning {
    static func metricsWithoutValues(_ metrics: [String]) -> Warning {
        let names = metrics.prefix(4).map { "`\(ShownText.escaped($0, length: 40))`" }.joined(separator: ", ")
        let rest = metrics.count > 4 ? " and \(metrics.count - 4) others" : ""
        return Warning(
            code: "metricsWithoutValues",
            message:
                "No experiment has a value of \(names)\(rest), so no law of \(metrics.count == 1 ? "it" : "them") was fitted."
        )
    }

    static func repeatedRuns(_ count: Int, of total: Int) -> Warning {
        Warning(
            code: "repeatedRuns",
            message: """
                \(count) of \(total) experiments repeat others exactly, and none of those with equal sizes differ. They count as \
                replicates without noise, so the law follows them too closely. Send each run once if they are copies.
                """
        )
    }

    static func runsWithoutValues(_ count: Int, of total: Int) -> Warning {
        Warning(
            code: "runsWithoutValues",
            message: """
                \(count) of \(total) experiments \(count == 1 ? "has no value of any metric and was" : "have no value of any metric and were") \
                left out.
                """
        )
    }

    /// - Parameters:
    ///   - states: How many runs have each word for a run that did not finish.
    ///   - column: The column of the words, as `columns` names it.
    static func unfinishedRuns(_ states: [String: Int], of total: Int, _ column: String) -> Warning {
        let count = states.values.reduce(0, +)
        let words = states.keys.sorted().prefix(4).map { "`\(ShownText.escaped($0, length: 24))`" }.joined(
            separator: ", "
        )
        return Warning(
            code: "unfinishedRuns",
            message: """
                \(count) of \(total) experiments did not finish (\(words)) and \(count == 1 ? "was" : "were") left out; \
                `columns=ignore:\(column)` keeps them.
                """
        )
    }
}
