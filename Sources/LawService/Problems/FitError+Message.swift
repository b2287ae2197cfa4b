import LawFitting

extension FitError {
    /// The fault and its remedy, for a client. It names one number that suffices.
    ///
    /// - Parameter isPart: whether other experiments measured other metrics only.
    func message(isPart: Bool) -> String {
        switch self {
        case .tooFewConfigurations(let form, let have, let need):
            """
            \(form.rawValue) needs at least \(need) distinct configurations, but there \(have == 1 ? "is" : "are") \(have); \
            replicates do not count\(need > LawForm.krigingConfigurationsNeeded ? "; `form=auto` needs fewer" : "")\(isPart ? Self.otherMetrics : "")
            """
        case .oneConfiguration(let need) where isPart:
            "it was measured in one configuration; \(need) distinct ones suffice\(Self.otherMetrics)"
        case .oneConfiguration(let need):
            """
            all experiments have the same configuration; \(need) distinct ones suffice, so vary `layers` or `dim`
            """
        case .confounded(let form):
            """
            \(form.rawValue) cannot separate the terms of layers and dim; run combinations in which one of them changes and the \
            other does not, or use `form=auto`
            """
        case .stopped:
            "the fit was stopped before it was finished"
        case .levelOutOfRange(let level):
            "the level \(level) must lie between 0 and 1"
        }
    }

    private static let otherMetrics = ", or name only the other metrics in `metrics`"
}

extension ObservationSetError {
    /// The fault and its remedy, for a client.
    var message: String {
        switch self {
        case .empty: "no experiment has a value"
        case .partialDPrime(let with, let without):
            """
            \(with) \(with == 1 ? "experiment has" : "experiments have") a D′ and \(without) \(without == 1 ? "has" : "have") none; \
            give all of them one, or none
            """
        case .valueOffScale(let value, let scale):
            "the value \(value) cannot be fitted, because \(scale.rule)"
        }
    }
}

extension MetricScale {
    /// The values that the scale has.
    fileprivate var rule: String {
        switch self {
        case .share: "a share lies in [0, 1]"
        case .logOdds: "its odds need a share between 0 and 1"
        case .likelihood: "a loss in nats lies between 0 and 30"
        case .inverse: "a perplexity is at least 1"
        case .logarithm: "the metric has to be positive"
        case .identity: "it has to be finite"
        }
    }
}
