/// A law in closed form with its estimated parameters, in the well-conditioned basis of ``TermShape``.
///
/// The parameters are, in this order: the constant, the coefficients of layers, dim and D′, the interaction, then the exponents
/// of layers, dim and D′. There are at most 8, so a gradient is a SIMD vector and needs no heap memory.
struct ParametricModel: Hashable, Sendable {
    typealias Gradient = SIMD8<Double>

    let structure: ModelStructure
    let scales: AxisScales
    /// All parameters, in the order above; the other lanes are 0.
    let parameters: SIMD8<Double>

    init(structure: ModelStructure, scales: AxisScales, linear: [Double], exponents: [Double]) {
        self.structure = structure
        self.scales = scales
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

    /// Whether an axis' exponent lies on the bound of its range.
    func isAtBound(_ axis: Axis) -> Bool {
        let shape = structure.shape(axis)
        guard shape.hasExponent else { return false }
        let range = shape.exponentRange(scales[axis])
        return exponent(axis) <= range.lowerBound || exponent(axis) >= range.upperBound
    }

    /// The contribution of an axis at τ.
    func term(_ axis: Axis, at tau: Double) -> Double {
        let shape = structure.shape(axis)
        if shape == .absent { return 0 }
        let (scale, w) = (scales[axis], exponent(axis))
        let curves = shape.curves(at: tau, exponent: w, scale: scale)
        let index = structure.linearIndex(axis)
        var sum = 0.0
        if shape.linearCount > 0 { sum += parameters[index] * curves.0 }
        if shape.linearCount > 1 { sum += parameters[index + 1] * curves.1 }
        return sum
    }

    /// The prediction.
    func value(_ offsets: Offsets) -> Double {
        var sum = parameters[0]
        sum += term(.layers, at: offsets.layers) + term(.dim, at: offsets.dim) + term(.dPrime, at: offsets.dPrime)
        if let index = structure.interactionIndex {
            sum += parameters[index] * scales.layers.normalised(offsets.layers) * scales.dim.normalised(offsets.dim)
        }
        return sum
    }

    /// The derivatives of the prediction by the parameters.
    func gradient(_ offsets: Offsets) -> Gradient { valueAndGradient(offsets).gradient }

    /// The prediction and its gradient, for little more than the cost of either.
    func valueAndGradient(_ offsets: Offsets) -> (value: Double, gradient: Gradient) {
        var gradient = Gradient()
        gradient[0] = 1
        var value = parameters[0]
        add(.layers, structure.layers, offsets.layers, scales.layers, to: &value, &gradient)
        add(.dim, structure.dim, offsets.dim, scales.dim, to: &value, &gradient)
        add(.dPrime, structure.dPrime, offsets.dPrime, scales.dPrime, to: &value, &gradient)
        if let index = structure.interactionIndex {
            let product = scales.layers.normalised(offsets.layers) * scales.dim.normalised(offsets.dim)
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
        var slope = 0.0
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

/// The scales are coded among the model's own keys, as in stored laws.
extension ParametricModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case structure, parameters
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        structure = try container.decode(ModelStructure.self, forKey: .structure)
        scales = try AxisScales(from: decoder)
        parameters = try container.decode(SIMD8<Double>.self, forKey: .parameters)
    }

    func encode(to encoder: any Encoder) throws {
        try scales.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(structure, forKey: .structure)
        try container.encode(parameters, forKey: .parameters)
    }
}
