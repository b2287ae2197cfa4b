/// What one axis contributes to a law: a few linear coefficients on curves of τ = ln x − middle, of which some have an
/// exponent.
///
/// Curves vanish at τ = 0, so the constant term is the prediction at the middle of the measured levels.
enum TermShape: String, Codable, Hashable, Sendable {
    /// Nothing: the axis has one level.
    case absent
    /// a·u: the axis has two levels.
    case slope
    /// a·u + b·u².
    case quadratic
    /// a·(h(t; w) − h(c; w)): the Performance Law's term w1·g(x; w), with w1 = −a/w.
    case gain
    /// g(x; w) − g(c; w) = −w·(h(t; w) − h(c; w)): the same with w1 = 1, as the Performance Law has it for D′.
    case unitGain
    /// a·S(τ; α): the scaling law's −a'·x^−α, with a' = a·e^(αc)/α.
    case power
    /// a·φ_κ(u) + b·u with |κ| ≤ 1: a parabola whose one arm is steeper.
    case bent
    /// The same with |κ| ≤ 3.
    case stronglyBent

    /// The number of linear coefficients.
    var linearCount: Int {
        switch self {
        case .absent, .unitGain: 0
        case .slope, .gain, .power: 1
        case .quadratic, .bent, .stronglyBent: 2
        }
    }

    /// Whether the curve has an exponent.
    var hasExponent: Bool {
        switch self {
        case .absent, .slope, .quadratic: false
        case .gain, .unitGain, .power, .bent, .stronglyBent: true
        }
    }

    /// The largest |exponent|.
    ///
    /// For the power law in units of the normalised coordinate: beyond e^(−6u) a term is a step at one level. An axis whose
    /// levels are extremely close together is held to 1e6, far from overflow.
    func exponentBound(_ scale: AxisScale) -> Double {
        switch self {
        case .absent, .slope, .quadratic: 0
        case .gain, .unitGain, .bent: 1
        case .stronglyBent: 3
        case .power: min(6 / scale.halfRange, 1e6)
        }
    }

    /// The curves of the linear coefficients at τ, given the exponent.
    func curves(at tau: Double, exponent w: Double, scale: AxisScale) -> (Double, Double) {
        switch self {
        case .absent, .unitGain: return (0, 0)
        case .slope: return (scale.normalised(tau), 0)
        case .quadratic:
            let u = scale.normalised(tau)
            return (u, u * u)
        case .gain: return (Self.gainCurve(tau, w, middle: scale.middle), 0)
        case .power: return (BoxCox.value(tau, w), 0)
        case .bent, .stronglyBent:
            let u = scale.normalised(tau)
            return (Linex.value(u, w), u)
        }
    }

    /// ∂(first curve)/∂w.
    func curveDerivative(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        switch self {
        case .absent, .slope, .quadratic, .unitGain: 0
        case .gain: Self.gainCurveDerivative(tau, w, middle: scale.middle)
        case .power: BoxCox.derivative(tau, w)
        case .bent, .stronglyBent: Linex.derivative(scale.normalised(tau), w)
        }
    }

    /// What the term adds without a coefficient of its own.
    func fixedCurve(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        self == .unitGain ? -w * Self.gainCurve(tau, w, middle: scale.middle) : 0
    }

    /// ∂(fixed curve)/∂w.
    func fixedCurveDerivative(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        guard self == .unitGain else { return 0 }
        return -Self.gainCurve(tau, w, middle: scale.middle)
            - w * Self.gainCurveDerivative(tau, w, middle: scale.middle)
    }

    /// Everything about the term at τ, in one go: the curves, the first one's derivative by the exponent, and what it adds
    /// without a coefficient.
    @inline(__always)
    func evaluated(at tau: Double, exponent w: Double, scale: AxisScale) -> Evaluated {
        switch self {
        case .absent: return Evaluated()
        case .slope: return Evaluated(first: scale.normalised(tau))
        case .quadratic:
            let u = scale.normalised(tau)
            return Evaluated(first: u, second: u * u)
        case .gain, .unitGain:
            let saturation = BoxCox.valueAndDerivative(tau, w)
            let decay = 0.5 * Elementary.exp(-w * scale.middle)
            let curve = tau - decay * saturation.value
            let slope = decay * (scale.middle * saturation.value - saturation.derivative)
            if self == .gain { return Evaluated(first: curve, firstSlope: slope) }
            return Evaluated(fixed: -w * curve, fixedSlope: -curve - w * slope)
        case .power:
            let saturation = BoxCox.valueAndDerivative(tau, w)
            return Evaluated(first: saturation.value, firstSlope: saturation.derivative)
        case .bent, .stronglyBent:
            let u = scale.normalised(tau)
            return Evaluated(first: Linex.value(u, w), second: u, firstSlope: Linex.derivative(u, w))
        }
    }

    struct Evaluated {
        var first = 0.0
        var second = 0.0
        var firstSlope = 0.0
        var fixed = 0.0
        var fixedSlope = 0.0
    }

    /// h(c + τ; w) − h(c; w) = τ − e^(−wc)·S(τ; w)/2.
    private static func gainCurve(_ tau: Double, _ w: Double, middle c: Double) -> Double {
        tau - 0.5 * Elementary.exp(-w * c) * BoxCox.value(tau, w)
    }

    private static func gainCurveDerivative(_ tau: Double, _ w: Double, middle c: Double) -> Double {
        0.5 * Elementary.exp(-w * c) * (c * BoxCox.value(tau, w) - BoxCox.derivative(tau, w))
    }
}
