import ElementaryFunctions

/// Fits a Gaussian process: its hyper-parameters are the mode of their posterior, searched from a fixed set of starts.
struct GaussianProcessFitter {
    /// Hyper-parameters are estimated from at most this many rows; fewer already determine three lengths and a noise.
    static let estimationLimit = 200
    /// Fewer rows leave no degree of freedom for the noise.
    private static let rowsNeeded = 3
    /// ln of the length scales to start from: one half-range (bends within the measured levels) and e half-ranges (smooth).
    private static let startingLengths = [0.0, 1]
    /// ln of the noise to start from: 2 % of the variance, where the curve follows the measurements, and 22 %, where it smooths
    /// them. The posterior may have a mode of either kind.
    private static let startingNoises = [-4, -1.5]
    /// Minima of the log-posterior that differ by less are one.
    private static let sameMinimum = 1e-6

    let design: Design
    let form: LawForm

    func fit() throws(FitError) -> FormFit {
        let need = parameterCount
        let limit = LawForm.gaussianProcessLimit
        guard axes.count > 0 else { throw .oneConfiguration }
        guard design.count > need else { throw .tooFewPoints(form: form, have: design.count, need: need + 1) }
        guard design.rowCount >= Self.rowsNeeded else {
            throw .tooFewConfigurations(form: form, have: design.rowCount, need: Self.rowsNeeded)
        }
        guard design.rowCount <= limit else {
            throw .tooManyConfigurations(form: form, have: design.rowCount, limit: limit)
        }
        let data = GaussianProcessData(design)
        let estimate = hyperParameters(data)
        guard let process = GaussianProcess(data: data, kernel: estimate.kernel, noise: estimate.noise) else {
            throw .confounded(form: form)
        }
        let leftOut = process.leaveOneOut()
        func residual(_ row: Int) -> Double {
            // y − ŷ = γ·W⁻¹·V⁻¹(y − mean).
            process.noise / data.weights[row] * process.coefficients[row]
        }
        return FormFit(
            form: form,
            model: LawModel(design, form, .gaussianProcess(process)),
            squares: design.measuredSquares(residual),
            predictionSquares: design.allSquares(residual),
            leftOut: leftOut.predictions,
            leftOutSquares: design.measuredSquares { design.means[$0] - leftOut.predictions[$0] },
            parameterCount: need,
            effectiveParameters: leftOut.effectiveParameters,
            termination: estimate.termination,
            precisions: leftOut.precisions.map { $0 / max(process.amplitude, .leastNormalMagnitude) }
        )
    }

    /// The mean, a length per axis and the noise. The amplitude takes the place of the residual variance.
    private var parameterCount: Int { 2 + axes.count }

    /// The axes with a length scale: those with more than one level.
    private var axes: [Int] {
        Axis.allCases.enumerated().filter { design.levelCount($0.element) > 1 }.map(\.offset)
    }

    private struct Estimate {
        var kernel: GaussianKernel
        var noise: Double
        var termination: Termination
    }

    private func hyperParameters(_ data: GaussianProcessData) -> Estimate {
        let likelihood = GaussianLikelihood(
            data: data.thinned(to: Self.estimationLimit),
            composition: form == .gaussianProcessAdditive ? .additive : .product,
            axes: axes
        )
        var minima: [BoundedBFGS.Minimum] = []
        // Constant values have no likelihood. Then the modes of the priors stand in, with an amplitude of 0.
        let isConstant = design.totalSquares <= design.negligibleSquares
        for length in Self.startingLengths where !isConstant {
            for noise in Self.startingNoises {
                let start = axes.map { _ in length } + [noise]
                let minimum = BoundedBFGS().minimise(from: start, in: likelihood.ranges, likelihood.cost)
                if let minimum { minima.append(minimum) }
            }
        }
        // `min(by:)` keeps the first of equals.
        let best = minima.min { $0.value < $1.value }
        let parameters =
            best?.x
            ?? axes.map { _ in GaussianLikelihood.lengthPrior.middle } + [GaussianLikelihood.noisePrior.middle]
        return Estimate(
            kernel: likelihood.kernel(parameters),
            noise: Elementary.exp(parameters[axes.count]),
            termination: Termination(
                reason: best.map { $0.isConverged ? .gradient : .noProgress } ?? .exact,
                iterations: best?.iterations ?? 0,
                starts: minima.count,
                startsReachingBest: minima.count { minimum in
                    best.map { minimum.value <= $0.value + Self.sameMinimum } ?? false
                }
            )
        )
    }
}
