import TableReading

extension FitRequest {
    /// Chooses the metrics that can be fitted: those that are larger for better models, with values from 0 to 1.
    ///
    /// - Throws: 422 if a metric that the request names cannot be fitted, or if no other metric is left.
    mutating func chooseMetrics() throws(Problem) {
        let measured = Set(experiments.flatMap(\.values.keys))
        let candidates = metricColumns.filter { measured.contains($0.name) }
        let unfit = candidates.filter { !isFittable($0) }
        let fit = candidates.filter { !$0.isHelper && isFittable($0) }
        let names = unfit.map { "`\(ShownText.escaped($0.name))`" }.joined(separator: ", ")
        if !unfit.isEmpty {
            guard metrics == nil, !fit.isEmpty else {
                throw Problem(
                    .notFittable,
                    """
                    losses are not fitted yet: \(names) is better when it is smaller, or has values outside [0, 1]; name \
                    other `metrics`
                    """
                )
            }
            warnings.append(.lossesNotFitted(names))
            for metric in unfit { removeValues(of: metric.name) }
        }
        let unknown = fit.filter { !$0.traits.isShare }.map { "`\(ShownText.escaped($0.name))`" }
        if !unknown.isEmpty { warnings.append(.readAsShare(unknown.joined(separator: ", "))) }
        fittedMetrics = fit.map(\.name).sorted()
    }

    /// The fitter maximises shares. A metric of another kind would get a law that says the opposite.
    private func isFittable(_ metric: MetricColumn) -> Bool {
        guard metric.traits.goal == .maximise else { return false }
        return metric.traits.isShare
            || experiments.allSatisfy { run in run.values[metric.name].map { 0...1 ~= $0 } ?? true }
    }

    private mutating func removeValues(of metric: String) {
        experiments = experiments.compactMap { run in
            let values = run.values.filter { $0.key != metric }
            guard !values.isEmpty else { return nil }
            return RequestedRun(
                place: run.place,
                layers: run.layers,
                dim: run.dim,
                dPrime: run.dPrime,
                dataset: run.dataset,
                values: values
            )
        }
    }
}

extension Warning {
    static func runsWithoutValues(_ count: Int, of total: Int) -> Warning {
        Warning(
            code: "runsWithoutValues",
            message: "\(count) of \(total) experiments have no value of any metric and were left out."
        )
    }

    static let weightsNotUsed = Warning(
        code: "weightsNotUsed",
        message: "The columns with test users or standard errors were read, but the fit does not weigh by them yet."
    )

    static func lossesNotFitted(_ names: String) -> Warning {
        Warning(
            code: "lossesNotFitted",
            message: """
                Losses are not fitted yet, so \(names) was left out: it is better when it is smaller, or has values outside \
                [0, 1].
                """
        )
    }

    static func readAsShare(_ names: String) -> Warning {
        Warning(
            code: "readAsShare",
            message: """
                All values of \(names) lie in [0, 1], so it was fitted as a share: its predictions are clamped to [0, 1].
                """
        )
    }
}
