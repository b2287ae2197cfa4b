/// Finds the configurations with values that the others do not suggest.
///
/// If a row is like the others, its studentised leave-one-out deviation t = e₍₋ᵢ₎·√precisionᵢ / s₍₋ᵢ₎ follows Student's t with
/// one degree of freedom less than the fit (Cook & Weisberg 1982, section 2.2.2). The largest deviation of all rows is tested, so
/// p is multiplied by their number (Bonferroni).
struct OutlierCheck {
    /// A row is an outlier if its corrected p is below this.
    static let threshold = 0.01
    /// Fewer degrees of freedom without the row cannot tell an outlier from a bad law.
    private static let leastDegreesOfFreedom = 3.0
    /// A smaller error, as a share of the range of the means, decides nothing, however exact the other values are.
    private static let leastError = 1e-3
    /// The median of χ² with one degree of freedom.
    private static let medianChiSquared = 0.455

    let observations: ObservationSet
    let design: Design
    let fit: FormFit

    /// Whether leave-one-out errors and their variances are exact if the law holds.
    private var isLinear: Bool { fit.form == .logQuadratic || fit.form == .logQuadraticInteraction }

    var warnings: [FitWarning] {
        guard let leftOut = fit.leftOut else { return [] }
        let degrees = Double(fit.degreesOfFreedom - 1)
        guard degrees >= Self.leastDegreesOfFreedom else { return [] }
        // Squares of errors in units of their standard deviation, if the fit's variance holds.
        let squares = (0..<design.measuredRowCount).map { row in
            let error = design.means[row] - leftOut[row]
            return error * error * fit.precisions[row]
        }
        let means = design.means.prefix(design.measuredRowCount)
        let negligible = Self.leastError * ((means.max() ?? 0) - (means.min() ?? 0))
        let median = squares.sorted()[squares.count / 2]
        let total = squares.reduce(0, +)
        return squares.indices.compactMap { row -> FitWarning? in
            guard abs(design.means[row] - leftOut[row]) > negligible else { return nil }
            let variance: Double
            if isLinear {
                // Exact: without the row, the sum of squares loses the row's own share.
                let all = Double(fit.degreesOfFreedom)
                variance = max((all - squares[row]) / (all - 1), 1e-12)
            } else {
                // The mean square of the other rows, but at least the variance that the median suggests. Otherwise a fit that
                // is nearly exact at most rows would call all others outliers.
                let others = (total - squares[row]) / max(Double(squares.count - 1), 1)
                variance = max(others, median / Self.medianChiSquared)
            }
            guard variance > 0 else { return nil }
            let t = (squares[row] / variance).squareRoot()
            let single = StudentT.twoSidedTail(t, degreesOfFreedom: degrees)
            let pValue = min(1, single * Double(squares.count))
            guard pValue < Self.threshold else { return nil }
            let configuration = observations.replicates[row].configuration
            return .outlier(
                configuration: configuration,
                value: design.metricScale.original(design.means[row]),
                pValue: pValue
            )
        }
    }
}
