/// The parameters of a law as its report names them: a closed form's own, a process' hyper-parameters, a mixture's weights.
struct LawParameters {
    let model: LawModel
    /// Student's t for the intervals.
    let quantile: Double

    var parameters: [FittedParameter] {
        guard model.members.count == 1 else {
            return model.members.map { Self.point("weight." + $0.form.rawValue, $0.weight) }
        }
        switch model.members[0].component {
        case .parametric(let closed):
            return ParameterReport(
                model: closed.model,
                covariance: closed.covariance,
                deviation: closed.residualVariance.squareRoot(),
                quantile: quantile
            ).parameters
        case .gaussianProcess(let process):
            return hyperParameters(process)
        }
    }

    /// Lengths are factors of x: the curve along an axis bends over where x grows by so much.
    private func hyperParameters(_ process: GaussianProcess) -> [FittedParameter] {
        let lengths = Axis.allCases.enumerated().compactMap { index, axis -> FittedParameter? in
            let scale = model.scale(axis)
            guard scale.levelCount > 1 else { return nil }
            return Self.point(axis.rawValue + "Factor", Elementary.exp(process.kernel.lengths[index] * scale.halfRange))
        }
        return [Self.point("mean", process.mean)] + lengths + [
            Self.point("amplitude", process.amplitude.squareRoot()),
            Self.point("noise", process.noiseVariance.squareRoot()),
        ]
    }

    private static func point(_ name: String, _ value: Double) -> FittedParameter {
        FittedParameter(
            name: name,
            value: value.isFinite ? value : nil,
            standardError: nil,
            low: nil,
            high: nil,
            absence: .pointEstimate
        )
    }
}
