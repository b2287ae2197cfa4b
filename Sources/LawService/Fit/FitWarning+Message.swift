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

extension Warning {
    init(_ warning: FitWarning) {
        self.init(code: warning.code, message: warning.words)
    }
}

extension FitWarning {
    /// What it means and what to do about it.
    var words: String {
        switch self {
        case .dPrimeNotIdentifiable:
            """
            All experiments share one D′, so its term is part of the constant: the law holds for this dataset alone. Fit \
            experiments on other datasets or sequence lengths together with these to learn how D′ matters.
            """
        case .fewLevels(let axis, let have, let need):
            """
            \(axis.rawValue) has \(have) level\(have == 1 ? "" : "s") where the full term needs \(need): \
            \(have == 1 ? "nothing is known of its effect" : "only a slope is known, no optimum"). Run \(need - have) more.
            """
        case .lowDegreesOfFreedom(let degrees):
            "Only \(degrees) degree\(degrees == 1 ? "" : "s") of freedom are left: intervals are wide, and lean on normal errors."
        case .exponentNotIdentifiable(let parameter):
            "The data hardly determine the exponent \(parameter); rely on the curve and its peak, not on this number."
        case .exponentAtBound(let parameter, let bound):
            "The exponent \(parameter) lies on its bound \(bound); the curve may want to be steeper than the form allows."
        case .rankDeficient(let rank, let parameters):
            """
            The experiments determine \(rank) of \(parameters) parameters; predictions hold the rest fixed. Run combinations \
            that vary layers and dim separately.
            """
        case .constantValues:
            "All values are equal: there is nothing to explain, and R² does not exist."
        case .exactFit:
            "The law passes through every measurement, so its error cannot be estimated. Add experiments or replicates."
        case .aiccNotDefined(let have, let need):
            "AICc needs \(need) measurements and there are \(have)."
        case .leaveOneOutNotDefined:
            "Without some configuration the form is not determined, so leave-one-out figures do not exist."
        case .blendNeedsMore(let layers, let dims, let configurations):
            """
            `auto` blends several forms from three levels of layers and dim and eight distinct configurations on; here are \
            \(layers), \(dims) and \(configurations). Run \(Self.missing(layers, dims, configurations)).
            """
        case .parametricOnly(let configurations, let limit):
            """
            With \(configurations) distinct configurations, more than \(limit), the law rests on the parametric forms alone.
            """
        case .lackOfFit(let pValue):
            """
            Replicates agree far better with each other than with the law (p = \(Readable.number(pValue))): it misses \
            something systematic.
            """
        case .outlier(let configuration, let value, let pValue):
            """
            \(Readable.number(value)) at \(configuration.layers) layers, dim \(configuration.dim) is not what the other \
            experiments let expect (p = \(Readable.number(pValue))). It takes part in the fit; run it again.
            """
        case .inferredFromSibling(let metric, let count, let weight):
            """
            \(count) configuration\(count == 1 ? " has" : "s have") no measurement of this metric. What \(metric) of the same \
            runs suggests stands in, and counts as \(Readable.number(weight)) measurements in all. Leave-one-out figures of this \
            metric read somewhat too good.
            """
        case .optimumAtEdge(let axis):
            "The highest predicted value lies on the edge of the searched range of \(axis.rawValue): the best may lie beyond."
        }
    }
}

extension FitWarning {
    /// What a grid lacks for the blend.
    private static func missing(_ layers: Int, _ dims: Int, _ configurations: Int) -> String {
        var parts: [String] = []
        if layers < 3 { parts.append("\(3 - layers) more level\(layers == 2 ? "" : "s") of layers") }
        if dims < 3 { parts.append("\(3 - dims) more level\(dims == 2 ? "" : "s") of dim") }
        if parts.isEmpty { parts.append("\(8 - configurations) more configuration\(configurations == 7 ? "" : "s")") }
        return parts.joined(separator: " and ")
    }
}

extension FittedParameter.Absence {
    /// Why a figure is missing.
    var words: String {
        switch self {
        case .vanishingExponent: "the exponent is so close to 0 that its coefficient has no finite value"
        case .atBound: "the estimate lies on the bound of its range, where the delta method does not hold"
        case .notIdentifiable: "the experiments do not determine this parameter"
        case .pointEstimate: "a posterior mode or a weight has no sampling error"
        }
    }
}
