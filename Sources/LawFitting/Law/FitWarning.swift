/// A reason to be careful with a fitted law. Cases carry facts; the caller words them.
public enum FitWarning: Hashable, Codable, Sendable {
    /// There is at most one D′, so its term is part of the constant: the law holds for that dataset only.
    case dPrimeNotIdentifiable
    /// An axis has too few levels for its full term. With one level it has no term, with two only a slope in its logarithm.
    case fewLevels(axis: Axis, have: Int, need: Int)
    /// Few degrees of freedom: intervals are wide, and their level is right only for normal errors.
    case lowDegreesOfFreedom(Int)
    /// An exponent's interval includes 0 or does not exist: the data hardly determine the shape of its curve.
    case exponentNotIdentifiable(parameter: String)
    /// An exponent lies on the bound of its range.
    case exponentAtBound(parameter: String, bound: Double)
    /// The design does not determine some combination of the parameters. Predictions keep it fixed.
    case rankDeficient(rank: Int, parameters: Int)
    /// All values are equal: R² does not exist.
    case constantValues
    /// The law passes through every measurement: there is no estimate of the error and no AICc.
    case exactFit
    /// AICc needs at least three more measurements than parameters.
    case aiccNotDefined(have: Int, need: Int)
    /// Without some configuration the others do not determine the form: leave-one-out scores do not exist.
    case leaveOneOutNotDefined
    /// Configurations that are left out are predicted worse than by the mean of their dataset, which `looR2` compares with. `datasets` is the
    /// number of D′.
    case worseThanMean(looR2: Double, datasets: Int)
    /// There are so few distinct configurations that the prior says more than the data: fewer than `need`.
    case priorDriven(configurations: Int, need: Int)
    /// Layers and dim grow together, or one has too few levels, so their effects cannot be told apart. These runs would
    /// resolve it.
    case confounded(runs: [Configuration])
    /// The exponent of D′ lies on the bound of its range: the data may rise or fall faster than the term can.
    case dPrimeTermAtLimit(parameter: String, bound: Double)
    /// There are more configurations than kriging is conditioned on: it uses `used` of them, evenly spread.
    case conditionedOnPart(configurations: Int, used: Int)
    /// Replicates agree far better with each other than with the law: p of the F test.
    case lackOfFit(pValue: Double)
    /// The other configurations do not suggest this value: p of its studentised deviation, times the number of configurations
    /// (Bonferroni). It takes part in the fit.
    case outlier(configuration: Configuration, value: Double, pValue: Double)
    /// `count` configurations lack this metric. Their values were imputed from another metric of the same runs, and together
    /// count as `weight` measurements.
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
        case .worseThanMean: "worseThanMean"
        case .priorDriven: "priorDriven"
        case .confounded: "confounded"
        case .dPrimeTermAtLimit: "dPrimeTermAtLimit"
        case .conditionedOnPart: "conditionedOnPart"
        case .lackOfFit: "lackOfFit"
        case .outlier: "outlier"
        case .inferredFromSibling: "inferredFromSibling"
        case .optimumAtEdge: "optimumAtEdge"
        }
    }
}
