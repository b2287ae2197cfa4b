/// Mixes the forms of ``LawForm/blend``, weighted by how well each predicts left-out configurations.
struct BlendFitter {
    /// The degrees of freedom that a mixture spends.
    static let parameterCount = 6

    let design: Design
    /// Fits of single forms to the design. Those of other forms than the blend's are ignored.
    let fits: [FormFit]

    /// Whether the design allows a mixture.
    static func isAllowed(_ design: Design) -> Bool { refusal(design) == nil }

    private static func refusal(_ design: Design) -> FitError? {
        for axis in [Axis.layers, .dim] {
            let (have, need) = (design.levelCount(axis), LawForm.blendLevelsNeeded)
            if have < need { return .tooFewLevels(form: .blend, axis: axis, have: have, need: need) }
        }
        let need = LawForm.blendConfigurationsNeeded
        if design.rowCount < need { return .tooFewConfigurations(form: .blend, have: design.rowCount, need: need) }
        return nil
    }

    func fit() throws(FitError) -> FormFit {
        if let refusal = Self.refusal(design) { throw refusal }
        let members = fits.filter { LawForm.blended.contains($0.form) && $0.leftOut != nil }
        guard !members.isEmpty else { throw .confounded(form: .blend) }
        let weights = weights(members)
        var predictions = (0..<design.rowCount).map { row in
            zip(weights, members).reduce(0) { $0 + $1.0 * ($1.1.leftOut?[row] ?? design.means[row]) }
        }
        let heaviest = zip(weights, members).max { $0.0 < $1.0 }?.1 ?? members[0]
        var precisions = heaviest.precisions
        var effective = zip(weights, members).reduce(0) { $0 + $1.0 * $1.1.effectiveParameters }
        var degreesOfFreedom = design.count - min(Self.parameterCount, design.count - 1)
        var datasets: [LawModel.Dataset] = []
        for (rows, own) in ownFits(insteadOf: predictions) {
            for (index, row) in rows.enumerated() {
                predictions[row] = own.leftOut?[index] ?? predictions[row]
                precisions[row] = own.precisions[index]
            }
            effective += own.effectiveParameters
            // Intervals use the fewest degrees of freedom of all the laws.
            let ownCount = Design(design, rows: rows).count
            degreesOfFreedom = min(degreesOfFreedom, ownCount - own.parameterCount)
            datasets.append(LawModel.Dataset(offset: design.offsets[rows[0]].dPrime, law: own.model))
        }
        let model = LawModel(
            design,
            members: zip(weights, members).flatMap { weight, fit in
                fit.model.members.map { LawModel.Member(form: $0.form, weight: weight, component: $0.component) }
            },
            datasets: datasets
        )
        func residual(_ row: Int) -> Double { design.means[row] - model.value(design.offsets[row]) }
        return FormFit(
            form: .blend,
            model: model,
            squares: design.measuredSquares(residual),
            predictionSquares: design.allSquares(residual),
            leftOut: predictions,
            leftOutSquares: design.measuredSquares { design.means[$0] - predictions[$0] },
            parameterCount: design.count - degreesOfFreedom,
            effectiveParameters: effective,
            termination: Termination(
                reason: .combined,
                iterations: members.reduce(0) { $0 + $1.termination.iterations },
                starts: members.reduce(0) { $0 + $1.termination.starts },
                startsReachingBest: members.reduce(0) { $0 + $1.termination.startsReachingBest }
            ),
            precisions: precisions
        )
    }

    /// The rows and the fit of each D′ with a mixture of its own that predicts left-out configurations better than the joint one.
    ///
    /// So datasets share only what helps, which is the interaction as a rule. A mixture with the others' interaction is tried too.
    private func ownFits(insteadOf predictions: [Double]) -> [(rows: [Int], fit: FormFit)] {
        let groups = Dictionary(grouping: 0..<design.rowCount) { design.offsets[$0].dPrime }
        guard groups.count > 1 else { return [] }
        let datasets = groups.keys.sorted().map { offset in
            let rows = groups[offset] ?? []
            let own = Design(design, rows: rows)
            return (rows: rows, design: own, fits: Self.isAllowed(own) ? Self.memberFits(own) : [])
        }
        let estimates = datasets.map { dataset in
            dataset.fits.first { $0.form == .logQuadraticInteraction }.flatMap(InteractionPrior.Estimate.init(fit:))
        }
        return datasets.indices.compactMap { index in
            let (rows, own, fits) = datasets[index]
            let alone = BlendFitter(design: own, fits: fits).mixture
            let sharing = BlendFitter(design: own, fits: Self.sharing(fits, own, estimates, index)).mixture
            let best = [alone, sharing].compactMap { $0 }.min { ($0.leftOutSquares ?? 0) < ($1.leftOutSquares ?? 0) }
            guard let best, let squares = best.leftOutSquares else { return nil }
            let joint = rows.filter { $0 < design.measuredRowCount }.reduce(0) { sum, row in
                let error = design.means[row] - predictions[row]
                return sum + design.pureErrors[row] + design.weights[row] * error * error
            }
            return squares < joint ? (rows, best) : nil
        }
    }

    /// The fits to one dataset of the forms in a mixture. A form that the dataset does not determine is left out.
    private static func memberFits(_ own: Design) -> [FormFit] {
        LawForm.blended.compactMap { form in
            do throws(FitError) {
                return try SingleFormFitter(design: own, form: form).fit()
            } catch {
                // The dataset does not determine the form.
                return nil
            }
        }
    }

    /// A dataset's fits, the quadratic form with the interaction that the other datasets suggest.
    private static func sharing(
        _ fits: [FormFit],
        _ own: Design,
        _ estimates: [InteractionPrior.Estimate?],
        _ index: Int
    ) -> [FormFit] {
        let known = estimates.indices.filter { estimates[$0] != nil }
        guard let place = known.firstIndex(of: index), let estimate = estimates[index] else { return [] }
        let prior = InteractionPrior(for: estimate, among: known.compactMap { estimates[$0] }, excluding: place)
        guard let prior else { return [] }
        let fitter = ParametricFitter(design: own, form: .logQuadraticInteraction, interaction: prior)
        do throws(FitError) {
            let shared = try fitter.fit()
            return fits.map { $0.form == .logQuadraticInteraction ? shared : $0 }
        } catch {
            // A prior that the dataset does not bear is not shared.
            return []
        }
    }

    /// The mixture; `nil` if the fits do not allow one.
    private var mixture: FormFit? {
        guard !fits.isEmpty else { return nil }
        do throws(FitError) {
            return try fit()
        } catch {
            // A dataset too small for a mixture of its own keeps the joint law.
            return nil
        }
    }

    /// Proportional to RMSE^−4 of the left-out predictions. Forms that predict to rounding share the whole weight.
    private func weights(_ members: [FormFit]) -> [Double] {
        let squares = members.map { max($0.leftOutSquares ?? .infinity, design.negligibleSquares) }
        let least = squares.min() ?? 0
        guard least > 0 else { return members.map { _ in 1 / Double(members.count) } }
        let raw = squares.map { (least / $0) * (least / $0) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }
}

extension InteractionPrior.Estimate {
    /// - Returns: `nil` for a fit without an interaction, or an exact one.
    fileprivate init?(fit: FormFit) {
        guard let closed = fit.model.parametric, let index = closed.model.structure.interactionIndex else {
            return nil
        }
        var unit = ParametricModel.Gradient()
        unit[index] = 1
        self.init(
            value: closed.model.parameters[index],
            variance: closed.residualVariance * closed.covariance.variance(unit),
            noise: closed.residualVariance
        )
    }
}
