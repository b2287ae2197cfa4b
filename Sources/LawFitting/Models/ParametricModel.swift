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
    /// All parameters; 0 beyond them.
    let parameters: SIMD8<Double>

    func scale(_ axis: Axis) -> AxisScale {
        switch axis {
        case .layers: layersScale
        case .dim: dimScale
        case .dPrime: dPrimeScale
        }
    }

    init(
        structure: ModelStructure,
        layersScale: AxisScale,
        dimScale: AxisScale,
        dPrimeScale: AxisScale,
        linear: [Double],
        exponents: [Double]
    ) {
        self.structure = structure
        self.layersScale = layersScale
        self.dimScale = dimScale
        self.dPrimeScale = dPrimeScale
        var parameters = SIMD8<Double>()
        for (index, value) in (linear + exponents).enumerated() { parameters[index] = value }
        self.parameters = parameters
    }

    /// The constant and the coefficients of the curves.
    var linear: [Double] { (0..<structure.linearCount).map { parameters[$0] } }

    var exponents: [Double] { (structure.linearCount..<structure.parameterCount).map { parameters[$0] } }

    func exponent(_ axis: Axis) -> Double {
        structure.shape(axis).hasExponent ? parameters[structure.linearCount + structure.exponentIndex(axis)] : 0
    }

    /// What an axis adds at τ.
    func term(_ axis: Axis, at tau: Double) -> Double {
        let shape = structure.shape(axis)
        if shape == .absent { return 0 }
        let (scale, w) = (scale(axis), exponent(axis))
        let curves = shape.curves(at: tau, exponent: w, scale: scale)
        let index = structure.linearIndex(axis)
        var sum = shape.fixedCurve(at: tau, exponent: w, scale: scale)
        if shape.linearCount > 0 { sum += parameters[index] * curves.0 }
        if shape.linearCount > 1 { sum += parameters[index + 1] * curves.1 }
        return sum
    }

    /// The prediction. `offsets` are τ of layers, dim and D′.
    func value(_ offsets: Offsets) -> Double {
        var sum = parameters[0]
        sum += term(.layers, at: offsets.0) + term(.dim, at: offsets.1) + term(.dPrime, at: offsets.2)
        if let index = structure.interactionIndex {
            sum += parameters[index] * layersScale.normalised(offsets.0) * dimScale.normalised(offsets.1)
        }
        return sum
    }

    /// The derivatives of the prediction by the parameters.
    func gradient(_ offsets: Offsets) -> Gradient { valueAndGradient(offsets).gradient }

    /// Both at once, which costs little more than either.
    func valueAndGradient(_ offsets: Offsets) -> (value: Double, gradient: Gradient) {
        var gradient = Gradient()
        gradient[0] = 1
        var value = parameters[0]
        add(.layers, structure.layers, offsets.0, layersScale, to: &value, &gradient)
        add(.dim, structure.dim, offsets.1, dimScale, to: &value, &gradient)
        add(.dPrime, structure.dPrime, offsets.2, dPrimeScale, to: &value, &gradient)
        if let index = structure.interactionIndex {
            let product = layersScale.normalised(offsets.0) * dimScale.normalised(offsets.1)
            gradient[index] = product
            value += parameters[index] * product
        }
        return (value, gradient)
    }

    @inline(__always)
    private func add(
        _ axis: Axis,
        _ shape: TermShape,
        _ tau: Double,
        _ scale: AxisScale,
        to value: inout Double,
        _ gradient: inout Gradient
    ) {
        if shape == .absent { return }
        let term = shape.evaluated(at: tau, exponent: exponent(axis), scale: scale)
        let index = structure.linearIndex(axis)
        value += term.fixed
        var slope = term.fixedSlope
        if shape.linearCount > 0 {
            gradient[index] = term.first
            value += parameters[index] * term.first
            slope += parameters[index] * term.firstSlope
        }
        if shape.linearCount > 1 {
            gradient[index + 1] = term.second
            value += parameters[index + 1] * term.second
        }
        if shape.hasExponent { gradient[structure.linearCount + structure.exponentIndex(axis)] = slope }
    }
}
