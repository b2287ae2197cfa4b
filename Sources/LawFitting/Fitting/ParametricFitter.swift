import ResourceMetering

/// Fits one closed form to a design, with its leave-one-out predictions.
struct ParametricFitter {
    let design: Design
    let form: LawForm
    /// The most configurations for which a form with exponents is refitted without each of them. The time of the refits grows
    /// with the square of their number.
    ///
    /// Beyond, the linear formula at the solution replaces them. With leverages of order p/n, it differs from refits by less than
    /// the uncertainty of the scores: at 300 configurations by less than 1 % of the error, and by 0.01 % for the blend.
    var refitLimit = 120
    /// Whether the power law's exponents are those of a member of the blend.
    var isRestrained = false
    var meter = WorkMeter()
    /// The level whose quantile is computed in advance.
    var level = 0.95

    /// - Parameter includingScores: leave-one-out and the best fit in-sample cost most of the time.
    func fit(includingScores: Bool = true) throws(FitError) -> FormFit {
        let structure = structure(of: design)
        try check(structure)
        let solved = try solve(structure)
        guard let covariance = Covariance(design, solved.model) else {
            throw .confounded(form: form)
        }
        let leftOut = includingScores ? leftOutPredictions(structure, solved, covariance) : nil
        let best = includingScores ? try bestFit(structure, solved) : values(solved.model)
        if meter.isStopped { throw .stopped }
        let predictionSquares = solved.squares + design.pureError
        let degreesOfFreedom = Double(design.count - structure.parameterCount)
        // If the form passes through every measurement, the rest of the residuals is rounding.
        let residualVariance = predictionSquares <= design.negligibleSquares ? 0 : predictionSquares / degreesOfFreedom
        return FormFit(
            form: form,
            model: .closed(
                ClosedForm(solved.model, covariance, residualVariance: residualVariance),
                StudentTQuantiles(level: level, degreesOfFreedom: design.count - structure.parameterCount)
            ),
            fitted: best,
            squares: squares(best),
            predictionSquares: predictionSquares,
            leftOut: leftOut,
            parameterCount: structure.parameterCount,
            degreesOfFreedom: design.count - structure.parameterCount,
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

    /// The structure that the rows of a design identify.
    private func structure(of design: Design, without row: Int? = nil) -> ModelStructure {
        let structure = design.structure(form, without: row)
        return isRestrained ? structure.restrained : structure
    }

    private func values(_ model: ParametricModel) -> [Double] { design.offsets.map { model.value($0) } }

    private func squares(_ values: [Double]) -> Double {
        design.measuredSquares { design.means[$0] - values[$0] }
    }

    /// By row, the form's best fit to the measurements.
    private func bestFit(_ structure: ModelStructure, _ solved: Solved) throws(FitError) -> [Double] {
        let own = values(solved.model)
        guard !isRestrained, structure.unrestrained != structure else { return own }
        let free = values(try solve(structure.unrestrained).model)
        return squares(free) < squares(own) ? free : own
    }

    /// Checks that there are enough measurements to estimate the parameters and the error.
    ///
    /// The number in a refusal suffices whichever levels the runs have: that of the full structure.
    private func check(_ structure: ModelStructure) throws(FitError) {
        let need = structure.parameterCount
        let full = ModelStructure(
            form: form,
            layerLevels: 3,
            dimLevels: 3,
            dPrimeLevels: design.levelCount(.dPrime) > 1 ? 3 : design.levelCount(.dPrime)
        )
        guard need > 1 else { throw .oneConfiguration(need: full.parameterCount + 1) }
        guard design.count > need, design.rowCount >= need else {
            throw .tooFewConfigurations(form: form, have: design.rowCount, need: full.parameterCount + 1)
        }
    }

    private struct Solved {
        var model: ParametricModel
        var squares: Double
        var termination: Termination
        /// The residuals of the row means and the leverages; `nil` if the form has exponents.
        var linear: (residuals: [Double], leverages: [Double])?
    }

    private func solve(_ structure: ModelStructure) throws(FitError) -> Solved {
        if structure.exponentCount == 0 { return try solveLinear(structure) }
        guard let result = ExponentSearch(design: design, structure: structure, meter: meter).fit(), result.isFullRank
        else {
            throw .confounded(form: form)
        }
        return Solved(model: result.model, squares: result.squares, termination: result.termination, linear: nil)
    }

    private func solveLinear(_ structure: ModelStructure) throws(FitError) -> Solved {
        let count = structure.linearCount
        func model(_ linear: [Double]) -> ParametricModel {
            ParametricModel(structure: structure, scales: design.scales, linear: linear, exponents: [])
        }
        // The gradient of a linear form does not depend on its coefficients.
        let blank = model([Double](repeating: 0, count: count))
        let gradients = design.offsets.map { blank.gradient($0) }
        let matrix = (0..<count).flatMap { column in
            gradients.indices.map { design.rootWeights[$0] * gradients[$0][column] }
        }
        guard let qr = PivotedQR(columns: matrix, rowCount: design.rowCount, columnCount: count), qr.rank == count
        else {
            throw .confounded(form: form)
        }
        // The mean is subtracted, so that a small variation keeps its digits.
        var coefficients = qr.solve(zip(design.rootWeights, design.means).map { $0 * ($1 - design.grandMean) })
        coefficients[0] += design.grandMean
        let solution = model(coefficients)
        let residuals = design.offsets.indices.map { design.means[$0] - solution.value(design.offsets[$0]) }
        return Solved(
            model: solution,
            squares: zip(design.weights, residuals).reduce(0) { $0 + $1.0 * $1.1 * $1.1 },
            termination: Termination(reason: .linear, iterations: 0, starts: 1, startsReachingBest: 1),
            linear: (residuals, qr.leverages)
        )
    }

    /// By row, the prediction of the form refitted without it; `nil` if some row cannot be left out.
    ///
    /// Without a row that is the only one at its level, the rest may not identify the full term. Then the rest is fitted with the
    /// simpler structure that it identifies, as for a user who has only those runs.
    private func leftOutPredictions(
        _ structure: ModelStructure,
        _ solved: Solved,
        _ covariance: Covariance
    ) -> [Double]? {
        let rows = 0..<design.rowCount
        let simpler = Set(design.loneRows.filter { self.structure(of: design, without: $0) != structure })
        guard design.rowCount - 1 >= structure.parameterCount || simpler.count == rows.count else { return nil }

        var predictions: [Double?]
        if let linear = solved.linear {
            predictions = linearised(residuals: linear.residuals, leverages: linear.leverages)
        } else if design.rowCount <= refitLimit {
            predictions = ExponentSearch(design: design, structure: structure, meter: meter)
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

    /// ȳ − e/(1 − h), exact for a linear form; `nil` for a row that alone determines a coefficient.
    private func linearised(residuals: [Double], leverages: [Double]) -> [Double?] {
        residuals.indices.map { row in
            let remaining = 1 - leverages[row]
            return remaining > ExponentGrid.leastFreedom ? design.means[row] - residuals[row] / remaining : nil
        }
    }

    private func predictionBySimplerStructure(without row: Int) -> Double? {
        let rest = ParametricFitter(
            design: Design(design, without: row),
            form: form,
            isRestrained: isRestrained,
            meter: meter
        )
        let structure = structure(of: rest.design)
        guard rest.design.rowCount >= structure.parameterCount else { return nil }
        if structure.parameterCount == 1 { return rest.design.grandMean }
        do throws(FitError) {
            return try rest.solve(structure).model.value(design.offsets[row])
        } catch {
            // The rest does not determine the structure, so the row has no prediction.
            return nil
        }
    }
}
