/// Mixes the forms of ``LawForm/blend`` by how well each predicts left-out configurations.
struct BlendFitter {
    /// Levels of layers and of dim, and distinct configurations, from which on the mixture is the default.
    static let levelsNeeded = 3
    static let configurationsNeeded = 8
    /// A mixture spends this many degrees of freedom.
    static let parameterCount = 6

    let design: Design
    /// The fits that are there already.
    let fits: [FormFit]

    /// Whether the design allows a mixture.
    static func isAllowed(_ design: Design) -> Bool { refusal(design) == nil }

    private static func refusal(_ design: Design) -> FitError? {
        for axis in [Axis.layers, .dim] where design.levelCount(axis) < levelsNeeded {
            let have = design.levelCount(axis)
            return .tooFewLevels(form: .blend, axis: axis, have: have, need: levelsNeeded)
        }
        guard design.rowCount >= configurationsNeeded else {
            return .tooFewConfigurations(form: .blend, have: design.rowCount, need: configurationsNeeded)
        }
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
            // Intervals keep to the fewest degrees of freedom that any of the laws has.
            let ownCount = Design(design, rows: rows).count
            degreesOfFreedom = min(degreesOfFreedom, ownCount - own.parameterCount)
            datasets.append(LawModel.Dataset(offset: design.offsets[rows[0]].2, law: own.model))
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

    /// The rows and the fit of each D′ whose own mixture predicts its left-out configurations better than the joint one:
    /// datasets share only what helps. That is the interaction as a rule, so the mixture with the others' is tried too.
    private func ownFits(insteadOf predictions: [Double]) -> [(rows: [Int], fit: FormFit)] {
        let groups = Dictionary(grouping: 0..<design.rowCount) { design.offsets[$0].2 }
        guard groups.count > 1 else { return [] }
        let datasets = groups.keys.sorted().map { offset in
            let rows = groups[offset] ?? []
            let own = Design(design, rows: rows)
            return (rows: rows, design: own, fits: Self.isAllowed(own) ? Self.memberFits(own) : [])
        }
        let estimates = datasets.map { dataset in
            dataset.fits.first { $0.form == .logQuadraticInteraction }.flatMap(InteractionPrior.Estimate.init)
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

    /// The fits of one dataset that a mixture is made of; a form that it does not determine is not among them.
    private static func memberFits(_ own: Design) -> [FormFit] {
        LawForm.blended.compactMap { form in
            let result = Result(catching: { () throws(FitError) in try fitted(form, to: own, given: []) })
            if case .success(let fit) = result { return fit }
            return nil
        }
    }

    /// A dataset's fits with what the other datasets say about the interaction.
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
        guard case .success(let shared) = Result(catching: { () throws(FitError) in try fitter.fit() }) else {
            return []
        }
        return fits.map { $0.form == .logQuadraticInteraction ? shared : $0 }
    }

    /// The mixture, where the fits allow one.
    private var mixture: FormFit? {
        guard !fits.isEmpty else { return nil }
        let result = Result(catching: { () throws(FitError) in try fit() })
        if case .success(let fit) = result { return fit }
        return nil
    }

    /// ∝ RMSE^−4 of the left-out predictions; forms that predict to rounding share all of it.
    private func weights(_ members: [FormFit]) -> [Double] {
        let squares = members.map { max($0.leftOutSquares ?? .infinity, design.negligibleSquares) }
        let least = squares.min() ?? 0
        guard least > 0 else { return members.map { _ in 1 / Double(members.count) } }
        let raw = squares.map { (least / $0) * (least / $0) }
        let total = raw.reduce(0, +)
        return raw.map { $0 / total }
    }
}
