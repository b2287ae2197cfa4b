import ElementaryFunctions

/// What a kriging model says about every row without that row's measurements, the hyper-parameters' posterior included. Exact and
/// without refits.
///
/// At given hyper-parameters, with α = Py: the mean is yᵢ − αᵢ/Pᵢᵢ, q becomes q₋ᵢ = q − αᵢ²/Pᵢᵢ − SSᵢ/γ, and N becomes
/// N − mᵢ (Rasmussen & Williams 2006, eq. 5.12, with flat columns). The weight of a component is multiplied by
/// p(y₋ᵢ)/p(y), which follows from the same figures because the determinants differ by the factor Pᵢᵢ.
struct KrigingLeaveOneOut: Sendable {
    /// By row, in the metric's units: the predictive mixture of the row's mean.
    let mixtures: [StudentMixture]
    init(_ model: KrigingModel) {
        let data = model.data
        let n = data.rowCount
        let total = data.count
        let flatCount = Double(data.flatCount)
        let precisions = model.components.map(\.precisions)
        mixtures = (0..<n).map { row in
            let without = total - data.counts[row]
            let degreesOfFreedom = without - flatCount
            guard degreesOfFreedom > 0 else { return StudentMixture() }
            var logWeights: [Double] = []
            var parts: [StudentMixture.Component] = []
            for (index, component) in model.components.enumerated() {
                let gamma = component.kernel.parameters.noise
                let precision = precisions[index][row]
                let alpha = component.coefficients[row]
                guard precision > 0 else { continue }
                let own = (alpha * alpha / precision) + (data.pureErrors[row] / gamma)
                let rest = max(component.squares - own, 1e-13 * component.squares, KrigingLikelihood.leastSquares)
                logWeights.append(
                    Elementary.log(model.parts[index].weight)
                        + (0.5 * (total - flatCount)
                            * Elementary.log(max(component.squares, KrigingLikelihood.leastSquares)))
                        - (0.5 * degreesOfFreedom * Elementary.log(rest))
                        - (0.5 * Elementary.log(precision))
                        + (0.5 * (data.counts[row] - 1) * Elementary.log(gamma))
                )
                parts.append(
                    StudentMixture.Component(
                        weight: 0,
                        location: data.centre + (data.unit * (data.means[row] - (alpha / precision))),
                        squaredScale: data.unit * data.unit * rest / degreesOfFreedom / precision,
                        degreesOfFreedom: degreesOfFreedom
                    )
                )
            }
            let largest = logWeights.max() ?? 0
            let raw = logWeights.map { Elementary.exp($0 - largest) }
            let sum = raw.reduce(0, +)
            for index in parts.indices { parts[index].weight = raw[index] / sum }
            return StudentMixture(components: parts)
        }
    }
}

/// What a kriging model says in sample.
struct KrigingFittedRows: Sendable {
    /// Expectations by row, in the metric's units.
    let values: [Double]
    /// tr(γ·W⁻¹P) averaged: rows less this is the effective number of parameters.
    let noiseTrace: Double

    init(_ model: KrigingModel) {
        let data = model.data
        var noiseTrace = 0.0
        var fitted = [Double](repeating: 0, count: data.rowCount)
        for (part, component) in zip(model.parts, model.components) {
            let gamma = component.kernel.parameters.noise
            let precisions = component.precisions
            for row in fitted.indices {
                let share = part.weight * gamma / data.weights[row]
                noiseTrace += share * precisions[row]
                // y − ŷ = γ·W⁻¹·α.
                fitted[row] += part.weight * data.means[row] - share * component.coefficients[row]
            }
        }
        self.noiseTrace = noiseTrace
        values = fitted.map { data.centre + (data.unit * $0) }
    }
}
