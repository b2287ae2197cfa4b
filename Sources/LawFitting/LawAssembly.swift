#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Turns fits of forms into the report of a law.
struct LawAssembly {
    let observations: ObservationSet
    let design: Design
    let fits: [FormFit]

    /// Below this many degrees of freedom Student's t at 95 % exceeds 2.57 and intervals are mostly about themselves.
    private static let fewDegreesOfFreedom = 5

    /// Σy², against which a sum of squares counts as zero.
    private var valueSquares: Double {
        zip(design.weights, design.means).reduce(design.pureError) { $0 + $1.0 * $1.1 * $1.1 }
    }

    /// Sums of squares carry a rounding error of some (1e-15)² per value.
    private var negligibleSquares: Double { 1e-28 * valueSquares }

    private var isConstant: Bool { design.totalSquares <= negligibleSquares }

    /// The form that predicts left-out configurations best; where that is not defined, the one with the best AICc, then RMSE.
    /// Ties go to the earlier form.
    var bestPredictor: FormFit? {
        func key(_ fit: FormFit) -> (Double, Double, Double) {
            let scores = scores(fit)
            return (scores.looRmse ?? .infinity, scores.aicc ?? .infinity, scores.rmse)
        }
        return fits.min { key($0) < key($1) }
    }

    func scores(_ fit: FormFit) -> FitScores {
        let n = Double(design.count)
        let p = Double(fit.parameterCount)
        let squares = isExact(fit) ? 0 : fit.squares
        let r2 = isConstant ? nil : 1 - squares / design.totalSquares
        let k = p + 1
        let hasAICc = n - k - 1 > 0 && squares > 0
        return FitScores(
            r2: r2,
            adjustedR2: r2.map { 1 - (1 - $0) * (n - 1) / (n - p) },
            rmse: (squares / n).squareRoot(),
            looR2: isConstant ? nil : fit.leftOutSquares.map { 1 - $0 / design.totalSquares },
            looRmse: fit.leftOutSquares.map { ($0 / n).squareRoot() },
            aicc: hasAICc ? n * log(squares / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1) : nil
        )
    }

    func law(_ fit: FormFit, level: Double) -> FittedLaw {
        let degreesOfFreedom = design.count - fit.parameterCount
        let squares = isExact(fit) ? 0 : fit.squares
        let deviation = (squares / Double(degreesOfFreedom)).squareRoot()
        let quantile = StudentT.quantile(level: level, degreesOfFreedom: Double(degreesOfFreedom))
        let parameters = ParameterReport(
            model: fit.model,
            covariance: fit.covariance,
            deviation: deviation,
            quantile: quantile
        ).parameters
        let model = LawModel.parametric(fit.model, fit.covariance)
        let domain = LawDomain(observations)
        let optimum = LawSurface(model: model, dPrimeOffset: 0).peak(
            layers: domain.layers.low...(2 * domain.layers.high),
            dim: domain.dim.low...(2 * domain.dim.high),
            dPrime: fit.model.structure.dPrime == .absent ? nil : exp(design.dPrimeScale.middle)
        )
        let scores = scores(fit)
        return FittedLaw(
            form: fit.model.structure.form,
            parameters: parameters,
            domain: domain,
            count: design.count,
            degreesOfFreedom: degreesOfFreedom,
            residualDeviation: deviation,
            scores: scores,
            candidates: fits.map { candidate in
                Candidate(
                    form: candidate.model.structure.form,
                    parameterCount: candidate.parameterCount,
                    scores: self.scores(candidate)
                )
            },
            optimum: optimum,
            warnings: warnings(fit, parameters: parameters, scores: scores, optimum: optimum, domain: domain),
            termination: fit.termination,
            level: level,
            levelQuantile: quantile,
            model: model
        )
    }

    private func isExact(_ fit: FormFit) -> Bool { fit.squares <= negligibleSquares }

    private func warnings(
        _ fit: FormFit,
        parameters: [FittedParameter],
        scores: FitScores,
        optimum: ContinuousOptimum,
        domain: LawDomain
    ) -> [FitWarning] {
        var warnings: [FitWarning] = []
        let structure = fit.model.structure
        let degreesOfFreedom = design.count - fit.parameterCount
        if design.dPrimeScale.levelCount <= 1 {
            warnings.append(.dPrimeNotIdentifiable)
        }
        for axis in Axis.allCases {
            let have = design.scale(axis).levelCount
            let isOneDataset = axis == .dPrime && have <= 1
            if have < 3, !isOneDataset { warnings.append(.fewLevels(axis: axis, have: have, need: 3)) }
        }
        if degreesOfFreedom < Self.fewDegreesOfFreedom { warnings.append(.lowDegreesOfFreedom(degreesOfFreedom)) }
        warnings += structure.exponentAxes.compactMap { exponentWarning($0, fit.model, parameters) }
        if fit.covariance.rank < fit.parameterCount {
            warnings.append(.rankDeficient(rank: fit.covariance.rank, parameters: fit.parameterCount))
        }
        if isConstant { warnings.append(.constantValues) }
        if isExact(fit) {
            warnings.append(.exactFit)
        } else if scores.aicc == nil {
            warnings.append(.aiccNotDefined(have: design.count, need: fit.parameterCount + 3))
        }
        if scores.looRmse == nil { warnings.append(.leaveOneOutNotDefined) }
        let edges = [(Axis.layers, optimum.layers, domain.layers), (.dim, optimum.dim, domain.dim)]
        for (axis, position, range) in edges where structure.shape(axis) != .absent {
            let isAtEdge = position <= range.low * (1 + 1e-6) || position >= 2 * range.high * (1 - 1e-6)
            if isAtEdge { warnings.append(.optimumAtEdge(axis: axis)) }
        }
        return warnings
    }

    /// Whether an exponent is determined, by its sign at least.
    private func exponentWarning(
        _ axis: Axis,
        _ model: ParametricModel,
        _ parameters: [FittedParameter]
    ) -> FitWarning? {
        let value = model.exponent(axis)
        guard let name = ParameterReport.exponentName(model.structure.form, axis) else { return nil }
        guard let parameter = parameters.first(where: { $0.name == name }) else { return nil }
        if parameter.absence == .atBound { return .exponentAtBound(parameter: name, bound: value) }
        guard let low = parameter.low, let high = parameter.high, low > 0 || high < 0 else {
            return .exponentNotIdentifiable(parameter: name)
        }
        return nil
    }
}
