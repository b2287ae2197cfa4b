import ElementaryFunctions

/// The scores of one form, in the metric's own unit.
struct ScoreReport {
    let design: Design
    let fit: FormFit

    /// Whether the fitted values are the metric's own.
    private var isOwnUnit: Bool { design.metricScale == .share || design.metricScale == .identity }

    var scores: FitScores {
        let n = Double(design.measuredCount)
        let weight = design.measuredWeight
        let p = fit.effectiveParameters
        let isConstant = design.totalSquares <= design.negligibleSquares
        let total = isOwnUnit ? design.totalSquares : squares(own.map { _ in ownMean })
        let squares =
            fit.squares <= design.negligibleSquares ? 0 : isOwnUnit ? fit.squares : squares(original(fit.fitted))
        let leftOut = fit.leftOut.map { predictions in
            isOwnUnit
                ? design.measuredSquares { design.means[$0] - predictions[$0] } : self.squares(original(predictions))
        }
        let r2 = isConstant ? nil : 1 - squares / total
        let k = p + 1
        let hasAICc = fit.integration == nil && n - k - 1 > 0 && squares > 0
        return FitScores(
            r2: r2,
            adjustedR2: n > p ? r2.map { 1 - (1 - $0) * (n - 1) / (n - p) } : nil,
            rmse: (squares / weight).squareRoot(),
            looR2: isConstant ? nil : leftOut.map { 1 - $0 / total },
            looRmse: leftOut.map { ($0 / weight).squareRoot() },
            aicc: hasAICc ? n * Elementary.log(squares / weight) + 2 * k + 2 * k * (k + 1) / (n - k - 1) : nil
        )
    }

    /// The leave-one-out R² within the datasets, if it is below 0: the law predicts configurations that are left out worse than the mean of
    /// their dataset does. Else `nil`.
    ///
    /// Datasets differ much more in their levels than configurations do, so an R² over all says nothing about layers and dim.
    var looR2BelowMeans: Double? {
        guard let leftOut = fit.leftOut.map(original) else { return nil }
        let own = own
        let datasets = Dictionary(grouping: 0..<design.measuredRowCount) { design.points[$0].logDPrime }
        var (residual, total) = (0.0, 0.0)
        for rows in datasets.values where rows.count > 1 {
            let count = Double(rows.count)
            let mean = rows.reduce(0) { $0 + own[$1] } / count
            for row in rows {
                let (deviation, error) = (own[row] - mean, own[row] - leftOut[row])
                residual += error * error
                total += deviation * deviation
            }
        }
        return total > 0 && residual > total ? 1 - residual / total : nil
    }

    private var own: [Double] { original(design.means) }

    private var ownMean: Double {
        let rows = 0..<design.measuredRowCount
        let weight = rows.reduce(0) { $0 + design.weights[$1] }
        return rows.reduce(0) { $0 + (design.weights[$1] * own[$1]) } / weight
    }

    private func original(_ values: [Double]) -> [Double] { values.map(design.metricScale.original) }

    /// Σ(y − value)² over the measurements. Replicates' scatter is turned into the unit to first order.
    private func squares(_ values: [Double]) -> Double {
        let own = own
        return (0..<design.measuredRowCount).reduce(0) { sum, row in
            let slope = design.metricScale.slope(at: design.means[row])
            let residual = own[row] - values[row]
            return sum + (design.weights[row] * residual * residual) + (slope * slope * design.pureErrors[row])
        }
    }
}
