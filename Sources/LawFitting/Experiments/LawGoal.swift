/// Whether more or less of a metric is better.
public enum LawGoal: String, CaseIterable, Codable, Hashable, Sendable {
    case maximise
    case minimise
}

extension LawGoal {
    /// 1 where a larger value on the fitted scale is better, −1 where a smaller one is.
    func direction(on scale: MetricScale) -> Double { (self == .maximise) != scale.isReversed ? 1 : -1 }

    /// Whether a value in the metric's own unit is better than another.
    func isBetter(_ value: Double, than other: Double) -> Bool { self == .maximise ? value > other : value < other }
}
