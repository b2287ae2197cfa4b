/// One parameter of a fitted law.
public struct FittedParameter: Hashable, Codable, Sendable {
    /// Why a parameter lacks a value or a standard error.
    public enum Absence: String, Codable, Sendable {
        /// An exponent is (nearly) 0. Its curve is then a straight line in the logarithm, and its coefficient is infinite.
        case vanishingExponent
        /// The estimate lies on the bound of its range, and the delta method does not hold there.
        case atBound
        /// The data do not determine the parameter: the Jacobian is rank-deficient.
        case notIdentifiable
        /// A posterior mode or a weight, which has no sampling error in the sense of the delta method.
        case pointEstimate
    }

    /// The form's own symbol, for instance `w3` or `alpha`.
    public let name: String
    /// The estimate; `nil` if it is not finite.
    public let value: Double?
    /// By the delta method, from the Jacobian at the solution.
    public let standardError: Double?
    /// The ends of the interval at the fit's level: Student's t with n − p degrees of freedom.
    public let low: Double?
    public let high: Double?
    /// Why `value` or `standardError` is `nil`.
    public let absence: Absence?
}
