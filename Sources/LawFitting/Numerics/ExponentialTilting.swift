import ElementaryFunctions

/// Exponential tilting: the weights closest to given ones, in Kullback–Leibler distance, that have a given mean.
///
/// wᵢ ∝ vᵢ·e^(λ·gᵢ), λ by Newton's method on the convex dual ln Σvᵢe^(λ·(gᵢ − m)).
struct ExponentialTilting {
    let weights: [Double]

    /// `nil` where the moments cannot be reached without extreme weights.
    init?(points: [HyperparameterIntegration.Point], moments: [Double]) {
        let size = moments.count
        guard points.count > 2 * size else { return nil }
        let centred = points.map { point in zip(point.z, moments).map { $0 - $1 } }
        var multipliers = [Double](repeating: 0, count: size)
        var current = points.map(\.weight)
        for _ in 0..<20 {
            var gradient = [Double](repeating: 0, count: size)
            var hessian = [Double](repeating: 0, count: size * size)
            for (row, weight) in zip(centred, current) {
                for i in 0..<size {
                    gradient[i] += weight * row[i]
                    for j in 0...i { hessian[(i * size) + j] += weight * row[i] * row[j] }
                }
            }
            if gradient.allSatisfy({ abs($0) < 1e-10 }) { break }
            for i in 0..<size {
                for j in 0...i { hessian[(i * size) + j] -= gradient[i] * gradient[j] }
                hessian[(i * size) + i] += 1e-9
            }
            guard let factor = CholeskyFactor(factoring: hessian, count: size) else { return nil }
            let step = factor.solve(gradient)
            let longest = step.reduce(0) { max($0, abs($1)) }
            let scale = longest > 1 ? 1 / longest : 1
            for i in 0..<size { multipliers[i] -= scale * step[i] }
            let exponents = centred.map { row in zip(row, multipliers).reduce(0) { $0 + ($1.0 * $1.1) } }
            let largest = exponents.max() ?? 0
            let raw = zip(points, exponents).map { $0.weight * Elementary.exp($1 - largest) }
            let total = raw.reduce(0, +)
            current = raw.map { $0 / total }
        }
        let change = zip(points, current).reduce(0) { max($0, $1.1 / $1.0.weight) }
        guard change < 4, current.allSatisfy(\.isFinite) else { return nil }
        weights = current
    }
}
