import LawFitting

extension MetricTreatment {
    /// More configurations of a dataset decide nothing, because they would cost time.
    private static let mostCompared = 1_000
    /// Fewer configurations say too little about the scale.
    private static let leastCompared = 12
    /// Shares whose odds differ by less are fitted about equally well on every scale, so nothing is compared.
    private static let leastOddsRatio = 3.0

    /// The treatment on the other scale if that suits the metric far better, else this one.
    ///
    /// A quadratic is fitted to the dataset with the most experiments, on both scales. The other scale suits far better if configurations that
    /// are left out are missed by less than half as much.
    ///
    /// The other scale of a logarithm is the value itself. A logarithm spreads the smallest values: of a score from 1 to 35 that rises evenly,
    /// the run with 1 looked like an outlier, and intervals were 20 times as wide as they had to be.
    ///
    /// The other scale of a share is the logarithm of its odds. Of a hit rate from 0.001 to 0.1 that grows by a factor with each step, runs that
    /// are left out were missed by five times as much on the scale of the share.
    func suited(to metric: String, _ runs: [Run]) -> MetricTreatment {
        guard let other = otherScale else { return self }
        let measured = runs.filter { $0.values[metric] != nil }
        // With one D′ a quadratic is linear in its parameters, so even the errors of left-out configurations cost next to nothing.
        let datasets = Dictionary(grouping: measured, by: \.configuration.dPrime)
        let order = datasets.keys.sorted { ($0 ?? 0) < ($1 ?? 0) }
        guard let dPrime = order.max(by: { (datasets[$0] ?? []).count < (datasets[$1] ?? []).count }) else {
            return self
        }
        let compared = datasets[dPrime] ?? []
        guard Self.leastCompared...Self.mostCompared ~= Set(compared.map(\.configuration)).count,
            other != .logOdds || Self.hasFarOdds(compared.compactMap { $0.values[metric] }),
            let own = Self.leftOutError(of: metric, on: scale, compared),
            let error = Self.leftOutError(of: metric, on: other, compared), 2 * error < own,
            // Every value needs the scale, also those of the other datasets.
            measured.allSatisfy({ $0.values[metric].flatMap(other.fitted) != nil })
        else { return self }
        return MetricTreatment(goal: goal, scale: other)
    }

    private var otherScale: MetricScale? {
        switch scale {
        case .logarithm: .identity
        case .share: .logOdds
        case .logOdds, .identity, .likelihood, .inverse: nil
        }
    }

    /// Whether the odds of shares differ so much that their scale matters.
    private static func hasFarOdds(_ shares: [Double]) -> Bool {
        guard let least = shares.min(), let most = shares.max() else { return false }
        return most * (1 - least) >= leastOddsRatio * least * (1 - most)
    }

    /// The root mean square error of configurations that are left out of a quadratic, in the metric's own unit; `nil` if it cannot be fitted.
    private static func leftOutError(of metric: String, on scale: MetricScale, _ runs: [Run]) -> Double? {
        do {
            let observations = try RunSet(runs).measurements(of: metric, on: scale)
            let options = FitOptions(form: .named(.logQuadratic), candidates: .required)
            return try FittedLaw(fitting: observations, options: options).scores.looRmse
        } catch {
            // A form that cannot be fitted says nothing.
            return nil
        }
    }
}
