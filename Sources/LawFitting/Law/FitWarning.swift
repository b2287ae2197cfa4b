/// What a reader of a fitted law should know before relying on it. Cases carry facts; the wording is the caller's.
public enum FitWarning: Hashable, Codable, Sendable {
    /// There is one D′ at most, so its term is part of the constant: the law holds for that dataset alone.
    case dPrimeNotIdentifiable
    /// An axis has too few levels for its full term. With one level it has no term, with two only a slope in its logarithm.
    case fewLevels(axis: Axis, have: Int, need: Int)
    /// Few degrees of freedom: intervals are wide and their level relies on normal errors.
    case lowDegreesOfFreedom(Int)
    /// An exponent's interval includes 0 or does not exist: the shape of its curve is hardly determined by the data.
    case exponentNotIdentifiable(parameter: String)
    /// An exponent lies on the bound of its range.
    case exponentAtBound(parameter: String, bound: Double)
    /// The design leaves a direction of the parameters undetermined; predictions hold it fixed.
    case rankDeficient(rank: Int, parameters: Int)
    /// All values are equal: R² does not exist.
    case constantValues
    /// The law passes through every measurement: the error is not estimated, AICc does not exist.
    case exactFit
    /// AICc needs more measurements than parameters + 2.
    case aiccNotDefined(have: Int, need: Int)
    /// Without some configuration the form is not determined: leave-one-out figures do not exist.
    case leaveOneOutNotDefined
    /// `auto` is the blend from three levels of either axis and eight distinct configurations on; with fewer it is the
    /// richest form that the design identifies.
    case blendNeedsMore(layerLevels: Int, dimLevels: Int, configurations: Int)
    /// More configurations than a Gaussian process takes: the law rests on the parametric forms.
    case parametricOnly(configurations: Int, limit: Int)
    /// Replicates agree far better with each other than with the law: p is the F test's.
    case lackOfFit(pValue: Double)
    /// A configuration whose value the rest does not expect: p of its studentised deviation, times the number of
    /// configurations (Bonferroni). It takes part in the fit.
    case outlier(configuration: Configuration, value: Double, pValue: Double)
    /// So many configurations were not measured in this metric; their values were read off another metric of the same runs, and
    /// count as so many measurements together.
    case inferredFromSibling(metric: String, count: Int, weight: Double)
    /// The highest predicted value lies on the edge of the searched range, `layers` or `dim`.
    case optimumAtEdge(axis: Axis)

    /// A stable name for programs, the case's own.
    public var code: String {
        switch self {
        case .dPrimeNotIdentifiable: "dPrimeNotIdentifiable"
        case .fewLevels: "fewLevels"
        case .lowDegreesOfFreedom: "lowDegreesOfFreedom"
        case .exponentNotIdentifiable: "exponentNotIdentifiable"
        case .exponentAtBound: "exponentAtBound"
        case .rankDeficient: "rankDeficient"
        case .constantValues: "constantValues"
        case .exactFit: "exactFit"
        case .aiccNotDefined: "aiccNotDefined"
        case .leaveOneOutNotDefined: "leaveOneOutNotDefined"
        case .blendNeedsMore: "blendNeedsMore"
        case .parametricOnly: "parametricOnly"
        case .lackOfFit: "lackOfFit"
        case .outlier: "outlier"
        case .inferredFromSibling: "inferredFromSibling"
        case .optimumAtEdge: "optimumAtEdge"
        }
    }
}
