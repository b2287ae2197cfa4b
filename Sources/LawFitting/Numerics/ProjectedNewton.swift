/// Newton's method on ‖r(x)‖² over a box, for a handful of parameters.
///
/// On grids that hardly determine an exponent, the residuals are large against the curvature of the model. There
/// Levenberg–Marquardt creeps along a bent valley for hundreds of steps. With at most three parameters the true Hessian, by
/// central differences of the exact gradient 2·Jᵀr, costs less than ten such steps and converges quadratically.
struct ProjectedNewton {
    var maxIterations = 100
    /// The smallest relative reduction of ‖r‖² worth a step.
    var costTolerance = 1e-15
    /// The first multiple of |diag H| that is added to a Hessian that is not positive definite or gives a bad step. It changes
    /// a good step in the third digit only.
    var firstShift = 1e-3
    /// The shift grows by this factor after each refused step and shrinks by it after each accepted one.
    var shiftFactor = 10.0
    /// At this shift a step moves no parameter by a resolvable amount.
    var largestShift = 1e12
    /// The step of the central differences, relative to the parameter: the cube root of the arithmetic's precision, which
    /// balances truncation and rounding.
    var differenceStep = 1e-5
    /// Quadratic convergence from half of the digits needs one step or two; along a flat valley it begins later.
    var refinementLimit = 20
    /// A step that promises a smaller relative reduction of ‖r‖² moves the exponents by less than 1e-12 of their uncertainty.
    var refinedTolerance = 1e-26
    /// The relative increase of ‖r‖² that a refining step may cause. The sum's own rounding error is far below it.
    var refinementTolerance = 1e-10
    /// A parameter below this size is taken as this large when the difference step is chosen; exponents are of order 0.1.
    var leastSize = 1e-2

    /// Continues from a solution that Levenberg–Marquardt did not finish.
    func minimise(
        _ problem: inout some LeastSquaresProblem,
        from start: LevenbergMarquardt.Solution
    ) -> LevenbergMarquardt.Solution {
        let bounds = problem.bounds
        var solution = start
        var shift = 0.0
        for _ in 0..<maxIterations {
            guard let gradient = gradient(&problem, at: solution.x) else { break }
            let free = free(solution.x, gradient, bounds)
            guard !free.isEmpty, let hessian = hessian(&problem, at: solution.x, free: free) else {
                solution.reason = .gradient
                return solution
            }
            solution.iterations += 1
            let model = QuadraticModel(free: free, gradient: gradient, hessian: hessian)
            if let reason = descend(&problem, model, bounds, &solution, &shift) {
                solution.reason = reason
                return solution
            }
        }
        solution.reason = .iterations
        return solution
    }

    /// Newton steps that ask the gradient instead of the cost, as long as it falls.
    ///
    /// Sums of squares determine a minimum to half of the digits only, its gradient to nearly all of them.
    func refined(
        _ problem: inout some LeastSquaresProblem,
        from start: LevenbergMarquardt.Solution
    ) -> LevenbergMarquardt.Solution {
        let bounds = problem.bounds
        var solution = start
        guard var gradient = gradient(&problem, at: solution.x) else { return start }
        for _ in 0..<refinementLimit {
            let free = free(solution.x, gradient, bounds)
            guard !free.isEmpty, let hessian = hessian(&problem, at: solution.x, free: free),
                let step = shiftedStep(hessian, free.map { gradient[$0] }, 0)
            else { break }
            var trial = solution.x
            var decrement = 0.0
            for (index, k) in free.enumerated() {
                trial[k] = min(max(trial[k] + step[index], bounds[k].lowerBound), bounds[k].upperBound)
                decrement -= gradient[k] * step[index]
            }
            guard decrement > refinedTolerance * solution.cost else { break }
            guard let cost = problem.residuals(at: trial)?.squaredLength,
                cost <= solution.cost * (1 + refinementTolerance),
                let next = self.gradient(&problem, at: trial),
                let nextStep = shiftedStep(hessian, free.map { next[$0] }, 0)
            else { break }
            let nextDecrement = zip(free, nextStep).reduce(0) { $0 - (next[$1.0] * $1.1) }
            guard nextDecrement < decrement else { break }
            solution.x = trial
            solution.cost = min(solution.cost, cost)
            gradient = next
        }
        return solution
    }

    /// The parameters that may move: those not at a bound beyond which the cost falls.
    private func free(_ x: [Double], _ gradient: [Double], _ bounds: [ClosedRange<Double>]) -> [Int] {
        x.indices.filter { k in
            !(x[k] <= bounds[k].lowerBound && gradient[k] >= 0) && !(x[k] >= bounds[k].upperBound && gradient[k] <= 0)
        }
    }

    /// The second-order model of ‖r‖² at a point.
    private struct QuadraticModel {
        let free: [Int]
        /// Of all parameters.
        let gradient: [Double]
        /// Of the free parameters, by columns.
        let hessian: [Double]
    }

    /// Raises the shift until a step reduces the cost, and takes that step. One Hessian serves all trials.
    ///
    /// - Returns: why the iteration ends; `nil` after a step.
    private func descend(
        _ problem: inout some LeastSquaresProblem,
        _ model: QuadraticModel,
        _ bounds: [ClosedRange<Double>],
        _ solution: inout LevenbergMarquardt.Solution,
        _ shift: inout Double
    ) -> TerminationReason? {
        while shift <= largestShift {
            if let step = shiftedStep(model.hessian, model.free.map { model.gradient[$0] }, shift) {
                var trial = solution.x
                var promise = 0.0
                for (index, k) in model.free.enumerated() {
                    trial[k] = min(max(trial[k] + step[index], bounds[k].lowerBound), bounds[k].upperBound)
                    promise -= model.gradient[k] * (trial[k] - solution.x[k])
                }
                if promise <= costTolerance * solution.cost { return .cost }
                if let cost = problem.residuals(at: trial)?.squaredLength, cost < solution.cost {
                    solution.x = trial
                    solution.cost = cost
                    shift = shift < firstShift ? 0 : shift / shiftFactor
                    return nil
                }
            }
            shift = max(shift * shiftFactor, firstShift)
        }
        return .noProgress
    }

    /// 2·Jᵀr.
    private func gradient(_ problem: inout some LeastSquaresProblem, at x: [Double]) -> [Double]? {
        guard let residuals = problem.residuals(at: x) else { return nil }
        let jacobian = problem.jacobian(at: x)
        return x.indices.map { k in
            residuals.indices.reduce(0) { $0 + 2 * jacobian[k * residuals.count + $1] * residuals[$1] }
        }
    }

    /// The Hessian of the free parameters by columns, symmetric.
    private func hessian(_ problem: inout some LeastSquaresProblem, at x: [Double], free: [Int]) -> [Double]? {
        let count = free.count
        var matrix = [Double](repeating: 0, count: count * count)
        for (column, k) in free.enumerated() {
            // Only solutions must respect the bounds: the model is just as smooth a difference step beyond one.
            let step = differenceStep * max(abs(x[k]), leastSize)
            var (up, down) = (x, x)
            up[k] += step
            down[k] -= step
            guard let above = gradient(&problem, at: up), let below = gradient(&problem, at: down) else { return nil }
            for (row, other) in free.enumerated() {
                let entry = (above[other] - below[other]) / (up[k] - down[k])
                matrix[column * count + row] += entry / 2
                matrix[row * count + column] += entry / 2
            }
        }
        return matrix
    }

    /// −(H + shift·|diag H|)⁻¹·gradient; `nil` if that matrix is not positive definite.
    private func shiftedStep(_ hessian: [Double], _ gradient: [Double], _ shift: Double) -> [Double]? {
        let count = gradient.count
        var matrix = hessian
        for k in 0..<count { matrix[k * count + k] += shift * max(abs(hessian[k * count + k]), .leastNormalMagnitude) }
        guard let factor = CholeskyFactor(factoring: matrix, count: count) else { return nil }
        let step = factor.solve(gradient.map { -$0 })
        return step.allSatisfy(\.isFinite) ? step : nil
    }
}
