import ElementaryFunctions

/// The scale on which a metric is fitted, and back.
///
/// Every scale is monotone, so quantiles are transformed back exactly.
public enum MetricScale: String, Hashable, Codable, Sendable {
    /// A share in [0, 1], as it is. Predictions are clamped.
    case share
    /// A share between 0 and 1, as the logarithm of its odds.
    case logOdds
    /// A loss in nats, as e^(−loss): the mean probability that the model gives to the truth.
    case likelihood
    /// A perplexity, as its inverse, which is the same thing.
    case inverse
    /// A positive unbounded metric, as its logarithm.
    case logarithm
    /// An unbounded metric that is not positive everywhere, as it is.
    case identity

    /// The value on the fitted scale; `nil` where the scale does not have it.
    public func fitted(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        switch self {
        case .share: return 0...1 ~= value ? value : nil
        case .identity: return value
        case .logOdds: return value > 0 && value < 1 ? Elementary.log(value / (1 - value)) : nil
        // A loss of hundreds of nats would be 0 like any larger one; one below 0 is no loss.
        case .likelihood: return value >= 0 && value < 30 ? Elementary.exp(-value) : nil
        case .inverse: return value >= 1 && value < 1e13 ? 1 / value : nil
        case .logarithm: return value > 0 ? Elementary.log(value) : nil
        }
    }

    /// The value in the metric's own unit. Beyond what the scale can express it is the nearest bound: a share is in [0, 1], and
    /// a likelihood that is not positive belongs to no finite loss, so the largest loss stands for it.
    public func original(_ fitted: Double) -> Double {
        let bounded = range.map { min(max(fitted, $0.lowerBound), $0.upperBound) } ?? fitted
        return switch self {
        case .share, .identity: bounded
        case .logOdds: 1 / (1 + Elementary.exp(-bounded))
        case .likelihood: -Elementary.log(bounded)
        case .inverse: 1 / bounded
        case .logarithm: Elementary.exp(bounded)
        }
    }

    /// Whether the metric has values that the scale expresses as this fitted one. Beyond, ``original(_:)`` gives a bound.
    public func expresses(_ fitted: Double) -> Bool { range?.contains(fitted) ?? true }

    /// The values that ``original(_:)`` gives, in the metric's own unit; `nil` if it gives every number.
    public var bounds: ClosedRange<Double>? {
        guard let range else { return nil }
        let (first, last) = (original(range.lowerBound), original(range.upperBound))
        return min(first, last)...max(first, last)
    }

    /// The fitted values that the scale expresses; `nil` if it expresses all.
    private var range: ClosedRange<Double>? {
        switch self {
        case .share: 0...1
        case .identity, .logarithm, .logOdds: nil
        case .likelihood, .inverse: Self.leastLikelihood...1
        }
    }

    /// Whether a larger fitted value is a smaller value.
    public var isReversed: Bool { self == .likelihood || self == .inverse }

    /// |d original/d fitted|: what turns a standard error on the fitted scale into one in the metric's unit, to first order.
    func slope(at fitted: Double) -> Double {
        switch self {
        case .share, .identity: 1
        // p(1 − p), without the difference that loses its digits near 1.
        case .logOdds:
            Elementary.exp(-abs(fitted)) / ((1 + Elementary.exp(-abs(fitted))) * (1 + Elementary.exp(-abs(fitted))))
        case .likelihood: 1 / max(fitted, Self.leastLikelihood)
        case .inverse: 1 / (max(fitted, Self.leastLikelihood) * max(fitted, Self.leastLikelihood))
        case .logarithm: Elementary.exp(fitted)
        }
    }

    /// e⁻³⁰: a loss of 30 nats is worse than chance over 10¹² items.
    private static let leastLikelihood = 9.357_622_968_840_175e-14
}
