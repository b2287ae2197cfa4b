/// The measured ranges, within which a law interpolates.
public struct LawDomain: Hashable, Codable, Sendable {
    /// The lowest and the highest measured level of one axis.
    public struct Range: Hashable, Codable, Sendable {
        public let low: Double
        public let high: Double

        public func contains(_ x: Double) -> Bool { x >= low && x <= high }

        /// The range as integers, for layers and dim. Exact up to 2^53.
        ///
        /// The bounds are held to 2^61 and 2^62: later products of them are then checked for overflow and never trap.
        public var integers: ClosedRange<Int> {
            let low = Int(min(low, 0x1p61))
            return low...max(low, Int(min(high, 0x1p62)))
        }

        /// The position of a coordinate. No factor in the comparisons can overflow into the wrong answer.
        func position(of x: Double) -> Position {
            if contains(x) { return .within }
            return x <= 2 * high && 2 * x >= low ? .beyond : .farBeyond
        }
    }

    /// How far a coordinate lies from the measured levels.
    public enum Position: String, Codable, Sendable {
        case within
        /// Outside, by a factor of 2 at most.
        case beyond
        /// Beyond twice the highest or below half the lowest level. There a law is guesswork.
        case farBeyond
    }

    public let layers: Range
    public let dim: Range
    /// `nil` if the measurements do not name their data.
    public let dPrime: Range?

    /// - Parameter configurations: at least one; without any, layers and dim span 1…1.
    public init(_ configurations: some Sequence<Configuration>) {
        func range(_ levels: [Double]) -> Range? {
            guard let low = levels.min(), let high = levels.max() else { return nil }
            return Range(low: low, high: high)
        }
        let configurations = Array(configurations)
        layers = range(configurations.map { Double($0.layers) }) ?? Range(low: 1, high: 1)
        dim = range(configurations.map { Double($0.dim) }) ?? Range(low: 1, high: 1)
        dPrime = range(configurations.compactMap(\.dPrime))
    }

    /// Whether the measurements have several D′, so that a prediction must name one.
    public var spansDPrime: Bool { dPrime.map { $0.low < $0.high } ?? false }

    /// The position of a coordinate along an axis; within, if the measurements do not have the axis.
    public func position(_ axis: Axis, _ x: Double) -> Position {
        switch axis {
        case .layers: layers.position(of: x)
        case .dim: dim.position(of: x)
        case .dPrime: dPrime?.position(of: x) ?? .within
        }
    }
}
