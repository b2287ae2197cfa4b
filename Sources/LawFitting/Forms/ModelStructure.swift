/// The terms of a form on a given design. An axis with few levels gets a simpler term, or none.
struct ModelStructure: Hashable, Codable, Sendable {
    let form: LawForm
    let layers: TermShape
    let dim: TermShape
    let dPrime: TermShape
    /// Whether there is a term in u·v.
    let interaction: Bool

    /// The richest structure of a form that the levels identify: a full term needs three, a slope two.
    init(form: LawForm, layerLevels: Int, dimLevels: Int, dPrimeLevels: Int) {
        func shape(_ levels: Int, full: TermShape) -> TermShape {
            switch levels {
            case ...1: .absent
            case 2: .slope
            default: full
            }
        }
        self.form = form
        switch form {
        case .performanceLaw:
            layers = shape(layerLevels, full: .gain)
            dim = shape(dimLevels, full: .gain)
            dPrime = shape(dPrimeLevels, full: .dataGain)
        case .scalingLaw:
            layers = shape(layerLevels, full: .saturating)
            dim = shape(dimLevels, full: .saturating)
            dPrime = shape(dPrimeLevels, full: .saturating)
        case .separable:
            layers = shape(layerLevels, full: .bent)
            dim = shape(dimLevels, full: .bent)
            dPrime = shape(dPrimeLevels, full: .slope)
        case .kriging, .blend:
            // These are not closed forms.
            (layers, dim, dPrime) = (.absent, .absent, .absent)
        case .logQuadratic, .logQuadraticInteraction:
            layers = shape(layerLevels, full: .quadratic)
            dim = shape(dimLevels, full: .quadratic)
            dPrime = shape(dPrimeLevels, full: .quadratic)
        }
        interaction = form == .logQuadraticInteraction && layerLevels > 1 && dimLevels > 1
    }

    private init(form: LawForm, layers: TermShape, dim: TermShape, dPrime: TermShape, interaction: Bool) {
        self.form = form
        self.layers = layers
        self.dim = dim
        self.dPrime = dPrime
        self.interaction = interaction
    }

    /// The structure with the exponents' in-sample bounds; the same structure if its predictions have the same.
    var unrestrained: ModelStructure {
        ModelStructure(
            form: form,
            layers: Self.unrestrained(layers),
            dim: Self.unrestrained(dim),
            dPrime: Self.unrestrained(dPrime),
            interaction: interaction
        )
    }

    private static func unrestrained(_ shape: TermShape) -> TermShape {
        switch shape {
        case .bent: .stronglyBent
        case .saturating: .power
        case .absent, .slope, .quadratic, .gain, .dataGain, .power, .restrainedPower, .stronglyBent: shape
        }
    }

    /// The structure of the power law within a mixture; the same for other forms.
    var restrained: ModelStructure {
        func shape(_ shape: TermShape) -> TermShape { shape == .saturating ? .restrainedPower : shape }
        return ModelStructure(
            form: form,
            layers: shape(layers),
            dim: shape(dim),
            dPrime: shape(dPrime),
            interaction: interaction
        )
    }

    func shape(_ axis: Axis) -> TermShape {
        switch axis {
        case .layers: layers
        case .dim: dim
        case .dPrime: dPrime
        }
    }

    /// The axes with an exponent, in the order in which exponents are stored.
    var exponentAxes: [Axis] { Axis.allCases.filter { shape($0).hasExponent } }

    /// The number of linear coefficients: the constant, those of the axes, and that of the interaction.
    var linearCount: Int {
        1 + layers.linearCount + dim.linearCount + dPrime.linearCount + (interaction ? 1 : 0)
    }

    var exponentCount: Int {
        (layers.hasExponent ? 1 : 0) + (dim.hasExponent ? 1 : 0) + (dPrime.hasExponent ? 1 : 0)
    }

    var parameterCount: Int { linearCount + exponentCount }

    /// The index of an axis' first linear coefficient. The constant has index 0.
    func linearIndex(_ axis: Axis) -> Int {
        switch axis {
        case .layers: 1
        case .dim: 1 + layers.linearCount
        case .dPrime: 1 + layers.linearCount + dim.linearCount
        }
    }

    /// The index of the interaction's coefficient, the last one; `nil` if there is no interaction.
    var interactionIndex: Int? { interaction ? linearCount - 1 : nil }

    /// The index of an axis' exponent among the exponents.
    func exponentIndex(_ axis: Axis) -> Int {
        switch axis {
        case .layers: 0
        case .dim: layers.hasExponent ? 1 : 0
        case .dPrime: (layers.hasExponent ? 1 : 0) + (dim.hasExponent ? 1 : 0)
        }
    }
}
