import LawFitting

extension FittedLaw {
    /// Whether the law's term of D′ cannot rise or fall as fast as the data may.
    var isDPrimeTermAtLimit: Bool {
        warnings.contains { warning in
            if case .dPrimeTermAtLimit = warning { true } else { false }
        }
    }
}

extension Warning {
    /// The warnings about a dataset that was not fitted.
    static func dataset(_ coverage: Coverage, _ metric: MetricLaw) -> [Warning] {
        guard let datasets = coverage.newDataset else { return [] }
        return (datasets < Coverage.datasetsNeeded ? [.newDataset(datasets)] : [])
            + (metric.law.isDPrimeTermAtLimit ? [.dPrimeTermAtLimit([metric.name])] : [])
    }
}
