import LawFitting

/// How far an answer lies from what was measured, as `GET /predict` says it of one configuration.
extension Warning {
    /// Sizes, and data, far beyond the measured ranges.
    ///
    /// - Parameters:
    ///   - layers: all that the answer has.
    ///   - dim: all that the answer has.
    ///   - subject: what lies there, as the subject of a sentence.
    static func farBeyond(
        layers: some Sequence<Int>,
        dim: some Sequence<Int>,
        dPrime: Double?,
        from law: LoadedLaw,
        _ subject: String
    ) -> [Warning] {
        func isFar(_ axis: Axis, _ sizes: some Sequence<Int>) -> Bool {
            [sizes.min(), sizes.max()].contains { size in
                size.map { law.domain.position(axis, Double($0)) == .farBeyond } ?? false
            }
        }
        var axes: [Axis] = []
        if isFar(.layers, layers) { axes.append(.layers) }
        if isFar(.dim, dim) { axes.append(.dim) }
        if let dPrime, law.domain.position(.dPrime, dPrime) == .farBeyond { axes.append(.dPrime) }
        return axes.isEmpty ? [] : [.farBeyond(axes, subject)]
    }

    /// The best configuration far beyond the measured ranges, or off the hull of the measured configurations.
    static func distance(of best: Optimum.Choice, dPrime: Double?, from law: LoadedLaw, _ metric: MetricLaw)
        -> [Warning]
    {
        let subject = "The best configuration"
        let coverage = metric.law.coverage(layers: Double(best.layers), dim: Double(best.dim))
        let hasFarSize = !farBeyond(layers: [best.layers], dim: [best.dim], dPrime: nil, from: law, subject).isEmpty
        return farBeyond(layers: [best.layers], dim: [best.dim], dPrime: dPrime, from: law, subject)
            + (coverage.isBeyondHull && !hasFarSize ? [.beyondHull(coverage.octaves, subject)] : [])
    }
}
