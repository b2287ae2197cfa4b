/// The shape of a law: how a metric moves with depth, width and data.
///
/// With t = ln x and u, v, s = (t − middle) / half-range of layers, dim and D′ over the measured levels:
public enum LawForm: String, CaseIterable, Codable, Hashable, Sendable {
    /// y = w1·g(N; w3) + w2·g(d; w4) + g(D′; w5) + b with g(x; w) = −1/(2·x^w) − w·ln x and |w| ≤ 1
    /// (the Performance Law, arXiv 2412.00430).
    case performanceLaw = "performance-law"
    /// y = c − a·N^−α − b·d^−β (− e·D′^−γ), the usual power law.
    ///
    /// The exponents take either sign, |α| · half-range ≤ 6, so that a curve rises from a floor as well as towards a ceiling;
    /// beyond that bound a term is a step at one level.
    case scalingLaw = "scaling-law"
    /// y = 1, u, u², v, v² (s, s²).
    case logQuadratic = "log-quadratic"
    /// As ``logQuadratic``, and u·v.
    case logQuadraticInteraction = "log-quadratic-interaction"
    /// y = 1, u, φ_κ(u), v, φ_λ(v) (, s) with φ_κ(u) = 2(e^(−κu) − 1 + κu)/κ². In-sample figures are those of |κ| ≤ 3;
    /// predictions keep to |κ| ≤ 1, beyond which the curve's far end is hardly determined.
    case separable
    /// A constant mean and a product Matérn-5/2 covariance of u, v and s.
    case gaussianProcess = "gaussian-process"
    /// The same with the covariance k_u + k_v + k_u·k_v.
    case gaussianProcessAdditive = "gaussian-process-additive"
    /// The weighted mean of ``performanceLaw``, ``logQuadraticInteraction`` and both Gaussian processes, weights ∝ (leave-one-out
    /// RMSE)^−4.
    case blend

    /// The forms in closed form, with a handful of parameters each.
    public static let parametric: [LawForm] = [
        .performanceLaw, .scalingLaw, .logQuadratic, .logQuadraticInteraction, .separable,
    ]
    /// What ``blend`` is made of.
    static let blended: [LawForm] = [
        .performanceLaw, .logQuadraticInteraction, .gaussianProcess, .gaussianProcessAdditive,
    ]
}
