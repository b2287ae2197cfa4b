/// The options of a fit.
public struct FitOptions: Hashable, Sendable {
    /// The form of the law.
    public enum Form: Hashable, Sendable {
        /// ``LawForm/blend`` if layers and dim have ``LawForm/blendLevelsNeeded`` levels each and there are
        /// ``LawForm/blendConfigurationsNeeded`` distinct configurations; otherwise the richest form that the design identifies.
        case auto
        /// This form, or an error with the reason why it cannot be fitted.
        case named(LawForm)
    }

    /// The forms that are fitted besides the requested one.
    public enum Candidates: Hashable, Sendable {
        /// Every form that the measurements determine.
        case all
        /// Only those that the requested one consists of; for callers that fit many sets and need the law only.
        case required
    }

    public var form: Form = .auto
    public var candidates: Candidates = .all
    /// The confidence level of the reported intervals, strictly between 0 and 1.
    public var level: Double = 0.95

    public init() {}

    public init(form: Form, level: Double = 0.95, candidates: Candidates = .all) {
        self.form = form
        self.candidates = candidates
        self.level = level
    }
}
