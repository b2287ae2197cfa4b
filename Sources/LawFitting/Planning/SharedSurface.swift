import ElementaryFunctions

/// What the surfaces of compared laws have in common.
///
/// Frameworks that are measured at the same sizes often differ by a level and little else. What one law does not know of the surface, the
/// others do not know either. It cancels when they are compared.
///
/// The model: the surface of law j is a level plus √ρ·g + √(1 − ρ)·hⱼ with a common g. Two laws differ at the configurations that
/// both have measured. The variance of these differences is that of the noise, plus 1 − ρ of the variance of both surfaces.
enum SharedSurface {
    /// Fewer common configurations say nothing about ρ.
    private static let fewestRuns = 6

    /// ρ from 0 to 1, the least of all pairs; 0 where it cannot be estimated.
    static func share(of laws: [FittedLaw]) -> Double {
        var least = 1.0
        for (index, law) in laws.enumerated() {
            for other in laws[..<index] { least = min(least, share(law, other)) }
        }
        return laws.count > 1 ? least : 0
    }

    private static func share(_ first: FittedLaw, _ second: FittedLaw) -> Double {
        guard first.scale == second.scale, let one = first.model.blend?.kriging, let two = second.model.blend?.kriging,
            one.data.datasetCount == 1, two.data.datasetCount == 1
        else { return 0 }
        let others = Dictionary(rows(two).map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        let pairs = rows(one).compactMap { row in others[row.place].map { (row, $0) } }
        guard pairs.count >= fewestRuns else { return 0 }
        let noise = pairs.reduce(0) { $0 + $1.0.noise + $1.1.noise } / Double(pairs.count)
        let surfaces = variance(pairs.map(\.0.value)) + variance(pairs.map(\.1.value)) - noise
        guard surfaces > 0 else { return 0 }
        // One standard error is added to what the laws do not share, because the estimate of a variance is uncertain.
        let own = max(0, variance(pairs.map { $0.value - $1.value }) - noise)
        let error = noise * (2 / Double(pairs.count - 1)).squareRoot()
        return max(0, 1 - ((own + error) / surfaces))
    }

    private struct Row {
        let place: SIMD2<Double>
        let value: Double
        let noise: Double
    }

    private static func rows(_ kriging: KrigingModel) -> [Row] {
        let data = kriging.data
        let noise = zip(kriging.parts, kriging.components).reduce(0) { sum, pair in
            sum + (pair.0.weight * pair.1.scale * pair.1.kernel.parameters.noise)
        }
        return data.points.indices.map { row in
            let place = data.middles + (data.halfRanges * data.points[row])
            // Sizes are whole numbers, so rounding finds them again.
            let sizes = SIMD2(Elementary.exp(place.x).rounded(), Elementary.exp(place.y).rounded())
            return Row(
                place: sizes,
                value: data.unit * data.means[row],
                noise: data.unit * data.unit * noise / data.weights[row]
            )
        }
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + (($1 - mean) * ($1 - mean)) } / Double(values.count - 1)
    }
}

extension KrigingModel {
    /// For each component: the part of the variance of ``moments(_:)`` that comes from the noise of the measurements. The rest is what
    /// is unknown of the surface between them.
    ///
    /// The prediction is wᵀy with w = V⁻¹k + V⁻¹F(FᵀV⁻¹F)⁻¹(f₀ − FᵀV⁻¹k), so noise of variance γ/weight adds γ·Σ w²/weight.
    func noiseVariances(_ u: SIMD3<Double>) -> [Double] {
        let n = rows.count
        let square = data.unit * data.unit
        return withCorrelations(u, dataset: dataset(u)) { _, component, correlations, _, slope in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n) { scratch in
                guard let whitened = scratch.baseAddress else { return 0 }
                let weights = whitened + n
                component.whitening.product(times: correlations, into: whitened)
                component.whitening.transposedProduct(times: whitened, into: weights)
                let (first, second) = component.flatResiduals(correlations, count: n, slope: slope)
                let inverse = component.flatInverse
                let (a, b) = (
                    (inverse.0 * first) + (inverse.1 * second), (inverse.1 * first) + (inverse.2 * second)
                )
                var sum = 0.0
                for row in 0..<n {
                    let solved = component.flatSolved
                    let weight = weights[row] + (a * solved[row]) + (solved.count > n ? b * solved[n + row] : 0)
                    sum += weight * weight / data.weights[row]
                }
                return square * component.scale * component.kernel.parameters.noise * sum
            }
        }
    }
}

extension StudentMixture {
    /// The distribution of what a law does not share with others: components come together, and lose what is unknown of the surface, both
    /// by the share ρ.
    ///
    /// - Parameters:
    ///   - share: ρ.
    ///   - kept: by component, the squared scale that stays.
    func unshared(_ share: Double, keeping kept: [Double]) -> StudentMixture {
        let mean = mean
        var result = self
        for (index, kept) in zip(components.indices, kept) {
            let part = components[index]
            let own = min(kept, part.squaredScale)
            result.components[index].squaredScale = own + ((1 - share) * (part.squaredScale - own))
            result.components[index].location = mean + ((1 - share).squareRoot() * (part.location - mean))
        }
        return result
    }
}
