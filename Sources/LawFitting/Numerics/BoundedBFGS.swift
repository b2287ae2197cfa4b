/// The BFGS method on a box, for a smooth function of a handful of parameters whose differences of order 1 matter
/// (a log-density): tolerances are absolute.
struct BoundedBFGS {
    var maxIterations = 100
    /// The largest slope at a minimum.
    var gradientTolerance = 1e-6

    struct Minimum {
        var x: [Double]
        var value: Double
        var iterations: Int
        var isConverged: Bool
    }

    /// `nil` where the function has no value at the start.
    func minimise(
        from start: [Double],
        in ranges: [ClosedRange<Double>],
        _ function: ([Double]) -> (value: Double, gradient: [Double])?
    ) -> Minimum? {
        let size = start.count
        var x = zip(start, ranges).map { min(max($0, $1.lowerBound), $1.upperBound) }
        guard var current = function(x) else { return nil }
        var inverse = identity(size)
        for iteration in 0..<maxIterations {
            let isFree = (0..<size).map { k in
                !(x[k] <= ranges[k].lowerBound && current.gradient[k] >= 0)
                    && !(x[k] >= ranges[k].upperBound && current.gradient[k] <= 0)
            }
            let steepest = (0..<size).reduce(0) { isFree[$1] ? max($0, abs(current.gradient[$1])) : $0 }
            if steepest <= gradientTolerance {
                return Minimum(x: x, value: current.value, iterations: iteration, isConverged: true)
            }
            var direction = (0..<size).map { k in
                isFree[k] ? -(0..<size).reduce(0) { isFree[$1] ? $0 + inverse[k][$1] * current.gradient[$1] : $0 } : 0
            }
            if zip(direction, current.gradient).reduce(0, { $0 + $1.0 * $1.1 }) >= 0 {
                inverse = identity(size)
                direction = (0..<size).map { isFree[$0] ? -current.gradient[$0] : 0 }
            }
            // A step of e² in a length or in the noise is as far as the quadratic model may be trusted.
            let longest = direction.reduce(0) { max($0, abs($1)) }
            var scale = longest > 2 ? 2 / longest : 1
            var accepted: (x: [Double], point: (value: Double, gradient: [Double]))?
            for _ in 0..<40 {
                let trial = (0..<size).map { k in
                    min(max(x[k] + scale * direction[k], ranges[k].lowerBound), ranges[k].upperBound)
                }
                let promise = (0..<size).reduce(0) { $0 + current.gradient[$1] * (trial[$1] - x[$1]) }
                if let point = function(trial), point.value <= current.value + 1e-4 * promise {
                    accepted = (trial, point)
                    break
                }
                scale /= 2
            }
            guard let accepted, accepted.x != x else {
                return Minimum(x: x, value: current.value, iterations: iteration + 1, isConverged: false)
            }
            let step = zip(accepted.x, x).map { $0 - $1 }
            let change = zip(accepted.point.gradient, current.gradient).map { $0 - $1 }
            update(&inverse, step: step, change: change)
            (x, current) = (accepted.x, accepted.point)
        }
        return Minimum(x: x, value: current.value, iterations: maxIterations, isConverged: false)
    }

    private func identity(_ size: Int) -> [[Double]] {
        (0..<size).map { i in (0..<size).map { $0 == i ? 1 : 0 } }
    }

    /// The BFGS formula for the inverse (Nocedal & Wright 2006, eq. 6.17), skipped where the curvature is not positive.
    private func update(_ inverse: inout [[Double]], step: [Double], change: [Double]) {
        let size = step.count
        let curvature = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
        guard curvature > 1e-12 else { return }
        let product = (0..<size).map { i in (0..<size).reduce(0) { $0 + inverse[i][$1] * change[$1] } }
        let quadratic = zip(product, change).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<size {
            for j in 0..<size {
                inverse[i][j] += (1 + quadratic / curvature) * step[i] * step[j] / curvature
                inverse[i][j] -= (product[i] * step[j] + step[i] * product[j]) / curvature
            }
        }
    }
}
