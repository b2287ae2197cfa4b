import ElementaryFunctions

/// The term of one axis in a law: a few linear coefficients on curves of τ = ln x − middle. Some curves have an exponent.
///
/// Every curve vanishes at τ = 0, so the constant of the law is the prediction at the middle of the measured levels.
enum TermShape: String, Codable, Hashable, Sendable {
    /// No term: the axis has one level.
    case absent
    /// a·u: the axis has two levels.
    case slope
    /// a·u + b·u².
    case quadratic
    /// a·(h(t; w) − h(c; w)): the Performance Law's term w1·g(x; w), with w1 = −a/w.
    case gain
    /// g(x; w) − g(c; w) = −w·(h(t; w) − h(c; w)): the Performance Law's term of D′, which has no coefficient (w1 = 1).
    case unitGain
    /// a·S(τ; α): the scaling law's −a'·x^−α, with a' = a·e^(αc)/α.
    case power
    /// a·φ_κ(u) + b·u with |κ| ≤ 1: a parabola with one steeper arm.
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
    /// The power law's bound is 6 in units of the normalised coordinate: beyond e^(−6u) a term is a step at one level. On an
    /// axis with extremely close levels the bound is 1e6, far from overflow.
    func exponentBound(_ scale: AxisScale) -> Double {
        switch self {
        case .absent, .slope, .quadratic: 0
        case .gain, .unitGain, .bent: 1
        case .stronglyBent: 3
        case .power: min(6 / scale.halfRange, 1e6)
        }
    }

    /// The curves of the linear coefficients at τ, given the exponent; 0 for a coefficient that the term does not have.
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

    /// The part of the term that has no linear coefficient.
    func fixedCurve(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        self == .unitGain ? -w * Self.gainCurve(tau, w, middle: scale.middle) : 0
    }

    /// ∂(fixed curve)/∂w.
    func fixedCurveDerivative(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        guard self == .unitGain else { return 0 }
        return -Self.gainCurve(tau, w, middle: scale.middle)
            - w * Self.gainCurveDerivative(tau, w, middle: scale.middle)
    }

    /// The curves at τ, the derivative of the first one by the exponent, and the part without a coefficient, for the price of one
    /// exponential.
    @inline(__always)
    func evaluated(at tau: Double, exponent w: Double, scale: AxisScale) -> Evaluated {
        switch self {
        case .absent: return Evaluated()
        case .slope: return Evaluated(first: scale.normalised(tau))
        case .quadratic:
            let u = scale.normalised(tau)
            return Evaluated(first: u, second: u * u)
        case .gain, .unitGain:
            let boxCox = BoxCox.valueAndDerivative(tau, w)
            let decay = 0.5 * Elementary.exp(-w * scale.middle)
            let curve = tau - decay * boxCox.value
            let slope = decay * (scale.middle * boxCox.value - boxCox.derivative)
            if self == .gain { return Evaluated(first: curve, firstSlope: slope) }
            return Evaluated(fixed: -w * curve, fixedSlope: -curve - w * slope)
        case .power:
            let boxCox = BoxCox.valueAndDerivative(tau, w)
            return Evaluated(first: boxCox.value, firstSlope: boxCox.derivative)
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
