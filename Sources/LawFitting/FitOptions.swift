/// What a fit is asked for.
public struct FitOptions: Hashable, Sendable {
    /// Which form the law takes.
    public enum Form: Hashable, Sendable {
        /// The candidate that predicts left-out configurations best.
        case auto
        /// This one, or an error that says why it cannot be fitted.
        case named(LawForm)
    }

    public var form: Form = .auto
    /// The confidence level of the reported intervals, strictly between 0 and 1.
    public var level: Double = 0.95

    public init() {}

    public init(form: Form, level: Double = 0.95) {
        self.form = form
        self.level = level
    }
}
