/// The shape of a law: how a metric moves with depth, width and data.
///
/// In the formulas N is layers, d is dim, t = ln x, and u, v, s are (t − middle) / half-range of layers, dim and D′ over the
/// measured levels.
public enum LawForm: String, CaseIterable, Codable, Hashable, Sendable {
    /// y = w1·g(N; w3) + w2·g(d; w4) + w6·g(D′; w5) + b with g(x; w) = −1/(2·x^w) − w·ln x and |w| ≤ 1
    /// (the Performance Law, arXiv 2412.00430). D′ is in units of the geometric middle of its measured range.
    case performanceLaw = "performance-law"
    /// y = c − a·N^−α − b·d^−β (− e·D′^−γ), the usual power law.
    ///
    /// Predictions have α ≥ 0: decreasing returns. In-sample scores allow either sign, so that a curve can rise from a floor too.
    /// Exponents are bounded by |α| · half-range ≤ 6: beyond that, a term is a step at one level.
    case scalingLaw = "scaling-law"
    /// y = 1, u, u², v, v² (s, s²).
    case logQuadratic = "log-quadratic"
    /// As ``logQuadratic``, plus u·v.
    case logQuadraticInteraction = "log-quadratic-interaction"
    /// y = 1, u, φ_κ(u), v, φ_λ(v) (, s) with φ_κ(u) = 2(e^(−κu) − 1 + κu)/κ².
    ///
    /// In-sample scores allow |κ| ≤ 3. Predictions allow |κ| ≤ 1 only: beyond, the data hardly determine the far end of the curve.
    case separable
    /// A Gaussian process with a saturating trend, shrunk curvature and interaction, a Matérn-5/2 residual and an effect per dataset,
    /// integrated over its hyper-parameters.
    case kriging
    /// The mixture of ``kriging``, ``performanceLaw`` and a restrained power law, with fixed weights. Where the design does not
    /// identify the closed forms, it is ``kriging`` alone.
    case blend

    /// The forms in closed form, with a handful of parameters each.
    public static let parametric: [LawForm] = [
        .performanceLaw, .scalingLaw, .logQuadratic, .logQuadraticInteraction, .separable,
    ]

    /// Names of forms that ``kriging`` has replaced.
    public static let replacedNames = ["gaussian-process", "gaussian-process-additive"]

    /// The form of a name; ``kriging`` for a replaced one.
    public static func named(_ name: String) -> (form: LawForm, isReplaced: Bool)? {
        if let form = LawForm(rawValue: name) { return (form, false) }
        return replacedNames.contains(name) ? (.kriging, true) : nil
    }
}

extension LawForm {
    /// Reads the forms of laws that older versions stored, too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let found = Self.named(name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "unknown form \(name)")
        }
        self = found.form
    }
}

/// What a form needs, and what it can take.
extension LawForm {
    /// ``kriging`` and ``blend`` need this many distinct configurations of one dataset, and one more with several datasets.
    public static let krigingConfigurationsNeeded = 3
    /// With fewer distinct configurations the prior says more than the data.
    public static let priorDrivenBelow = 8
    /// The most distinct configurations that ``kriging`` is conditioned on; of more, as many are used, evenly spread. Its memory grows
    /// with the square of their number and the time of a fit with the cube.
    public static let krigingLimit = 1_000
}
