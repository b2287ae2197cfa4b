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
    /// a·(h(τ; w) − h(0; w)): the Performance Law's term w6·g(D′; w5), with D′ in units of its own geometric middle and w6 = −a/w.
    ///
    /// In units of one token D′ is so large that the term could hardly rise, whatever the data do.
    case dataGain
    /// a·S(τ; α): the scaling law's −a'·x^−α, with a' = a·e^(αc)/α.
    case power
    /// a·S(τ; α) with α ≥ 0: decreasing returns.
    case saturating
    /// a·S(τ; α) with |α| · half-range ≤ 1, which explodes neither beyond the measured levels nor below them.
    case restrainedPower
    /// a·φ_κ(u) + b·u with |κ| ≤ 1: a parabola with one steeper arm.
    case bent
    /// a·φ_κ(u) + b·u with |κ| ≤ 3.
    case stronglyBent

    /// The number of linear coefficients.
    var linearCount: Int {
        switch self {
        case .absent: 0
        case .slope, .gain, .dataGain, .power, .saturating, .restrainedPower: 1
        case .quadratic, .bent, .stronglyBent: 2
        }
    }

    /// Whether the curve has an exponent.
    var hasExponent: Bool {
        switch self {
        case .absent, .slope, .quadratic: false
        case .gain, .dataGain, .power, .saturating, .restrainedPower, .bent, .stronglyBent: true
        }
    }

    /// The largest |exponent|.
    ///
    /// The power law's bound is 6 in units of the normalised coordinate: beyond e^(−6u) a term is a step at one level. On an
    /// axis with extremely close levels the bound is 1e6, far from overflow.
    func exponentBound(_ scale: AxisScale) -> Double {
        switch self {
        case .absent, .slope, .quadratic: 0
        case .gain, .dataGain, .bent: 1
        case .stronglyBent: 3
        case .power, .saturating: min(6 / scale.halfRange, 1e6)
        case .restrainedPower: min(1 / scale.halfRange, 1e6)
        }
    }

    /// The exponents that the curve may have.
    func exponentRange(_ scale: AxisScale) -> ClosedRange<Double> {
        let bound = exponentBound(scale)
        return self == .saturating ? 0...bound : -bound...bound
    }

    /// The curves of the linear coefficients at τ, given the exponent; 0 for a coefficient that the term does not have.
    func curves(at tau: Double, exponent w: Double, scale: AxisScale) -> (Double, Double) {
        switch self {
        case .absent: return (0, 0)
        case .slope: return (scale.normalised(tau), 0)
        case .quadratic:
            let u = scale.normalised(tau)
            return (u, u * u)
        case .gain: return (Self.gainCurve(tau, w, middle: scale.middle), 0)
        case .dataGain: return (Self.gainCurve(tau, w, middle: 0), 0)
        case .power, .saturating, .restrainedPower: return (BoxCox.value(tau, w), 0)
        case .bent, .stronglyBent:
            let u = scale.normalised(tau)
            return (Linex.value(u, w), u)
        }
    }

    /// ∂(first curve)/∂w.
    func curveDerivative(at tau: Double, exponent w: Double, scale: AxisScale) -> Double {
        switch self {
        case .absent, .slope, .quadratic: 0
        case .gain: Self.gainCurveDerivative(tau, w, middle: scale.middle)
        case .dataGain: Self.gainCurveDerivative(tau, w, middle: 0)
        case .power, .saturating, .restrainedPower: BoxCox.derivative(tau, w)
        case .bent, .stronglyBent: Linex.derivative(scale.normalised(tau), w)
        }
    }

    /// The curves at τ, and the derivative of the first one by the exponent, for the price of one exponential.
    @inline(__always)
    func evaluated(at tau: Double, exponent w: Double, scale: AxisScale) -> Evaluated {
        switch self {
        case .absent: return Evaluated()
        case .slope: return Evaluated(first: scale.normalised(tau))
        case .quadratic:
            let u = scale.normalised(tau)
            return Evaluated(first: u, second: u * u)
        case .gain, .dataGain:
            let boxCox = BoxCox.valueAndDerivative(tau, w)
            let middle = self == .gain ? scale.middle : 0
            let decay = 0.5 * Elementary.exp(-w * middle)
            let curve = tau - decay * boxCox.value
            return Evaluated(first: curve, firstSlope: decay * (middle * boxCox.value - boxCox.derivative))
        case .power, .saturating, .restrainedPower:
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
    }

    /// h(c + τ; w) − h(c; w) = τ − e^(−wc)·S(τ; w)/2.
    private static func gainCurve(_ tau: Double, _ w: Double, middle c: Double) -> Double {
        tau - 0.5 * Elementary.exp(-w * c) * BoxCox.value(tau, w)
    }

    private static func gainCurveDerivative(_ tau: Double, _ w: Double, middle c: Double) -> Double {
        0.5 * Elementary.exp(-w * c) * (c * BoxCox.value(tau, w) - BoxCox.derivative(tau, w))
    }
}
