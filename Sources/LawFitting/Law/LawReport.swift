import ElementaryFunctions

/// Turns the fits of forms into the report of a law.
struct LawReport {
    let observations: ObservationSet
    let design: Design
    let fits: [FormFit]

    /// Below this many degrees of freedom Student's t at 95 % exceeds 2.57, and the width of an interval is mostly that of t.
    private static let fewDegreesOfFreedom = 5

    private var negligibleSquares: Double { design.negligibleSquares }

    private var isConstant: Bool { design.totalSquares <= negligibleSquares }

    private func scores(_ fit: FormFit) -> FitScores {
        let n = Double(design.measuredCount)
        let p = fit.effectiveParameters
        let squares = isExact(fit.squares) ? 0 : fit.squares
        let r2 = isConstant ? nil : 1 - squares / design.totalSquares
        let k = p + 1
        let hasAICc = n - k - 1 > 0 && squares > 0
        return FitScores(
            r2: r2,
            adjustedR2: n > p ? r2.map { 1 - (1 - $0) * (n - 1) / (n - p) } : nil,
            rmse: (squares / n).squareRoot(),
            looR2: isConstant ? nil : fit.leftOutSquares.map { 1 - $0 / design.totalSquares },
            looRmse: fit.leftOutSquares.map { ($0 / n).squareRoot() },
            aicc: hasAICc ? n * Elementary.log(squares / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1) : nil
        )
    }

    func law(_ fit: FormFit, options: FitOptions, dPrimeEvidence: DPrimeEvidence?) -> FittedLaw {
        let degreesOfFreedom = design.count - fit.parameterCount
        let model = fit.model
        let quantiles = StudentTQuantiles(level: options.level, degreesOfFreedom: degreesOfFreedom)
        let domain = LawDomain(observations.configurations)
        let optimum = LawSurface(model: model, dPrimeOffset: 0).peak(
            layers: domain.layers.low...(2 * domain.layers.high),
            dim: domain.dim.low...(2 * domain.dim.high),
            dPrime: model.dependsOn(.dPrime) ? Elementary.exp(design.scales.dPrime.middle) : nil
        )
        let scores = scores(fit)
        let parameters = LawParameters(model: model, quantile: quantiles.own).parameters
        let lackOfFit = LackOfFitTest(design: design, fit: fit).pValue
        var warnings = warnings(fit, parameters: parameters, scores: scores, optimum: optimum, domain: domain)
        warnings += imputationWarnings
        if options.form == .auto, fit.form != .blend { warnings.append(blendNeeds) }
        if let lackOfFit, lackOfFit < LackOfFitTest.threshold { warnings.append(.lackOfFit(pValue: lackOfFit)) }
        if !isConstant, !isExact(fit.predictionSquares) {
            warnings += OutlierCheck(observations: observations, design: design, fit: fit).warnings
        }
        return FittedLaw(
            form: fit.form,
            parameters: parameters,
            domain: domain,
            count: design.measuredCount,
            inferredCount: observations.inferred.count,
            scores: scores,
            candidates: fits.map { candidate in
                Candidate(
                    form: candidate.form,
                    parameterCount: candidate.parameterCount,
                    scores: self.scores(candidate)
                )
            },
            optimum: optimum,
            warnings: warnings,
            lackOfFitPValue: lackOfFit,
            dPrimeEvidence: dPrimeEvidence,
            termination: fit.termination,
            level: options.level,
            quantiles: quantiles,
            model: model
        )
    }

    /// One warning per metric that imputed values come from.
    private var imputationWarnings: [FitWarning] {
        let bySibling = Dictionary(grouping: observations.inferred, by: \.sibling)
        return bySibling.keys.sorted().map { sibling in
            let values = bySibling[sibling] ?? []
            let weight = values.reduce(0) { $0 + $1.weight }
            return .inferredFromSibling(metric: sibling, count: values.count, weight: weight)
        }
    }

    private var blendNeeds: FitWarning {
        .blendNeedsMore(
            layerLevels: design.scales.layers.levelCount,
            dimLevels: design.scales.dim.levelCount,
            configurations: design.rowCount
        )
    }

    private func isExact(_ squares: Double) -> Bool { squares <= negligibleSquares }

    private func warnings(
        _ fit: FormFit,
        parameters: [FittedParameter],
        scores: FitScores,
        optimum: ContinuousOptimum,
        domain: LawDomain
    ) -> [FitWarning] {
        var warnings: [FitWarning] = []
        let parametric = fit.model.parametric
        let degreesOfFreedom = design.count - fit.parameterCount
        if design.scales.dPrime.levelCount <= 1 {
            warnings.append(.dPrimeNotIdentifiable)
        }
        for axis in Axis.allCases {
            let have = design.scales[axis].levelCount
            let isOneDataset = axis == .dPrime && have <= 1
            if have < 3, !isOneDataset { warnings.append(.fewLevels(axis: axis, have: have, need: 3)) }
        }
        if degreesOfFreedom < Self.fewDegreesOfFreedom { warnings.append(.lowDegreesOfFreedom(degreesOfFreedom)) }
        if let parametric {
            let model = parametric.model
            warnings += model.structure.exponentAxes.compactMap { exponentWarning($0, model, parameters) }
            if parametric.covariance.rank < fit.parameterCount {
                warnings.append(.rankDeficient(rank: parametric.covariance.rank, parameters: fit.parameterCount))
            }
        }
        let limit = LawForm.gaussianProcessLimit
        if fit.form == .blend, design.rowCount > limit {
            warnings.append(.parametricOnly(configurations: design.rowCount, limit: limit))
        }
        if isConstant { warnings.append(.constantValues) }
        if isExact(fit.squares) {
            warnings.append(.exactFit)
        } else if scores.aicc == nil {
            warnings.append(.aiccNotDefined(have: design.measuredCount, need: fit.parameterCount + 3))
        }
        if scores.looRmse == nil { warnings.append(.leaveOneOutNotDefined) }
        let edges = [(Axis.layers, optimum.layers, domain.layers), (.dim, optimum.dim, domain.dim)]
        for (axis, position, range) in edges where fit.model.dependsOn(axis) {
            let isAtEdge = position <= range.low * (1 + 1e-6) || position >= 2 * range.high * (1 - 1e-6)
            if isAtEdge { warnings.append(.optimumAtEdge(axis: axis)) }
        }
        return warnings
    }

    /// The warning of an exponent whose sign is not determined, or that lies on its bound.
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
