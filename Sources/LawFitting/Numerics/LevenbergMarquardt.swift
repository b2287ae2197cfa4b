/// The Levenberg–Marquardt method on a box.
///
/// Marquardt's scaling uses the largest column lengths so far (Moré 1978), the damping follows Nielsen (1999), and steps come
/// from a QR factorisation of the augmented system, never from normal equations. A parameter at a bound is held for the step if
/// its descent direction points outward; steps are clipped to the box.
struct LevenbergMarquardt {
    var maxIterations = 200
    /// A minimum's largest cosine between the residual and a free column of the Jacobian.
    var gradientTolerance = 1e-10
    /// A step is negligible if no parameter changes by more than this, relative.
    var stepTolerance = 1e-13
    /// The smallest relative reduction of ‖r‖² worth a step.
    var costTolerance = 1e-15
    /// ‖r‖ below this part of the data is zero.
    var exactTolerance = 1e-15
    /// The number of Gauss–Newton steps after the descent, for callers who need every digit.
    ///
    /// Sums of squares determine parameters to half the digits of the arithmetic. Undamped steps that keep shrinking reach
    /// nearly all of them.
    var polishSteps = 0

    /// The first step's damping, in units of the squared column lengths: the usual choice for a start that is not known to be
    /// good (Madsen, Nielsen & Tingleff 2004, section 3.2).
    var initialDamping = 1e-3
    /// Less damping than one rounding error of a squared column length does not change a step.
    var leastDamping = 1e-16
    /// At this damping even a step along the steepest descent is far below the resolution of the parameters.
    var largestDamping = 1e30
    /// A negligible step with more damping than this was made short by the damping. It does not show that x is a minimum.
    var telltaleDamping = 1e6
    /// The relative increase of ‖r‖² that a polishing step may cause. The sum's own rounding error is far below it.
    var polishCostTolerance = 1e-10

    struct Solution {
        var x: [Double]
        /// ‖r‖².
        var cost: Double
        var reason: TerminationReason
        var iterations: Int
    }

    /// - Returns: `nil` if the model has no finite value at the start.
    func minimise(_ problem: inout some LeastSquaresProblem, from start: [Double]) -> Solution? {
        guard let solution = descend(&problem, from: start) else { return nil }
        return polishSteps > 0 ? polished(solution, &problem) : solution
    }

    private func descend(_ problem: inout some LeastSquaresProblem, from start: [Double]) -> Solution? {
        let bounds = problem.bounds
        let origin = zip(start, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
        guard var point = Point(&problem, at: origin), point.cost.isFinite else { return nil }
        var damping = Damping(value: initialDamping)

        func ended(_ reason: TerminationReason, after iterations: Int) -> Solution {
            Solution(x: point.x, cost: point.cost, reason: reason, iterations: iterations)
        }

        for iteration in 0..<maxIterations {
            if point.cost.squareRoot() <= exactTolerance * problem.dataLength { return ended(.exact, after: iteration) }
            let (free, steepest) = point.freeParameters(within: bounds)
            if steepest <= gradientTolerance { return ended(.gradient, after: iteration) }

            let step = point.dampedStep(free, damping.value)
            let trial = point.moved(by: step, free, within: bounds)
            if isNegligible(trial, from: point.x) {
                let isByDamping = damping.value > telltaleDamping
                return ended(isByDamping ? .noProgress : .step, after: iteration + 1)
            }
            let predicted = point.cost - point.linearisedCost(at: trial)
            let isPredictedNegligible = abs(predicted) <= costTolerance * point.cost

            if let residuals = problem.residuals(at: trial), residuals.squaredLength < point.cost {
                let actual = point.cost - residuals.squaredLength
                let isSettled = actual <= costTolerance * point.cost && isPredictedNegligible
                point.move(to: trial, residuals, reduction: actual)
                if isSettled { return ended(.cost, after: iteration + 1) }
                point.jacobian = problem.jacobian(at: trial)
                damping.accept(gain: predicted > 0 ? actual / predicted : 0, least: leastDamping)
            } else {
                // Even the linear model promises nothing that the arithmetic can resolve: this is the minimum.
                if isPredictedNegligible { return ended(.cost, after: iteration + 1) }
                damping.refuse()
                if damping.value > largestDamping { return ended(.noProgress, after: iteration + 1) }
            }
        }
        return ended(.iterations, after: maxIterations)
    }

    /// Undamped steps from the solution, as long as they keep shrinking and the cost stays.
    private func polished(_ descended: Solution, _ problem: inout some LeastSquaresProblem) -> Solution {
        let bounds = problem.bounds
        var solution = descended
        var lastLength = Double.infinity
        for _ in 0..<polishSteps {
            guard var point = Point(&problem, at: solution.x) else { break }
            let (free, _) = point.freeParameters(within: bounds)
            guard !free.isEmpty else { break }
            let step = point.dampedStep(free, 0)
            let trial = point.moved(by: step, free, within: bounds)
            let length = zip(free, step).map { point.scales[$0] * $1 }.squaredLength.squareRoot()
            guard length < 2 * lastLength, let next = problem.residuals(at: trial) else { break }
            guard next.squaredLength <= solution.cost * (1 + polishCostTolerance) else { break }
            lastLength = length
            solution.x = trial
            solution.cost = min(solution.cost, next.squaredLength)
        }
        return solution
    }

    private func isNegligible(_ trial: [Double], from x: [Double]) -> Bool {
        x.indices.allSatisfy { k in abs(trial[k] - x[k]) <= stepTolerance * (abs(x[k]) + stepTolerance) }
    }

    /// Nielsen's damping: it shrinks by the quality of accepted steps, and grows ever faster while steps are refused.
    private struct Damping {
        var value: Double
        var growth = 2.0

        /// - Parameter gain: the actual reduction of the cost over the predicted one.
        mutating func accept(gain: Double, least: Double) {
            let cube = (2 * gain - 1) * (2 * gain - 1) * (2 * gain - 1)
            value = max(value * max(1.0 / 3, 1 - cube), least)
            growth = 2
        }

        mutating func refuse() {
            value *= growth
            growth *= 2
        }
    }

    /// A point of the iteration with its linear model.
    private struct Point {
        private(set) var x: [Double]
        private(set) var residuals: [Double]
        /// ‖r‖².
        private(set) var cost: Double
        /// ∂r/∂x by columns.
        var jacobian: [Double]
        /// The largest column length so far, by parameter.
        private(set) var scales: [Double]

        init?(_ problem: inout some LeastSquaresProblem, at x: [Double]) {
            guard let residuals = problem.residuals(at: x) else { return nil }
            self.x = x
            self.residuals = residuals
            cost = residuals.squaredLength
            jacobian = problem.jacobian(at: x)
            scales = [Double](repeating: 0, count: x.count)
        }

        /// The caller sets the Jacobian, unless the iteration ends here.
        mutating func move(to x: [Double], _ residuals: [Double], reduction: Double) {
            self.x = x
            self.residuals = residuals
            cost -= reduction
        }

        /// The parameters that may move, and the largest cosine between one of their columns and the residual.
        mutating func freeParameters(within bounds: [ClosedRange<Double>]) -> (free: [Int], steepest: Double) {
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
        func dampedStep(_ free: [Int], _ damping: Double) -> [Double] {
            let (rows, count) = (residuals.count, free.count)
            let height = rows + count
            var matrix = [Double](repeating: 0, count: height * count)
            var right = [Double](repeating: 0, count: height)
            for (index, k) in free.enumerated() {
                for row in 0..<rows { matrix[index * height + row] = jacobian[k * rows + row] }
                matrix[index * height + rows + index] = damping.squareRoot() * (scales[k] > 0 ? scales[k] : 1)
            }
            for row in 0..<rows { right[row] = -residuals[row] }
            // The augmented matrix has full rank unless an entry is not finite; then no step is the only safe one.
            return Householder.leastSquares(&matrix, height: height, width: count, &right)
                ?? [Double](repeating: 0, count: count)
        }

        /// x with a step of the free parameters added, clipped to the box.
        func moved(by step: [Double], _ free: [Int], within bounds: [ClosedRange<Double>]) -> [Double] {
            var trial = x
            for (index, k) in free.enumerated() {
                trial[k] = min(max(x[k] + step[index], bounds[k].lowerBound), bounds[k].upperBound)
            }
            return trial
        }

        /// ‖r + J·(trial − x)‖².
        func linearisedCost(at trial: [Double]) -> Double {
            let rows = residuals.count
            var moved = residuals
            for k in x.indices where trial[k] != x[k] {
                for row in 0..<rows { moved[row] += jacobian[k * rows + row] * (trial[k] - x[k]) }
            }
            return moved.squaredLength
        }
    }
}
