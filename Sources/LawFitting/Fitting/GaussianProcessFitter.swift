/// Fits a Gaussian process: hyper-parameters by the mode of their posterior, from a fixed set of starts.
struct GaussianProcessFitter {
    /// More rows than this are left to the parametric forms: the time grows with their cube, 2,000 take some seconds.
    static let rowLimit = 2_000
    /// Hyper-parameters are estimated from this many rows at most; a few curves' lengths are known long before.
    static let estimationLimit = 200

    let design: Design
    let form: LawForm

    func fit() throws(FitError) -> FormFit {
        let need = parameterCount
        guard axes.count > 0 else { throw .oneConfiguration }
        guard design.count > need else { throw .tooFewPoints(form: form, have: design.count, need: need + 1) }
        guard design.rowCount >= 3 else { throw .tooFewConfigurations(form: form, have: design.rowCount, need: 3) }
        guard design.rowCount <= Self.rowLimit else {
            throw .tooManyConfigurations(form: form, have: design.rowCount, limit: Self.rowLimit)
        }
        let data = GaussianProcessData(design)
        let estimate = hyperParameters(data)
        guard
            let process = GaussianProcess(
                data: data,
                kernel: estimate.kernel,
                noise: estimate.noise
            )
        else { throw .confounded(form: form) }
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

    /// The mean, a length by axis and the noise; the amplitude takes the place of the residual variance.
    private var parameterCount: Int { 2 + axes.count }

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
        let lengths: [Double] = [0, 1]
        let noises: [Double] = [-4, -1.5]
        // Constant values have no likelihood; the priors' modes stand in, with an amplitude of 0.
        let isConstant = design.totalSquares <= design.negligibleSquares
        for length in lengths where !isConstant {
            for noise in noises {
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
                startsReachingBest: minima.count { minimum in best.map { minimum.value <= $0.value + 1e-6 } ?? false }
            )
        )
    }
}
