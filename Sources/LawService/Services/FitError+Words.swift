import LawFitting

extension FitError {
    /// The fault and its remedy, for a client.
    var words: String {
        switch self {
        case .tooFewPoints(let form, let have, let need):
            "\(form.map(\.rawValue) ?? "the smallest form") needs at least \(need) experiments, there are \(have)"
        case .tooFewConfigurations(let form, let have, let need):
            """
            \(form.map(\.rawValue) ?? "the smallest form") needs at least \(need) distinct configurations, there are \
            \(have); replicates do not count
            """
        case .tooManyConfigurations(let form, let have, let limit):
            """
            \(form.map(\.rawValue) ?? "a Gaussian process") takes \(limit) distinct configurations, there are \(have); the \
            parametric forms take more
            """
        case .tooFewLevels(let form, let axis, let have, let need):
            "\(form.rawValue) needs at least \(need) levels of \(axis.rawValue), there are \(have)"
        case .oneConfiguration:
            "every experiment is of one configuration; vary `layers` or `dim`"
        case .confounded(let form):
            """
            \(form.map(\.rawValue) ?? "no form") cannot tell the terms of layers and dim apart; run combinations where one \
            changes and the other does not
            """
        case .levelOutOfRange(let level):
            "the level \(level) must lie between 0 and 1"
        }
    }
}
