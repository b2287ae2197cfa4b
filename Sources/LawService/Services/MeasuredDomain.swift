/// Where a law was measured.
struct MeasuredDomain: Sendable, Equatable {
    let layers: ClosedRange<Int>
    let dim: ClosedRange<Int>
    /// `nil` where the experiments do not say which data they are about.
    let dPrime: ClosedRange<Double>?

    /// - Parameter experiments: at least one; an empty list, which no stored law has, gives 1…1.
    init(_ experiments: [LawRecord.Experiment]) {
        layers = Self.range(experiments.map(\.layers)) ?? 1...1
        dim = Self.range(experiments.map(\.dim)) ?? 1...1
        dPrime = Self.range(experiments.compactMap(\.dPrime))
    }

    /// Whether a D′ must be named to predict: the law spans several.
    var spansDPrime: Bool { dPrime.map { $0.lowerBound < $0.upperBound } ?? false }

    private static func range<Value: Comparable>(_ values: [Value]) -> ClosedRange<Value>? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }
}
