import ElementaryFunctions

/// A normal proposal about the mode of a posterior whose prior is N(0, I), for likelihoods too dear to explore.
///
/// A preliminary proposal, from a cheaper likelihood of the same parameters, gives coordinates in which the posterior is nearly round.
/// There central differences give the gradient and the diagonal of the Hessian at once, and Newton's method needs a few steps.
struct ModeSearch {
    var iterations = 3
    /// The step of the differences, in deviations of the preliminary proposal. The posterior is not a parabola, and its curvature over
    /// a good part of a deviation is what a proposal needs.
    var differenceStep = 0.4
    /// A step's longest coordinate.
    var longestStep = 1.5
    /// Bounds of the curvature: a flat or bent direction keeps twice the preliminary deviation.
    var curvatures = 0.25...100.0
    /// The variance of the proposal over that of the parabola at the mode.
    var inflation = 1.2

    struct Result {
        let proposal: NormalProposal
        let evaluations: Int
    }

    /// - Parameter logLikelihood: −∞ where the parameters are impossible.
    func proposal(from preliminary: NormalProposal, logLikelihood: ([Double]) -> Double) -> Result {
        let dimension = preliminary.mean.count
        var evaluations = 0
        func logPosterior(_ xi: [Double]) -> Double {
            evaluations += 1
            let z = preliminary.point(xi)
            return logLikelihood(z) - (0.5 * z.squaredLength)
        }
        var xi = [Double](repeating: 0, count: dimension)
        var curvature = [Double](repeating: 1, count: dimension)
        var value = logPosterior(xi)
        for _ in 0..<iterations {
            var step = [Double](repeating: 0, count: dimension)
            for axis in 0..<dimension {
                var (up, down) = (xi, xi)
                up[axis] += differenceStep
                down[axis] -= differenceStep
                let (above, below) = (logPosterior(up), logPosterior(down))
                guard above.isFinite, below.isFinite, value.isFinite else { continue }
                let bend = ((2 * value) - above - below) / (differenceStep * differenceStep)
                curvature[axis] = min(max(bend, curvatures.lowerBound), curvatures.upperBound)
                step[axis] = (above - below) / (2 * differenceStep) / curvature[axis]
            }
            let longest = step.reduce(0) { max($0, abs($1)) }
            guard longest > 0 else { break }
            var scale = min(1, longestStep / longest)
            var isBetter = false
            for _ in 0..<4 {
                let trial = zip(xi, step).map { $0 + (scale * $1) }
                let own = logPosterior(trial)
                if own > value {
                    (xi, value, isBetter) = (trial, own, true)
                    break
                }
                scale *= 0.4
            }
            if !isBetter || scale * longest < 0.05 { break }
        }
        return Result(
            proposal: preliminary.moved(by: xi, scaled: curvature.map { (inflation / $0).squareRoot() }),
            evaluations: evaluations
        )
    }
}
