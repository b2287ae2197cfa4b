/// A law in closed form with its estimated parameters, in the well-conditioned basis of ``TermShape``.
///
/// Parameters are ordered as the constant, the coefficients of layers, dim and D′, the interaction, then the exponents of
/// layers, dim and D′. There are at most 8, so gradients are SIMD vectors and need no memory.
struct ParametricModel: Hashable, Codable, Sendable {
    typealias Gradient = SIMD8<Double>

    let structure: ModelStructure
    let layersScale: AxisScale
    let dimScale: AxisScale
    let dPrimeScale: AxisScale
    let linear: [Double]
    let exponents: [Double]

    func scale(_ axis: Axis) -> AxisScale {
        switch axis {
        case .layers: layersScale
        case .dim: dimScale
        case .dPrime: dPrimeScale
        }
    }

    func exponent(_ axis: Axis) -> Double {
        structure.shape(axis).hasExponent ? exponents[structure.exponentIndex(axis)] : 0
    }

    /// What an axis adds at τ.
    func term(_ axis: Axis, at tau: Double) -> Double {
        let shape = structure.shape(axis)
        if shape == .absent { return 0 }
        let (scale, w) = (scale(axis), exponent(axis))
        let curves = shape.curves(at: tau, exponent: w, scale: scale)
        let index = structure.linearIndex(axis)
        var sum = shape.fixedCurve(at: tau, exponent: w, scale: scale)
        if shape.linearCount > 0 { sum += linear[index] * curves.0 }
        if shape.linearCount > 1 { sum += linear[index + 1] * curves.1 }
        return sum
    }

    /// The derivatives of ``term(_:at:)`` by all parameters.
    func termGradient(_ axis: Axis, at tau: Double) -> Gradient {
        var gradient = Gradient()
        let shape = structure.shape(axis)
        if shape == .absent { return gradient }
        let (scale, w) = (scale(axis), exponent(axis))
        let curves = shape.curves(at: tau, exponent: w, scale: scale)
        let index = structure.linearIndex(axis)
        if shape.linearCount > 0 { gradient[index] = curves.0 }
        if shape.linearCount > 1 { gradient[index + 1] = curves.1 }
        if shape.hasExponent {
            var derivative = shape.fixedCurveDerivative(at: tau, exponent: w, scale: scale)
            if shape.linearCount > 0 {
                derivative += linear[index] * shape.curveDerivative(at: tau, exponent: w, scale: scale)
            }
            gradient[structure.linearCount + structure.exponentIndex(axis)] = derivative
        }
        return gradient
    }

    /// The prediction and its derivatives by the parameters. `offsets` are τ of layers, dim and D′.
    func value(_ offsets: (Double, Double, Double)) -> Double {
        var sum = linear[0]
        sum += term(.layers, at: offsets.0) + term(.dim, at: offsets.1) + term(.dPrime, at: offsets.2)
        if let index = structure.interactionIndex {
            sum += linear[index] * layersScale.normalised(offsets.0) * dimScale.normalised(offsets.1)
        }
        return sum
    }

    func gradient(_ offsets: (Double, Double, Double)) -> Gradient {
        var gradient = termGradient(.layers, at: offsets.0) + termGradient(.dim, at: offsets.1)
        gradient += termGradient(.dPrime, at: offsets.2)
        gradient[0] = 1
        if let index = structure.interactionIndex {
            gradient[index] = layersScale.normalised(offsets.0) * dimScale.normalised(offsets.1)
        }
        return gradient
    }
}
