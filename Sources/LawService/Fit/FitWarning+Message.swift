import LawFitting

extension Warning {
    init(_ warning: FitWarning) {
        self.init(code: warning.code, message: warning.message)
    }

    /// The warnings of a law as a whole.
    static func law(_ record: LawRecord) -> [Warning] {
        var warnings: [Warning] = []
        if record.request.isFormReplaced {
            warnings.append(
                Warning(
                    code: "formReplaced",
                    message: "The form `\(record.form)` no longer exists; `kriging` was fitted, which has replaced it."
                )
            )
        }
        if record.refittedFrom != nil {
            warnings.append(
                Warning(
                    code: "refitted",
                    message: """
                        The law was first fitted by an earlier version of the service. This version has fitted the same experiments again, \
                        so its figures and predictions differ from the earlier ones.
                        """
                )
            )
        }
        return warnings
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
        case .worseThanMean(let looR2, let datasets):
            """
            Configurations that are left out are predicted worse than by the mean\
            \(datasets > 1 ? " of their dataset" : "") (leave-one-out R² = \(Readable.brief(looR2))\(datasets > 1 ? " within the datasets" : "")). \
            \(datasets > 1
                ? "The law does not show how the metric moves with layers and dim; fit each dataset alone too."
                : "The experiments do not show how the metric moves with layers and dim.") Check them for mistakes, or run more before deciding.
            """
        case .priorDriven(let configurations, let need):
            """
            There are only \(configurations) distinct configurations, so the prior says more than the data. With \(need) the data \
            decide.
            """
        case .confounded(let runs):
            """
            The experiments cannot tell the effects of layers and dim apart: the two grow together, or one of them has fewer than \
            3 levels. Recommendations keep close to the measured configurations. \(Self.resolving(runs))
            """
        case .dPrimeTermAtLimit(let parameter, let bound):
            """
            The exponent \(parameter) of D′ lies at its limit \(Readable.brief(bound)): the metric may move faster with D′ than the \
            law says.
            """
        case .conditionedOnPart(let configurations, let used):
            """
            There are \(configurations) distinct configurations; kriging uses \(used) of them, evenly spread.
            """
        case .lackOfFit(let pValue):
            """
            Replicates agree much better with each other than with the law (p = \(Readable.brief(pValue))): the law misses a \
            systematic effect.
            """
        case .outlier(let configuration, let value, let pValue):
            """
            The value \(Readable.brief(value, digits: 5)) at \(Readable.count(configuration.layers, "layer")), dim \(configuration.dim) is far from what the \
            other experiments predict (p = \(Readable.brief(pValue))). It is part of the fit; run the experiment again.
            """
        case .inferredFromSibling(let metric, let count, let weight):
            """
            \(count) configuration\(count == 1 ? " has" : "s have") no measurement of this metric. It is estimated from \(metric) \
            of the same runs, and counts as \(Readable.brief(weight)) measurements in total. The leave-one-out scores of this \
            metric are somewhat too good.
            """
        case .optimumAtEdge(let axis):
            "The best predicted value lies on the edge of the searched range of \(axis.rawValue): the best may lie beyond it."
        }
    }
}

extension FitWarning {
    /// The runs that would tell the effects apart.
    private static func resolving(_ runs: [Configuration]) -> String {
        if runs.isEmpty { return "Run combinations in which one of them changes and the other does not." }
        let list = runs.map { "\(Readable.count($0.layers, "layer")), dim \($0.dim)" }.joined(separator: "; ")
        return runs.count == 1 ? "This run would resolve it: \(list)." : "These runs would resolve it: \(list)."
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
