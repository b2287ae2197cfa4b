/// The shape of a law: how a metric moves with depth, width and data.
///
/// In the formulas N is layers, d is dim, t = ln x, and u, v, s are (t − middle) / half-range of layers, dim and D′ over the
/// measured levels.
public enum LawForm: String, CaseIterable, Codable, Hashable, Sendable {
    /// y = w1·g(N; w3) + w2·g(d; w4) + g(D′; w5) + b with g(x; w) = −1/(2·x^w) − w·ln x and |w| ≤ 1
    /// (the Performance Law, arXiv 2412.00430).
    case performanceLaw = "performance-law"
    /// y = c − a·N^−α − b·d^−β (− e·D′^−γ), the usual power law.
    ///
    /// The exponents take either sign, so that a curve can rise from a floor as well as towards a ceiling. They are bounded by
    /// |α| · half-range ≤ 6: beyond that, a term is a step at one level.
    case scalingLaw = "scaling-law"
    /// y = 1, u, u², v, v² (s, s²).
    case logQuadratic = "log-quadratic"
    /// As ``logQuadratic``, plus u·v.
    case logQuadraticInteraction = "log-quadratic-interaction"
    /// y = 1, u, φ_κ(u), v, φ_λ(v) (, s) with φ_κ(u) = 2(e^(−κu) − 1 + κu)/κ².
    ///
    /// In-sample scores allow |κ| ≤ 3. Predictions allow |κ| ≤ 1 only: beyond, the data hardly determine the far end of the curve.
    case separable
    /// A constant mean and a product Matérn-5/2 covariance of u, v and s.
    case gaussianProcess = "gaussian-process"
    /// The same with the covariance k_u + k_v + k_u·k_v.
    case gaussianProcessAdditive = "gaussian-process-additive"
    /// The weighted mean of ``performanceLaw``, ``logQuadraticInteraction`` and both Gaussian processes. Weights are proportional
    /// to (leave-one-out RMSE)^−4.
    case blend

    /// The forms in closed form, with a handful of parameters each.
    public static let parametric: [LawForm] = [
        .performanceLaw, .scalingLaw, .logQuadratic, .logQuadraticInteraction, .separable,
    ]
    /// The members of ``blend``.
    static let blended: [LawForm] = [
        .performanceLaw, .logQuadraticInteraction, .gaussianProcess, .gaussianProcessAdditive,
    ]
}

/// What a form needs, and what it can take.
extension LawForm {
    /// A blend needs this many levels of layers and of dim…
    public static let blendLevelsNeeded = 3
    /// … and this many distinct configurations.
    public static let blendConfigurationsNeeded = 8
    /// The most distinct configurations of a Gaussian process: the time of a fit grows with their cube, and 2,000 take some
    /// seconds. Beyond, the closed forms remain.
    public static let gaussianProcessLimit = 2_000
}
