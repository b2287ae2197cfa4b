/// Why observations do not determine a law.
public enum FitError: Error, Hashable, Sendable {
    /// A form with p parameters needs p + 1 measurements. If no form can be fitted, `form` is `nil` and `need` is that of the
    /// form that needs the fewest.
    case tooFewPoints(form: LawForm?, have: Int, need: Int)
    /// A form with p parameters needs p distinct configurations; replicates do not count.
    case tooFewConfigurations(form: LawForm?, have: Int, need: Int)
    /// A Gaussian process takes ``LawForm/gaussianProcessLimit`` distinct configurations. Beyond, the closed forms remain.
    case tooManyConfigurations(form: LawForm?, have: Int, limit: Int)
    /// The form needs more distinct levels of an axis.
    case tooFewLevels(form: LawForm, axis: Axis, have: Int, need: Int)
    /// Every measurement is of one configuration; at least one of layers, dim and D′ must vary.
    case oneConfiguration
    /// The design cannot tell the terms of this form apart, for instance because layers and dim grow together.
    case confounded(form: LawForm?)
    /// The confidence level must lie strictly between 0 and 1.
    case levelOutOfRange(Double)
}
