import LawFitting

extension FitError {
    /// The fault and its remedy, for a client.
    var message: String {
        switch self {
        case .tooFewPoints(let form, let have, let need):
            "\(form.map(\.rawValue) ?? "the smallest form") needs at least \(need) experiments, but there are \(have)"
        case .tooFewConfigurations(let form, let have, let need):
            """
            \(form.map(\.rawValue) ?? "the smallest form") needs at least \(need) distinct configurations, but there \
            are \(have); replicates do not count
            """
        case .tooManyConfigurations(let form, let have, let limit):
            """
            \(form.map(\.rawValue) ?? "a Gaussian process") takes at most \(limit) distinct configurations, but there \
            are \(have); the parametric forms take more
            """
        case .tooFewLevels(let form, let axis, let have, let need):
            "\(form.rawValue) needs at least \(need) levels of \(axis.rawValue), but there are \(have)"
        case .oneConfiguration:
            "all experiments have the same configuration; vary `layers` or `dim`"
        case .confounded(let form):
            """
            \(form.map(\.rawValue) ?? "the smallest form") cannot separate the terms of layers and dim; run combinations in \
            which one of them changes and the other does not
            """
        case .levelOutOfRange(let level):
            "the level \(level) must lie between 0 and 1"
        }
    }
}

extension Warning {
    init(_ warning: FitWarning) {
        self.init(code: warning.code, message: warning.message)
    }
}

extension FitWarning {
    /// The meaning of the warning, and the remedy.
    var message: String {
        switch self {
        case .dPrimeNotIdentifiable:
            """
            All experiments share one D′, so its term is part of the constant: the law holds for this dataset alone. Fit \
            experiments on other datasets or sequence lengths together with these to learn how D′ matters.
            """
        case .fewLevels(let axis, let have, let need):
            """
            \(axis.rawValue) has \(have) level\(have == 1 ? "" : "s"), but the full term needs \(need): \
            \(have == 1 ? "its effect is unknown" : "only a slope is known, no optimum"). Run \(need - have) more.
            """
        case .lowDegreesOfFreedom(let degrees):
            """
            Only \(degrees) degree\(degrees == 1 ? " of freedom is" : "s of freedom are") left: intervals are wide, and rely on \
            normally distributed errors.
            """
        case .exponentNotIdentifiable(let parameter):
            "The data hardly determine the exponent \(parameter); rely on the curve and its peak, not on this number."
        case .exponentAtBound(let parameter, let bound):
            "The exponent \(parameter) lies on its bound \(bound); the data may need a steeper curve than the form allows."
        case .rankDeficient(let rank, let parameters):
            """
            The experiments determine only \(rank) of \(parameters) parameters; predictions keep the others fixed. Run \
            combinations that vary layers and dim separately.
            """
        case .constantValues:
            "All values are equal: there is no variance to explain, and R² is undefined."
        case .exactFit:
            "The law passes through every measurement, so its error cannot be estimated. Add experiments or replicates."
        case .aiccNotDefined(let have, let need):
            "AICc needs \(need) measurements, but there are \(have)."
        case .leaveOneOutNotDefined:
            "If one configuration is left out, the others may not determine the form, so there are no leave-one-out scores."
        case .blendNeedsMore(let layers, let dims, let configurations):
            """
            `auto` blends several forms if there are at least \(LawForm.blendLevelsNeeded) levels of layers and of dim and \
            \(LawForm.blendConfigurationsNeeded) distinct configurations; there are \(layers), \(dims) and \(configurations). \
            Run \(Self.missing(layers, dims, configurations)).
            """
        case .parametricOnly(let configurations, let limit):
            """
            There are \(configurations) distinct configurations, more than \(limit), so the law uses the parametric forms alone.
            """
        case .lackOfFit(let pValue):
            """
            Replicates agree much better with each other than with the law (p = \(Readable.number(pValue))): the law misses a \
            systematic effect.
            """
        case .outlier(let configuration, let value, let pValue):
            """
            The value \(Readable.number(value)) at \(configuration.layers) layers, dim \(configuration.dim) is far from what the \
            other experiments predict (p = \(Readable.number(pValue))). It is part of the fit; run the experiment again.
            """
        case .inferredFromSibling(let metric, let count, let weight):
            """
            \(count) configuration\(count == 1 ? " has" : "s have") no measurement of this metric. It is estimated from \(metric) \
            of the same runs, and counts as \(Readable.number(weight)) measurements in total. The leave-one-out scores of this \
            metric are somewhat too good.
            """
        case .optimumAtEdge(let axis):
            "The highest predicted value lies on the edge of the searched range of \(axis.rawValue): the best may lie beyond it."
        }
    }
}

extension FitWarning {
    /// The levels and configurations that a grid lacks for the blend.
    private static func missing(_ layers: Int, _ dims: Int, _ configurations: Int) -> String {
        func more(_ have: Int, of need: Int, _ unit: String) -> String? {
            have < need ? "\(need - have) more \(unit)\(need - have == 1 ? "" : "s")" : nil
        }
        let levels = LawForm.blendLevelsNeeded
        let parts = [
            more(layers, of: levels, "level").map { $0 + " of layers" },
            more(dims, of: levels, "level").map { $0 + " of dim" },
        ].compactMap { $0 }
        guard parts.isEmpty else { return parts.joined(separator: " and ") }
        return more(configurations, of: LawForm.blendConfigurationsNeeded, "configuration") ?? "more experiments"
    }
}

extension FittedParameter.Absence {
    /// Why a value is missing.
    var message: String {
        switch self {
        case .vanishingExponent: "the exponent is so close to 0 that its coefficient is not finite"
        case .atBound: "the estimate lies on the bound of its range, where the delta method does not hold"
        case .notIdentifiable: "the experiments do not determine this parameter"
        case .pointEstimate: "a posterior mode or a weight has no sampling error"
        }
    }
}
