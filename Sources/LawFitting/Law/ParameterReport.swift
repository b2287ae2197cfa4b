import ElementaryFunctions

/// A form's parameters in its authors' notation, with standard errors by the delta method.
///
/// The estimates are in the basis of ``TermShape``. Each reported parameter is a function of those internal parameters, and has
/// its gradient beside it here.
struct ParameterReport {
    let model: ParametricModel
    let covariance: Covariance
    /// Residual standard deviation.
    let deviation: Double
    /// Student's t for the interval.
    let quantile: Double

    /// A reported parameter: its value and its derivatives by the internal ones.
    private struct Mapped {
        var name: String
        var value: Double
        var gradient = ParametricModel.Gradient()
        /// The axis of an exponent; `nil` for other parameters.
        var exponentAxis: Axis?
    }

    var parameters: [FittedParameter] { mapped().map(describe) }

    /// The name of an axis' exponent in the notation of the form's authors.
    static func exponentName(_ form: LawForm, _ axis: Axis) -> String? {
        switch (form, axis) {
        case (.performanceLaw, .layers): "w3"
        case (.performanceLaw, .dim): "w4"
        case (.performanceLaw, .dPrime): "w5"
        case (.scalingLaw, .layers): "alpha"
        case (.scalingLaw, .dim): "beta"
        case (.scalingLaw, .dPrime): "gamma"
        case (.separable, .layers): "kappa"
        case (.separable, .dim): "lambda"
        case (.separable, .dPrime), (.logQuadratic, _), (.logQuadraticInteraction, _): nil
        case (.kriging, _), (.blend, _): nil
        }
    }

    private func mapped() -> [Mapped] {
        switch model.structure.form {
        case .performanceLaw: performanceLaw()
        case .scalingLaw: scalingLaw()
        case .logQuadratic, .logQuadraticInteraction, .separable: polynomial()
        case .kriging, .blend: []
        }
    }

    /// y = β0 + Σ a·(h(x; w) − h(c; w)) with g = −1/2 − w·h gives w1 = −a/w and
    /// b = β0 − Σ a·h(c; w) + Σ w1/2. D′ is in units of its
    /// geometric middle, so its c is 0.
    private func performanceLaw() -> [Mapped] {
        let names: [(Axis, coefficient: String, exponent: String)] = [
            (.layers, "w1", "w3"), (.dim, "w2", "w4"), (.dPrime, "w6", "w5"),
        ]
        var constant = Mapped(name: "b", value: model.parameters[0])
        constant.gradient[0] = 1
        var coefficients: [Mapped] = []
        var exponents: [Mapped] = []
        for (axis, coefficientName, exponentName) in names {
            let shape = model.structure.shape(axis)
            guard shape == .gain || shape == .dataGain else {
                if shape == .slope { coefficients.append(slope(axis, constant: &constant)) }
                continue
            }
            let w = model.exponent(axis)
            let c = shape == .gain ? model.scales[axis].middle : 0
            let wIndex = model.structure.linearCount + model.structure.exponentIndex(axis)
            exponents.append(exponent(exponentName, axis))
            let middle = c - 0.5 * BoxCox.value(c, w)
            let middleSlope = -0.5 * BoxCox.derivative(c, w)
            let index = model.structure.linearIndex(axis)
            let a = model.parameters[index]
            var coefficient = Mapped(name: coefficientName, value: -a / w)
            coefficient.gradient[index] = -1 / w
            coefficient.gradient[wIndex] = a / (w * w)
            coefficients.append(coefficient)
            constant.value += -a * middle + coefficient.value / 2
            constant.gradient += 0.5 * coefficient.gradient
            constant.gradient[index] -= middle
            constant.gradient[wIndex] -= a * middleSlope
        }
        return coefficients + exponents + [constant]
    }

    /// y = β0 + Σ A·S(τ; α) with S = (1 − e^(αc)·x^−α)/α gives a = A·e^(αc)/α and c = β0 + Σ A/α.
    private func scalingLaw() -> [Mapped] {
        let names: [(Axis, coefficient: String, exponent: String)] = [
            (.layers, "a", "alpha"), (.dim, "b", "beta"), (.dPrime, "e", "gamma"),
        ]
        var constant = Mapped(name: "c", value: model.parameters[0])
        constant.gradient[0] = 1
        var terms: [Mapped] = []
        for (axis, coefficientName, exponentName) in names {
            let shape = model.structure.shape(axis)
            guard shape == .power || shape == .saturating || shape == .restrainedPower else {
                if shape == .slope { terms.append(slope(axis, constant: &constant)) }
                continue
            }
            let alpha = model.exponent(axis)
            let c = model.scales[axis].middle
            let index = model.structure.linearIndex(axis)
            let alphaIndex = model.structure.linearCount + model.structure.exponentIndex(axis)
            let a = model.parameters[index]
            let scale = Elementary.exp(alpha * c) / alpha
            var coefficient = Mapped(name: coefficientName, value: a * scale)
            coefficient.gradient[index] = scale
            coefficient.gradient[alphaIndex] = a * scale * (c - 1 / alpha)
            terms += [coefficient, exponent(exponentName, axis)]
            constant.value += a / alpha
            constant.gradient[index] += 1 / alpha
            constant.gradient[alphaIndex] -= a / (alpha * alpha)
        }
        return [constant] + terms
    }

    /// Quadratic forms are reported in u, v and s, which are well conditioned and have no units.
    private func polynomial() -> [Mapped] {
        var all: [Mapped] = []
        func add(_ name: String, _ index: Int) {
            var mapped = Mapped(name: name, value: model.parameters[index])
            mapped.gradient[index] = 1
            all.append(mapped)
        }
        add("intercept", 0)
        for (axis, symbol) in [(Axis.layers, "u"), (.dim, "v"), (.dPrime, "s")] {
            let index = model.structure.linearIndex(axis)
            let shape = model.structure.shape(axis)
            if shape.hasExponent {
                add(symbol + "Linex", index)
                add(symbol, index + 1)
                if let name = Self.exponentName(model.structure.form, axis) { all.append(exponent(name, axis)) }
                continue
            }
            if shape.linearCount > 0 { add(symbol, index) }
            if shape.linearCount > 1 { add(symbol + "Squared", index + 1) }
        }
        if let index = model.structure.interactionIndex { add("uv", index) }
        return all
    }

    /// An axis with two levels adds a·u = slope·ln x − slope·middle; the last term becomes part of the constant.
    private func slope(_ axis: Axis, constant: inout Mapped) -> Mapped {
        let index = model.structure.linearIndex(axis)
        let scale = model.scales[axis]
        var slope = Mapped(name: axis.rawValue + "Slope", value: model.parameters[index] / scale.halfRange)
        slope.gradient[index] = 1 / scale.halfRange
        constant.value -= slope.value * scale.middle
        constant.gradient -= scale.middle * slope.gradient
        return slope
    }

    private func exponent(_ name: String, _ axis: Axis) -> Mapped {
        var mapped = Mapped(name: name, value: model.exponent(axis), exponentAxis: axis)
        mapped.gradient[model.structure.linearCount + model.structure.exponentIndex(axis)] = 1
        return mapped
    }

    private func describe(_ mapped: Mapped) -> FittedParameter {
        func absent(_ reason: FittedParameter.Absence, value: Double?) -> FittedParameter {
            FittedParameter(
                name: mapped.name,
                value: value,
                standardError: nil,
                low: nil,
                high: nil,
                absence: reason
            )
        }
        guard mapped.value.isFinite else { return absent(.vanishingExponent, value: nil) }
        if let axis = mapped.exponentAxis, model.isAtBound(axis) { return absent(.atBound, value: mapped.value) }
        guard covariance.undetermined.allSatisfy({ mapped.gradient[$0] == 0 }) else {
            return absent(.notIdentifiable, value: mapped.value)
        }
        let error = deviation * covariance.variance(mapped.gradient).squareRoot()
        let (low, high) = (mapped.value - quantile * error, mapped.value + quantile * error)
        guard low.isFinite, high.isFinite else { return absent(.vanishingExponent, value: mapped.value) }
        return FittedParameter(
            name: mapped.name,
            value: mapped.value,
            standardError: error,
            low: low,
            high: high,
            absence: nil
        )
    }
}
