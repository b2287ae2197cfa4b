/// The BFGS method on a box, for a smooth function of a handful of parameters whose changes of order 1 matter (a log-density).
/// Tolerances are therefore absolute.
struct BoundedBFGS {
    var maxIterations = 100
    /// The largest slope at a minimum.
    var gradientTolerance = 1e-6
    /// The longest change of one parameter in one step. A factor of e² in a length scale or in the noise is as far as the
    /// quadratic model can be trusted.
    var longestStep = 2.0
    /// The part of the promised reduction that a step must deliver (Armijo's condition; Nocedal & Wright 2006, section 3.1).
    var sufficientDecrease = 1e-4
    /// Halvings of a step before the search gives up: 2^−40 of a step is below the resolution of the function.
    var maxHalvings = 40
    /// A curvature sᵀy below this leaves the inverse Hessian unchanged, which keeps it positive definite.
    var leastCurvature = 1e-12

    typealias Evaluation = (value: Double, gradient: [Double])

    struct Minimum {
        var x: [Double]
        var value: Double
        var iterations: Int
        var isConverged: Bool
    }

    /// - Returns: `nil` if the function has no value at the start.
    func minimise(
        from start: [Double],
        in ranges: [ClosedRange<Double>],
        _ function: ([Double]) -> Evaluation?
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
            let direction = direction(&inverse, current.gradient, isFree)
            guard let accepted = lineSearch(from: x, current, along: direction, in: ranges, function), accepted.x != x
            else {
                return Minimum(x: x, value: current.value, iterations: iteration + 1, isConverged: false)
            }
            let step = zip(accepted.x, x).map { $0 - $1 }
            let change = zip(accepted.point.gradient, current.gradient).map { $0 - $1 }
            update(&inverse, step: step, change: change)
            (x, current) = (accepted.x, accepted.point)
        }
        return Minimum(x: x, value: current.value, iterations: maxIterations, isConverged: false)
    }

    /// The quasi-Newton direction of the free parameters. If it does not descend, the inverse Hessian starts anew.
    private func direction(_ inverse: inout [[Double]], _ gradient: [Double], _ isFree: [Bool]) -> [Double] {
        let indices = gradient.indices
        let direction = indices.map { k in
            isFree[k] ? -indices.reduce(0) { isFree[$1] ? $0 + inverse[k][$1] * gradient[$1] : $0 } : 0
        }
        if direction.dot(gradient) < 0 { return direction }
        inverse = identity(gradient.count)
        return indices.map { isFree[$0] ? -gradient[$0] : 0 }
    }

    /// The first point with a sufficient decrease, halving the step; `nil` if there is none.
    private func lineSearch(
        from x: [Double],
        _ current: Evaluation,
        along direction: [Double],
        in ranges: [ClosedRange<Double>],
        _ function: ([Double]) -> Evaluation?
    ) -> (x: [Double], point: Evaluation)? {
        let longest = direction.reduce(0) { max($0, abs($1)) }
        var scale = longest > longestStep ? longestStep / longest : 1
        for _ in 0..<maxHalvings {
            let trial = x.indices.map { k in
                min(max(x[k] + scale * direction[k], ranges[k].lowerBound), ranges[k].upperBound)
            }
            let promise = x.indices.reduce(0) { $0 + current.gradient[$1] * (trial[$1] - x[$1]) }
            if let point = function(trial), point.value <= current.value + sufficientDecrease * promise {
                return (trial, point)
            }
            scale /= 2
        }
        return nil
    }

    private func identity(_ size: Int) -> [[Double]] {
        (0..<size).map { i in (0..<size).map { $0 == i ? 1 : 0 } }
    }

    /// The BFGS formula for the inverse (Nocedal & Wright 2006, eq. 6.17).
    private func update(_ inverse: inout [[Double]], step: [Double], change: [Double]) {
        let size = step.count
        let curvature = step.dot(change)
        guard curvature > leastCurvature else { return }
        let product = inverse.map { $0.dot(change) }
        let quadratic = product.dot(change)
        for i in 0..<size {
            for j in 0..<size {
                inverse[i][j] += (1 + quadratic / curvature) * step[i] * step[j] / curvature
                inverse[i][j] -= (product[i] * step[j] + step[i] * product[j]) / curvature
            }
        }
    }
}
