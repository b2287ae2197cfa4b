/// One parameter of a fitted law.
public struct FittedParameter: Hashable, Codable, Sendable {
    /// Why a figure of a parameter does not exist.
    public enum Absence: String, Codable, Sendable {
        /// An exponent is (nearly) 0, where its curve is a straight line in the logarithm and its coefficient infinite.
        case vanishingExponent
        /// The estimate lies on the bound of its range, where the delta method does not hold.
        case atBound
        /// The data do not determine it: the Jacobian has no full rank here.
        case notIdentifiable
        /// A posterior mode or a weight: it has no sampling error in the sense of the delta method.
        case pointEstimate
    }

    /// The form's own symbol, for instance `w3` or `alpha`.
    public let name: String
    /// The estimate; `nil` where it is not finite.
    public let value: Double?
    /// By the delta method, from the Jacobian at the solution.
    public let standardError: Double?
    /// The interval's ends at the fit's level, Student's t with n − p degrees of freedom.
    public let low: Double?
    public let high: Double?
    /// Why `value` or `standardError` is `nil`.
    public let absence: Absence?
}
