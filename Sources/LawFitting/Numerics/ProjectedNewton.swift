/// Newton's method on ‖r(x)‖² over a box, for a handful of parameters.
///
/// Where the residuals are large against the curvature of the model, as on grids that hardly determine an exponent,
/// Levenberg-Marquardt creeps along a bent valley for hundreds of steps. With three parameters at most the true Hessian, by
/// central differences of the exact gradient 2·Jᵀr, costs less than ten such steps and converges quadratically.
struct ProjectedNewton {
    var maxIterations = 100
    /// The smallest relative reduction of ‖r‖² worth a step.
    var costTolerance = 1e-15

    /// Continues from a solution that was cut short.
    func minimise(
        _ problem: inout some LeastSquaresProblem,
        from start: LevenbergMarquardt.Solution
    ) -> LevenbergMarquardt.Solution {
        let bounds = problem.bounds
        var solution = start
        var shift = 0.0
        for _ in 0..<maxIterations {
            guard let gradient = gradient(&problem, at: solution.x) else { break }
            let free = solution.x.indices.filter { k in
                !(solution.x[k] <= bounds[k].lowerBound && gradient[k] >= 0)
                    && !(solution.x[k] >= bounds[k].upperBound && gradient[k] <= 0)
            }
            guard !free.isEmpty, let hessian = hessian(&problem, at: solution.x, free: free) else {
                solution.reason = .gradient
                return solution
            }
            solution.iterations += 1
            // The Hessian stands for as many trials as the step needs.
            while true {
                guard let step = shiftedStep(hessian, free.map { gradient[$0] }, shift) else {
                    shift = max(shift * 10, 1e-3)
                    if shift > 1e12 { return ended(solution, .noProgress) }
                    continue
                }
                var trial = solution.x
                var promise = 0.0
                for (index, k) in free.enumerated() {
                    trial[k] = min(max(trial[k] + step[index], bounds[k].lowerBound), bounds[k].upperBound)
                    promise -= gradient[k] * (trial[k] - solution.x[k])
                }
                if promise <= costTolerance * solution.cost { return ended(solution, .cost) }
                if let cost = problem.residuals(at: trial)?.squaredLength, cost < solution.cost {
                    solution.x = trial
                    solution.cost = cost
                    shift = shift < 1e-3 ? 0 : shift / 10
                    break
                }
                shift = max(shift * 10, 1e-3)
                if shift > 1e12 { return ended(solution, .noProgress) }
            }
        }
        return ended(solution, .iterations)
    }

    private func ended(
        _ solution: LevenbergMarquardt.Solution,
        _ reason: TerminationReason
    ) -> LevenbergMarquardt.Solution {
        var solution = solution
        solution.reason = reason
        return solution
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
            // Bounds are for solutions; half a step beyond one the model is as smooth.
            let step = 1e-5 * max(abs(x[k]), 1e-2)
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

    /// −(H + shift·|diag H|)⁻¹·gradient; `nil` where that matrix is not positive definite.
    private func shiftedStep(_ hessian: [Double], _ gradient: [Double], _ shift: Double) -> [Double]? {
        let count = gradient.count
        var matrix = hessian
        for k in 0..<count { matrix[k * count + k] += shift * max(abs(hessian[k * count + k]), .leastNormalMagnitude) }
        guard let factor = CholeskyFactor(factoring: matrix, count: count) else { return nil }
        let step = factor.solve(gradient.map { -$0 })
        return step.allSatisfy(\.isFinite) ? step : nil
    }
}
