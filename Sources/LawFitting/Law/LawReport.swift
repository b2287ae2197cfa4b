import ElementaryFunctions

/// Turns the fits of forms into the report of a law.
struct LawReport {
    let observations: ObservationSet
    let selection: FormSelection
    let options: FitOptions
    /// By form; empty if no forward test was made.
    let forward: [LawForm: ForwardScores]

    /// Below this many degrees of freedom Student's t at 95 % exceeds 2.57, and the width of an interval is mostly that of t.
    private static let fewDegreesOfFreedom = 5

    private var design: Design { selection.design }
    private var fit: FormFit { selection.chosen }

    private var isConstant: Bool { design.totalSquares <= design.negligibleSquares }

    private func isExact(_ squares: Double) -> Bool { squares <= design.negligibleSquares }

    func law(dPrimeEvidence: DPrimeEvidence?) -> FittedLaw {
        let domain = LawDomain(observations.configurations)
        let geometry = DesignGeometry(design.points)
        let scores = ScoreReport(design: design, fit: fit).scores
        let parameters = LawParameters(form: fit.form, model: fit.model).parameters
        let optimum = optimum(domain, geometry)
        let lackOfFit = LackOfFitTest(design: design, fit: fit).pValue
        var warnings = designWarnings(geometry) + fitWarnings(parameters, scores) + edgeWarnings(optimum, domain)
        warnings += imputationWarnings
        if let lackOfFit, lackOfFit < LackOfFitTest.threshold { warnings.append(.lackOfFit(pValue: lackOfFit)) }
        if !isConstant, !isExact(fit.predictionSquares) {
            warnings += OutlierCheck(observations: observations, design: design, fit: fit).warnings
        }
        return FittedLaw(
            form: fit.form,
            goal: options.goal,
            scale: design.metricScale,
            parameters: parameters,
            domain: domain,
            count: design.measuredCount,
            inferredCount: observations.inferred.count,
            scores: scores,
            candidates: candidates,
            integration: fit.integration,
            optimum: optimum,
            warnings: warnings,
            lackOfFitPValue: lackOfFit,
            dPrimeEvidence: dPrimeEvidence,
            termination: fit.termination,
            level: options.level,
            dPrimes: observations.levels(of: .dPrime),
            measuredRange: measuredRange,
            geometry: geometry,
            measured: geometry.isConfounded ? observations.replicates.map(\.configuration) : [],
            model: fit.model
        )
    }

    /// The widest range of one dataset. What another D′ adds says nothing about layers and dim, unless no dataset has two configurations.
    private var measuredRange: Double {
        let rows = 0..<design.measuredRowCount
        func range(_ rows: some Collection<Int>) -> Double {
            // In the metric's own unit, in which the mean of replicates is another than on the fitted scale.
            let means = rows.map { observations.replicates[$0].originalMean(observations.scale) }
            return (means.max() ?? 0) - (means.min() ?? 0)
        }
        let datasets = Dictionary(grouping: rows) { design.points[$0].logDPrime }.values.filter { $0.count > 1 }
        return datasets.isEmpty ? range(rows) : datasets.map(range).max() ?? 0
    }

    private var candidates: [Candidate] {
        LawForm.allCases.compactMap { form in
            let fit = selection.fits.first { $0.form == form }
            guard fit != nil || selection.refusals[form] != nil else { return nil }
            return Candidate(
                form: form,
                parameterCount: fit?.parameterCount,
                scores: fit.map { ScoreReport(design: design, fit: $0).scores },
                forward: forward[form],
                integration: fit?.integration,
                refusal: fit == nil ? selection.refusals[form] : nil
            )
        }
    }

    private func optimum(_ domain: LawDomain, _ geometry: DesignGeometry) -> ContinuousOptimum {
        let hasDPrime = fit.model.dependsOn(.dPrime)
        let middle = design.scales.dPrime.middle
        let surface = LawSurface(
            model: fit.model,
            direction: options.goal.direction(on: design.metricScale),
            logDPrime: hasDPrime ? middle : 0
        )
        let peak = surface.peak(
            layers: domain.layers.low...(2 * domain.layers.high),
            dim: domain.dim.low...(2 * domain.dim.high),
            within: (geometry, geometry.reach)
        )
        let value = fit.model.value(surface.point(layers: peak.layers, dim: peak.dim))
        return ContinuousOptimum(
            layers: peak.layers,
            dim: peak.dim,
            dPrime: hasDPrime ? Elementary.exp(middle) : nil,
            value: design.metricScale.original(value),
            interior: peak.isInterior
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

    /// What the configurations cannot tell, whatever their values are.
    private func designWarnings(_ geometry: DesignGeometry) -> [FitWarning] {
        var warnings: [FitWarning] = []
        if design.scales.dPrime.levelCount <= 1 { warnings.append(.dPrimeNotIdentifiable) }
        for axis in Axis.allCases {
            let have = design.scales[axis].levelCount
            let isOneDataset = axis == .dPrime && have <= 1
            if have < 3, !isOneDataset { warnings.append(.fewLevels(axis: axis, have: have, need: 3)) }
        }
        if geometry.isConfounded {
            warnings.append(.confounded(runs: ResolvingRuns(observations).configurations))
        }
        guard let blend = fit.model.blend else { return warnings }
        let configurations = design.rowCount
        if geometry.configurations < LawForm.priorDrivenBelow {
            warnings.append(.priorDriven(configurations: geometry.configurations, need: LawForm.priorDrivenBelow))
        }
        let used = blend.kriging.data.rowCount
        if used < configurations { warnings.append(.conditionedOnPart(configurations: configurations, used: used)) }
        return warnings
    }

    private func fitWarnings(_ parameters: [FittedParameter], _ scores: FitScores) -> [FitWarning] {
        var warnings: [FitWarning] = []
        if fit.degreesOfFreedom < Self.fewDegreesOfFreedom {
            warnings.append(.lowDegreesOfFreedom(fit.degreesOfFreedom))
        }
        if let closed = fit.model.closed {
            let model = closed.model
            warnings += model.structure.exponentAxes.compactMap { exponentWarning($0, model, parameters) }
            if closed.covariance.rank < fit.parameterCount {
                warnings.append(.rankDeficient(rank: closed.covariance.rank, parameters: fit.parameterCount))
            }
        }
        if isConstant { warnings.append(.constantValues) }
        if isExact(fit.squares) {
            warnings.append(.exactFit)
        } else if scores.aicc == nil, fit.integration == nil {
            warnings.append(.aiccNotDefined(have: design.measuredCount, need: fit.parameterCount + 3))
        }
        if scores.looRmse == nil { warnings.append(.leaveOneOutNotDefined) }
        if !isConstant, let looR2 = ScoreReport(design: design, fit: fit).looR2BelowMeans {
            warnings.append(.worseThanMean(looR2: looR2, datasets: max(1, design.levelCount(.dPrime))))
        }
        return warnings
    }

    private func edgeWarnings(_ optimum: ContinuousOptimum, _ domain: LawDomain) -> [FitWarning] {
        // Where all values are equal, no place is better than another.
        guard !optimum.interior, !isConstant else { return [] }
        let edges = [(Axis.layers, optimum.layers, domain.layers), (.dim, optimum.dim, domain.dim)]
        return edges.compactMap { axis, position, range in
            // The end of the reach lies beyond the measured levels of the axis that it bounds.
            let isAtEdge = position <= range.low * (1 + 1e-6) || position > range.high * (1 + 1e-6)
            return fit.model.dependsOn(axis) && isAtEdge ? .optimumAtEdge(axis: axis) : nil
        }
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
        if parameter.absence == .atBound {
            return axis == .dPrime
                ? .dPrimeTermAtLimit(parameter: name, bound: value) : .exponentAtBound(parameter: name, bound: value)
        }
        guard let low = parameter.low, let high = parameter.high, low > 0 || high < 0 else {
            return .exponentNotIdentifiable(parameter: name)
        }
        return nil
    }
}
