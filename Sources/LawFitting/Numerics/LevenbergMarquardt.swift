/// The Levenberg-Marquardt method on a box.
///
/// Marquardt's scaling with the largest column lengths seen (Moré 1978), Nielsen's update of the damping (1999), steps by QR of the
/// augmented system, never by normal equations. A parameter at a bound whose descent direction points outward is held
/// for the step; steps are clipped to the box.
struct LevenbergMarquardt {
    var maxIterations = 200
    /// The largest cosine between the residual and a free column of the Jacobian at a minimum.
    var gradientTolerance = 1e-10
    /// The smallest relative change of a parameter worth a step.
    var stepTolerance = 1e-13
    /// The smallest relative reduction of ‖r‖² worth a step.
    var costTolerance = 1e-15
    /// ‖r‖ below this part of the data is zero.
    var exactTolerance = 1e-15
    /// Gauss-Newton steps after the descent. Sums of squares cannot tell parameters apart to more than half the digits of the
    /// arithmetic; undamped steps that shrink go on to nearly all of them. For where every digit counts.
    var polishSteps = 0

    struct Solution {
        var x: [Double]
        /// ‖r‖².
        var cost: Double
        var reason: TerminationReason
        var iterations: Int
    }

    /// `nil` where the model has no finite value at the start.
    func minimise(_ problem: inout some LeastSquaresProblem, from start: [Double]) -> Solution? {
        guard let solution = descend(&problem, from: start) else { return nil }
        return polishSteps > 0 ? polished(solution, &problem) : solution
    }

    private func polished(_ descended: Solution, _ problem: inout some LeastSquaresProblem) -> Solution {
        let bounds = problem.bounds
        var solution = descended
        var lastLength = Double.infinity
        for _ in 0..<polishSteps {
            guard let residuals = problem.residuals(at: solution.x) else { break }
            let jacobian = problem.jacobian(at: solution.x)
            var scales = [Double](repeating: 0, count: solution.x.count)
            let (free, _) = freeParameters(solution.x, bounds, residuals, jacobian, &scales)
            guard !free.isEmpty else { break }
            let step = dampedStep(free, residuals, jacobian, scales, 0)
            var trial = solution.x
            for (index, k) in free.enumerated() {
                trial[k] = min(max(trial[k] + step[index], bounds[k].lowerBound), bounds[k].upperBound)
            }
            let length = zip(free, step).map { scales[$0] * $1 }.squaredLength.squareRoot()
            guard length < 2 * lastLength, let next = problem.residuals(at: trial) else { break }
            // The arithmetic's error of a sum of squares is far below this.
            guard next.squaredLength <= solution.cost * (1 + 1e-10) else { break }
            lastLength = length
            solution.x = trial
            solution.cost = min(solution.cost, next.squaredLength)
        }
        return solution
    }

    private func descend(_ problem: inout some LeastSquaresProblem, from start: [Double]) -> Solution? {
        let bounds = problem.bounds
        var x = zip(start, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
        guard var residuals = problem.residuals(at: x) else { return nil }
        var cost = residuals.squaredLength
        guard cost.isFinite else { return nil }
        let dataLength = problem.dataLength
        var jacobian = problem.jacobian(at: x)
        var scales = [Double](repeating: 0, count: x.count)
        var damping = 1e-3
        var growth = 2.0
        var iterations = 0

        func solution(_ reason: TerminationReason) -> Solution {
            Solution(x: x, cost: cost, reason: reason, iterations: iterations)
        }

        while iterations < maxIterations {
            if cost.squareRoot() <= exactTolerance * dataLength { return solution(.exact) }
            let (free, steepest) = freeParameters(x, bounds, residuals, jacobian, &scales)
            if steepest <= gradientTolerance { return solution(.gradient) }
            iterations += 1

            let step = dampedStep(free, residuals, jacobian, scales, damping)
            var trial = x
            for (index, parameter) in free.enumerated() {
                let moved = x[parameter] + step[index]
                trial[parameter] = min(max(moved, bounds[parameter].lowerBound), bounds[parameter].upperBound)
            }
            let isNegligible = x.indices.allSatisfy { k in
                abs(trial[k] - x[k]) <= stepTolerance * (abs(x[k]) + stepTolerance)
            }
            if isNegligible { return solution(damping > 1e6 ? .noProgress : .step) }

            let predicted = cost - linearisedCost(residuals, jacobian, from: x, to: trial)
            if let next = problem.residuals(at: trial), next.squaredLength < cost {
                let actual = cost - next.squaredLength
                let isSettled = actual <= costTolerance * cost && abs(predicted) <= costTolerance * cost
                let gain = predicted > 0 ? actual / predicted : 0
                x = trial
                residuals = next
                cost -= actual
                if isSettled { return solution(.cost) }
                jacobian = problem.jacobian(at: x)
                let cube = (2 * gain - 1) * (2 * gain - 1) * (2 * gain - 1)
                damping = max(damping * max(1.0 / 3, 1 - cube), 1e-16)
                growth = 2
            } else {
                // Where even the linear model promises nothing that the arithmetic can resolve, this is the minimum.
                if abs(predicted) <= costTolerance * cost { return solution(.cost) }
                damping *= growth
                growth *= 2
                if damping > 1e30 { return solution(.noProgress) }
            }
        }
        return solution(.iterations)
    }

    /// The parameters that may move, and the largest cosine between their column and the residual.
    private func freeParameters(
        _ x: [Double],
        _ bounds: [ClosedRange<Double>],
        _ residuals: [Double],
        _ jacobian: [Double],
        _ scales: inout [Double]
    ) -> (free: [Int], steepest: Double) {
        let rows = residuals.count
        let length = residuals.squaredLength.squareRoot()
        var free: [Int] = []
        var steepest = 0.0
        for k in x.indices {
            var slope = 0.0
            var square = 0.0
            for row in 0..<rows {
                let entry = jacobian[k * rows + row]
                slope += entry * residuals[row]
                square += entry * entry
            }
            let column = square.squareRoot()
            scales[k] = max(scales[k], column)
            if x[k] <= bounds[k].lowerBound && slope >= 0 { continue }
            if x[k] >= bounds[k].upperBound && slope <= 0 { continue }
            free.append(k)
            if column > 0 { steepest = max(steepest, abs(slope) / (column * length)) }
        }
        return (free, steepest)
    }

    /// The minimiser of ‖r + Jδ‖² + damping·‖scale·δ‖² over the free parameters.
    private func dampedStep(
        _ free: [Int],
        _ residuals: [Double],
        _ jacobian: [Double],
        _ scales: [Double],
        _ damping: Double
    ) -> [Double] {
        let (rows, count) = (residuals.count, free.count)
        let height = rows + count
        var matrix = [Double](repeating: 0, count: height * count)
        var right = [Double](repeating: 0, count: height)
        for (index, k) in free.enumerated() {
            for row in 0..<rows { matrix[index * height + row] = jacobian[k * rows + row] }
            matrix[index * height + rows + index] = (damping.squareRoot()) * (scales[k] > 0 ? scales[k] : 1)
        }
        for row in 0..<rows { right[row] = -residuals[row] }
        // The augmented matrix has full rank unless an entry is not finite; then no step is the only safe one.
        return Householder.leastSquares(&matrix, height: height, width: count, &right)
            ?? [Double](repeating: 0, count: count)
    }

    private func linearisedCost(_ residuals: [Double], _ jacobian: [Double], from x: [Double], to trial: [Double])
        -> Double
    {
        let rows = residuals.count
        var moved = residuals
        for k in x.indices where trial[k] != x[k] {
            for row in 0..<rows { moved[row] += jacobian[k * rows + row] * (trial[k] - x[k]) }
        }
        return moved.squaredLength
    }
}
