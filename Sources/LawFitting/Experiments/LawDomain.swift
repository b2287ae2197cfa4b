/// What was measured: the ranges within which a law interpolates.
public struct LawDomain: Hashable, Codable, Sendable {
    public struct Range: Hashable, Codable, Sendable {
        public let low: Double
        public let high: Double

        /// Where a coordinate lies. Written so that no factor overflows into the wrong answer.
        func position(of x: Double) -> Position {
            if x >= low, x <= high { return .within }
            return x <= 2 * high && 2 * x >= low ? .beyond : .farBeyond
        }
    }

    /// How far a coordinate lies from what was measured.
    public enum Position: String, Codable, Sendable {
        case within
        /// Outside, by a factor of 2 at most.
        case beyond
        /// Beyond twice the highest or below half the lowest level.
        case farBeyond
    }

    public let layers: Range
    public let dim: Range
    /// `nil` where the measurements do not name their data.
    public let dPrime: Range?

    init(_ observations: ObservationSet) {
        func range(_ axis: Axis) -> Range? {
            let levels = observations.levels(of: axis)
            guard let low = levels.first, let high = levels.last else { return nil }
            return Range(low: low, high: high)
        }
        layers = range(.layers) ?? Range(low: 1, high: 1)
        dim = range(.dim) ?? Range(low: 1, high: 1)
        dPrime = range(.dPrime)
    }

    /// Where a coordinate lies along an axis; within, for an axis that was not named.
    public func position(_ axis: Axis, _ x: Double) -> Position {
        switch axis {
        case .layers: layers.position(of: x)
        case .dim: dim.position(of: x)
        case .dPrime: dPrime?.position(of: x) ?? .within
        }
    }
}
