/// What a fit is asked for.
public struct FitOptions: Hashable, Sendable {
    /// Which form the law takes.
    public enum Form: Hashable, Sendable {
        /// ``LawForm/blend`` where both axes have three levels and there are eight distinct configurations; below that the
        /// richest form that the design identifies.
        case auto
        /// This one, or an error that says why it cannot be fitted.
        case named(LawForm)
    }

    /// Which forms are fitted beside the one asked for.
    public enum Candidates: Hashable, Sendable {
        /// Every form that can be.
        case all
        /// Those that the one asked for is made of; for callers that fit many sets and read the law alone.
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
