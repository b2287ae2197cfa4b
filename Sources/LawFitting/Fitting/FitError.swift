/// Why observations do not determine a law.
public enum FitError: Error, Hashable, Codable, Sendable {
    /// `need` distinct configurations suffice for this form, whichever levels they have; replicates do not count.
    case tooFewConfigurations(form: LawForm, have: Int, need: Int)
    /// Every measurement is of one configuration; at least one of layers, dim and D′ must vary. `need` distinct configurations
    /// suffice.
    case oneConfiguration(need: Int)
    /// The design cannot tell the terms of this form apart, for instance because layers and dim grow together.
    case confounded(form: LawForm)
    /// The meter stopped the work. ``FittedLaw`` throws the meter's reason instead.
    case stopped
    /// The confidence level must lie strictly between 0 and 1.
    case levelOutOfRange(Double)
}
