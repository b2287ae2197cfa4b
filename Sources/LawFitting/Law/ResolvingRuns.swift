import ElementaryFunctions

/// The runs that let a confounded design tell depth from width: the most informative ones, until its condition is sound.
struct ResolvingRuns {
    /// Empty if a few runs cannot do it.
    let configurations: [Configuration]

    /// More runs than these are a new experiment, not an addition.
    private static let limit = 6
    private static let levelsPerAxis = 5

    init(_ observations: ObservationSet) {
        let measured = observations.configurations
        let layers = Self.levels(measured.map(\.layers))
        let dim = Self.levels(measured.map(\.dim))
        var design = DOptimality(layers: layers.map(Double.init), dim: dim.map(Double.init))
        var points: [LawPoint] = []
        var taken: Set<SIMD2<Int>> = []
        func add(_ layers: Int, _ dim: Int) {
            guard taken.insert(SIMD2(layers, dim)).inserted else { return }
            design.add(layers: layers, dim: dim)
            points.append(LawPoint(logLayers: Elementary.log(Double(layers)), logDim: Elementary.log(Double(dim))))
        }
        for configuration in measured { add(configuration.layers, configuration.dim) }
        // All runs of one dataset: that of the first configuration, if there are several.
        let dPrime = measured.first?.dPrime
        var chosen: [Configuration] = []
        var isConfounded = DesignGeometry(points).isConfounded
        while chosen.count < Self.limit, isConfounded {
            var best: (place: SIMD2<Int>, gain: Double)?
            for first in layers {
                for second in dim where !taken.contains(SIMD2(first, second)) {
                    let gain = design.gain(layers: first, dim: second)
                    if gain > best?.gain ?? 0 { best = (SIMD2(first, second), gain) }
                }
            }
            guard let best else { break }
            add(best.place.x, best.place.y)
            chosen.append(Configuration(layers: best.place.x, dim: best.place.y, validDPrime: dPrime))
            isConfounded = DesignGeometry(points).isConfounded
        }
        configurations = isConfounded ? [] : chosen
    }

    /// Some measured levels and enough new ones: between the ends, up to four times a single level, or twice the last of two neighbours.
    private static func levels(_ values: [Int]) -> [Int] {
        let known = Set(values).sorted()
        guard let low = known.first, let last = known.last else { return [] }
        if known.count >= 3 {
            guard known.count > levelsPerAxis else { return known }
            return (0..<levelsPerAxis).map { known[$0 * (known.count - 1) / (levelsPerAxis - 1)] }
        }
        let (high, overflow) = low.multipliedReportingOverflow(by: 4)
        let top = last > low ? last : overflow ? last : high
        let middle = Int((Double(low) * Double(top)).squareRoot().rounded())
        let levels = Set(known + [min(max(middle, low), top), top])
        let beyond = top.multipliedReportingOverflow(by: 2)
        return (levels.count < 3 && !beyond.overflow ? levels.union([beyond.partialValue]) : levels).sorted()
    }
}
