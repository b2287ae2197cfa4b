/// Fits one form to a design, with its leave-one-out predictions.
struct ParametricFitter {
    let design: Design
    let form: LawForm
    /// Beyond this many configurations a form with exponents is not refitted without each of them, which would take time with
    /// the square of their number. The linear formula at the solution, with leverages of order p/n, then differs from refits
    /// by less than the figures' own uncertainty: at 300 configurations by less than 1 % of the error, and the blend's by 0.01 %.
    var refitLimit = 256
    /// What is known of a linear form's interaction beforehand.
    var interaction: InteractionPrior?

    func fit() throws(FitError) -> FormFit {
        let structure = design.structure(form)
        try check(structure)
        let solved = try solve(structure)
        guard let covariance = Covariance(design, solved.model, interaction: interaction) else {
            throw .confounded(form: form)
        }
        let leftOut = leftOutPredictions(structure, solved, covariance)
        let squares = solved.squares + design.pureError
        let degreesOfFreedom = Double(design.count - structure.parameterCount)
        // Where the form passes through every measurement, what is left of the residuals is rounding.
        let residualVariance = squares <= design.negligibleSquares ? 0 : squares / degreesOfFreedom
        return FormFit(
            form: form,
            model: LawModel(
                design,
                form,
                .parametric(ClosedForm(solved.model, covariance, residualVariance: residualVariance))
            ),
            squares: try bestSquares(structure, solved),
            predictionSquares: squares,
            leftOut: leftOut,
            leftOutSquares: leftOut.map { predictions in
                design.measuredSquares { design.means[$0] - predictions[$0] }
            },
            parameterCount: structure.parameterCount,
            effectiveParameters: Double(structure.parameterCount),
            termination: solved.termination,
            precisions: (0..<design.rowCount).map { row in
                let weight = design.weights[row]
                let variance = covariance.variance(solved.model.gradient(design.offsets[row]))
                let precision = weight * max(0, 1 - weight * variance)
                return precision / max(residualVariance, .leastNormalMagnitude)
            }
        )
    }

    /// The sum of squares of the measurements about the form's in-sample fit.
    private func bestSquares(_ structure: ModelStructure, _ solved: Solved) throws(FitError) -> Double {
        func squares(_ model: ParametricModel) -> Double {
            design.measuredSquares { design.means[$0] - model.value(design.offsets[$0]) }
        }
        let own = squares(solved.model)
        guard structure.stronglyBent != structure else { return own }
        return min(own, squares(try solve(structure.stronglyBent).model))
    }

    /// Whether there are measurements enough to estimate the parameters and the error.
    private func check(_ structure: ModelStructure) throws(FitError) {
        let need = structure.parameterCount
        guard need > 1 else { throw .oneConfiguration }
        guard design.count > need else { throw .tooFewPoints(form: form, have: design.count, need: need + 1) }
        guard design.rowCount >= need else {
            throw .tooFewConfigurations(form: form, have: design.rowCount, need: need)
        }
    }

    private struct Solved {
        var model: ParametricModel
        var squares: Double
        var termination: Termination
        /// Residuals of the row means and leverages, where the form is linear.
        var linear: (residuals: [Double], leverages: [Double])?
    }

    private func solve(_ structure: ModelStructure) throws(FitError) -> Solved {
        if structure.exponentCount == 0 { return try solveLinear(structure) }
        guard let result = ExponentSearch(design: design, structure: structure).fit(), result.isFullRank else {
            throw .confounded(form: form)
        }
        return Solved(model: result.model, squares: result.squares, termination: result.termination, linear: nil)
    }

    private func solveLinear(_ structure: ModelStructure) throws(FitError) -> Solved {
        let count = structure.linearCount
        let blank = design.model(structure, linear: [Double](repeating: 0, count: count), exponents: [])
        let gradients = design.offsets.map { blank.gradient($0) }
        // What is known of the interaction is one more row.
        let prior = structure.interactionIndex == nil ? nil : interaction
        let matrix = (0..<count).flatMap { column -> [Double] in
            let rows = gradients.indices.map { design.rootWeights[$0] * gradients[$0][column] }
            return rows + (prior.map { [column == structure.interactionIndex ? $0.rootWeight : 0] } ?? [])
        }
        let height = design.rowCount + (prior == nil ? 0 : 1)
        guard let qr = PivotedQR(columns: matrix, rowCount: height, columnCount: count), qr.rank == count else {
            throw .confounded(form: form)
        }
        // About the mean, so that a small variation keeps its digits.
        let right = zip(design.rootWeights, design.means).map { $0 * ($1 - design.grandMean) }
        var coefficients = qr.solve(right + (prior.map { [$0.rootWeight * $0.value] } ?? []))
        coefficients[0] += design.grandMean
        let model = design.model(structure, linear: coefficients, exponents: [])
        let residuals = design.offsets.indices.map { design.means[$0] - model.value(design.offsets[$0]) }
        return Solved(
            model: model,
            squares: zip(design.weights, residuals).reduce(0) { $0 + $1.0 * $1.1 * $1.1 },
            termination: Termination(reason: .linear, iterations: 0, starts: 1, startsReachingBest: 1),
            linear: (residuals, Array(qr.leverages.prefix(design.rowCount)))
        )
    }

    /// Per row, the prediction by the form refitted without it; `nil` where some row cannot be left out.
    ///
    /// A row that alone holds up a level may leave the rest without the full term; then the rest is fitted with the simpler
    /// structure that it identifies, as a user who had only those runs would fit it.
    private func leftOutPredictions(
        _ structure: ModelStructure,
        _ solved: Solved,
        _ covariance: Covariance
    ) -> [Double]? {
        let rows = 0..<design.rowCount
        let simpler = Set(design.loneRows.filter { design.structure(form, without: $0) != structure })
        guard design.rowCount - 1 >= structure.parameterCount || simpler.count == rows.count else { return nil }

        var predictions: [Double?]
        if let linear = solved.linear {
            predictions = linearised(residuals: linear.residuals, leverages: linear.leverages)
        } else if design.rowCount <= refitLimit {
            predictions = ExponentSearch(design: design, structure: structure)
                .leaveOneOut(from: solved.model, excluding: simpler)
        } else {
            predictions = linearised(
                residuals: rows.map { design.means[$0] - solved.model.value(design.offsets[$0]) },
                leverages: rows.map { row in
                    design.weights[row] * covariance.variance(solved.model.gradient(design.offsets[row]))
                }
            )
        }
        for row in simpler { predictions[row] = predictionBySimplerStructure(without: row) }
        let complete = predictions.compactMap { $0 }
        return complete.count == rows.count && complete.allSatisfy(\.isFinite) ? complete : nil
    }

    /// ȳ − e/(1 − h), exact where the form is linear; `nil` for a row that alone determines a direction.
    private func linearised(residuals: [Double], leverages: [Double]) -> [Double?] {
        residuals.indices.map { row in
            let remaining = 1 - leverages[row]
            return remaining > 1e-9 ? design.means[row] - residuals[row] / remaining : nil
        }
    }

    private func predictionBySimplerStructure(without row: Int) -> Double? {
        let rest = ParametricFitter(design: Design(design, without: row), form: form)
        let structure = rest.design.structure(form)
        guard rest.design.rowCount >= structure.parameterCount else { return nil }
        if structure.parameterCount == 1 { return rest.design.grandMean }
        // A rest that does not determine the structure leaves this row without a prediction, which is the answer.
        switch Result(catching: { () throws(FitError) in try rest.solve(structure) }) {
        case .success(let solved): return solved.model.value(design.offsets[row])
        case .failure: return nil
        }
    }
}
