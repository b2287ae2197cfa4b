public import ResourceMetering

/// An experiment worth running next.
public struct Suggestion: Hashable, Sendable {
    /// The most suggestions of one request.
    public static let limit = 64

    /// The purpose of the run.
    public enum Reason: String, Codable, Hashable, Sendable {
        /// It has the best expected value of all configurations that were not measured: it confirms the best.
        case highestExpected
        /// It has the highest upper confidence bound because of its uncertainty, or adds most to the best of the batch: the best may be
        /// there.
        case mayBeBest
        /// It reduces the uncertainty of the surface most: the determinant of the design's information grows most.
        case mostInformative
    }

    public let layers: Int
    public let dim: Int
    /// The law's prediction before the run; `nil` if no law can be fitted yet.
    public let prediction: Prediction?
    public let reason: Reason
    /// The model's parameters in the search space's architecture.
    public let parameters: Int
}

/// The purpose of further experiments.
public enum SuggestionGoal: String, CaseIterable, Codable, Hashable, Sendable {
    /// To find the best configuration: one run has the best mean + 1 standard deviation; several together have the greatest expected
    /// maximum. Where no further run can raise that, the rest is as for `surface`.
    case optimum
    /// To learn the whole surface: each run is D-optimal for the quadratic form with interaction.
    case surface
}

/// Why there are no suggestions.
public enum SuggestionError: Error, Hashable, Sendable {
    /// The count must lie between 1 and ``Suggestion/limit``.
    case countOutOfRange(Int)
    /// No configuration of the search space fits the budgets; for each that is too small, what the cheapest configuration needs.
    case nothingFeasible([BudgetNeed])
    /// A configuration fits the budgets, but lies farther than `reach` from the measured ones. Within reach, these budgets would suffice.
    case nothingFeasibleWithinReach([BudgetNeed], reach: Double)
    /// Every affordable configuration of the search space was measured.
    case nothingLeft
    /// Every configuration of the space is too far from the measured ones.
    case nothingWithinReach(octaves: Double, reach: Double)
    /// The law does not predict there.
    case prediction(PredictionError)
}

extension ObservationSet {
    /// The experiments to run next, from a law that is fitted here. See ``FittedLaw/suggestions(after:in:count:goal:dPrime:level:meter:)``.
    ///
    /// If the measurements do not determine a law yet, the design alone decides.
    ///
    /// - Throws: ``SuggestionError``, or `WorkMeter.Stop`.
    public func suggestions(
        in space: SearchSpace,
        count: Int,
        goal: SuggestionGoal = .optimum,
        dPrime: Double? = nil,
        level: Double = 0.95,
        options: FitOptions = FitOptions(),
        meter: WorkMeter = WorkMeter()
    ) throws -> [Suggestion] {
        var required = options
        required.candidates = .required
        let law: FittedLaw?
        do {
            law = try FittedLaw(fitting: self, options: required, meter: meter)
        } catch let stop as WorkMeter.Stop {
            throw stop
        } catch {
            // Too few measurements are the very reason for suggestions.
            law = nil
        }
        return try SuggestionSearch(law: law, observations: self, space: space, level: level, meter: meter)
            .suggestions(count: count, goal: goal, dPrime: dPrime)
    }
}

extension FittedLaw {
    /// The experiments to run next. A measured configuration is not suggested again.
    ///
    /// - Parameters:
    ///   - observations: those that the law was fitted to.
    ///   - dPrime: the data of the runs, if the measurements span several D′.
    ///   - level: the confidence level of the predictions' intervals.
    /// - Throws: ``SuggestionError``, or `WorkMeter.Stop`.
    public func suggestions(
        after observations: ObservationSet,
        in space: SearchSpace,
        count: Int,
        goal: SuggestionGoal = .optimum,
        dPrime: Double? = nil,
        level: Double = 0.95,
        meter: WorkMeter = WorkMeter()
    ) throws -> [Suggestion] {
        try SuggestionSearch(law: self, observations: observations, space: space, level: level, meter: meter)
            .suggestions(count: count, goal: goal, dPrime: dPrime)
    }
}
