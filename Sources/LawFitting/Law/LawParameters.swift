import ElementaryFunctions

/// The reported parameters of a law: those of a closed form, the hyper-parameters of kriging, or the weights of a mixture.
struct LawParameters {
    let form: LawForm
    let model: LawModel

    var parameters: [FittedParameter] {
        switch model {
        case .closed(let closed, let quantiles):
            return ParameterReport(
                model: closed.model,
                covariance: closed.covariance,
                deviation: closed.residualVariance.squareRoot(),
                quantile: quantiles.own
            ).parameters
        case .blend(let blend):
            let weights = [(LawForm.kriging, blend.krigingWeight)] + blend.members.map { ($0.form, $0.weight) }
            let mixture = form == .blend ? weights.map { Self.point("weight." + $0.0.rawValue, $0.1) } : []
            return mixture + hyperParameters(blend)
        }
    }

    /// Posterior means. Lengths are reported as factors of x: the residual along an axis bends over when x grows by that factor.
    private func hyperParameters(_ blend: PredictiveBlend) -> [FittedParameter] {
        let kriging = blend.kriging
        let square = kriging.data.unit * kriging.data.unit
        func mean(_ value: (KrigingParameters, Double) -> Double) -> Double {
            zip(kriging.parts, kriging.components).reduce(0) { sum, entry in
                sum + (entry.0.weight * value(entry.0.parameters, square * entry.1.scale))
            }
        }
        let lengths = Axis.allCases.enumerated().compactMap { index, axis -> FittedParameter? in
            guard model.dependsOn(axis) else { return nil }
            let length = mean { parameters, _ in Elementary.log(parameters.lengths[index]) }
            let factor = Elementary.exp(Elementary.exp(length) * kriging.data.halfRanges[index])
            return Self.point(axis.rawValue + "Factor", factor)
        }
        var variances = [
            ("trend", mean { $1 }), ("amplitude", mean { $0.residualVariance * $1 }), ("noise", mean { $0.noise * $1 }),
        ]
        if model.dependsOn(.dPrime) { variances.append(("dataset", mean { $0.datasetVariance * $1 })) }
        return lengths + variances.map { Self.point($0.0, $0.1.squareRoot()) }
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
