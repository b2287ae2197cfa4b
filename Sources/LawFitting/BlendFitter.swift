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
            let ownCount = rows.reduce(0) { $0 + Int(design.weights[$1]) }
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
        let squares = design.weightedSquares { design.means[$0] - model.value(design.offsets[$0]) }
        return FormFit(
            form: .blend,
            model: model,
            squares: squares,
            predictionSquares: squares,
            leftOut: predictions,
            leftOutSquares: design.weightedSquares { design.means[$0] - predictions[$0] },
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
    /// datasets share only what helps.
    private func ownFits(insteadOf predictions: [Double]) -> [(rows: [Int], fit: FormFit)] {
        let groups = Dictionary(grouping: 0..<design.rowCount) { design.offsets[$0].2 }
        guard groups.count > 1 else { return [] }
        return groups.keys.sorted().compactMap { offset in
            let rows = groups[offset] ?? []
            guard let own = ownFit(Design(design, rows: rows)), let squares = own.leftOutSquares else { return nil }
            let joint = rows.reduce(0) { sum, row in
                let error = design.means[row] - predictions[row]
                return sum + design.pureErrors[row] + design.weights[row] * error * error
            }
            return squares < joint ? (rows, own) : nil
        }
    }

    /// The mixture for one dataset; `nil` where it has too few runs for one.
    private func ownFit(_ own: Design) -> FormFit? {
        guard Self.isAllowed(own) else { return nil }
        var fits: [FormFit] = []
        for form in LawForm.blended {
            let result = Result(catching: { () throws(FitError) in try fitted(form, to: own, given: fits) })
            // A form that this dataset does not determine is not part of its mixture.
            if case .success(let fit) = result { fits.append(fit) }
        }
        let result = Result(catching: { () throws(FitError) in try BlendFitter(design: own, fits: fits).fit() })
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
