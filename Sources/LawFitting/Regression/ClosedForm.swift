/// A fitted closed form: the model, the factor of its parameters' covariance, and the residual variance.
///
/// A class, so that a prediction copies nothing.
final class ClosedForm: Sendable {
    let model: ParametricModel
    let covariance: Covariance
    let residualVariance: Double

    init(_ model: ParametricModel, _ covariance: Covariance, residualVariance: Double) {
        self.model = model
        self.covariance = covariance
        self.residualVariance = residualVariance
    }

    /// The expected value, the delta method's variance σ²·gᵀ(JᵀJ)⁻¹g, and σ².
    func moments(_ offsets: Offsets) -> Moments {
        let (value, gradient) = model.valueAndGradient(offsets)
        let variance = residualVariance * covariance.variance(gradient)
        return Moments(value: value, variance: variance, noise: residualVariance)
    }

    /// The moments of ŷ(a) − ŷ(b).
    func difference(_ a: Offsets, _ b: Offsets) -> Moments {
        let (first, second) = (model.valueAndGradient(a), model.valueAndGradient(b))
        return Moments(
            value: first.value - second.value,
            variance: residualVariance * covariance.variance(first.gradient - second.gradient),
            noise: 2 * residualVariance
        )
    }
}

extension ClosedForm: Hashable, Codable {
    static func == (left: ClosedForm, right: ClosedForm) -> Bool {
        left.model == right.model && left.covariance == right.covariance
            && left.residualVariance == right.residualVariance
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(model)
        hasher.combine(covariance)
        hasher.combine(residualVariance)
    }
}
