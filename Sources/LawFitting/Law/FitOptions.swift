/// The options of a fit.
public struct FitOptions: Hashable, Sendable {
    /// The form of the law.
    public enum Form: Hashable, Sendable {
        /// ``LawForm/blend``, from ``LawForm/krigingConfigurationsNeeded`` distinct configurations on.
        case auto
        /// This form, or an error with the reason why it cannot be fitted.
        case named(LawForm)
    }

    /// The forms that are fitted besides the requested one.
    public enum Candidates: Hashable, Sendable {
        /// Every form, each with its forward test.
        case all
        /// Only those that the requested one consists of; for callers that fit many sets and need the law only. There is no forward
        /// test.
        case required
    }

    public var form: Form = .auto
    /// Whether more or less of the metric is better.
    public var goal: LawGoal = .maximise
    public var candidates: Candidates = .all
    /// The confidence level of the reported intervals, strictly between 0 and 1.
    public var level: Double = 0.95

    public init() {}

    public init(
        form: Form,
        goal: LawGoal = .maximise,
        level: Double = 0.95,
        candidates: Candidates = .all
    ) {
        self.form = form
        self.goal = goal
        self.candidates = candidates
        self.level = level
    }
}
