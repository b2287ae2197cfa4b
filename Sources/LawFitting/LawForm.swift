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
}
