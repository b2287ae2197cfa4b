/// Which configurations the rest does not expect.
///
/// The studentised deviation of a row left out, t = e₍₋ᵢ₎·√precisionᵢ / s₍₋ᵢ₎, follows Student's t with one degree of freedom
/// less than the fit if the row is like the others (Cook & Weisberg 1982, section 2.2.2). Of so many rows the largest is
/// looked for, so p is multiplied by their number.
struct OutlierCheck {
    /// Rows whose corrected p is below this are named.
    static let threshold = 0.01

    let observations: ObservationSet
    let design: Design
    let fit: FormFit

    /// Whether left-out errors and their variances are exact, given that the law holds.
    private var isLinear: Bool { fit.form == .logQuadratic || fit.form == .logQuadraticInteraction }

    var warnings: [FitWarning] {
        guard let leftOut = fit.leftOut else { return [] }
        let degrees = Double(design.count - fit.parameterCount - 1)
        guard degrees >= 3 else { return [] }
        // Of mean square 1, had the rows' errors the fit's variance.
        let squares = (0..<design.measuredRowCount).map { row in
            let error = design.means[row] - leftOut[row]
            return error * error * fit.precisions[row]
        }
        let median = squares.sorted()[squares.count / 2]
        let total = squares.reduce(0, +)
        return squares.indices.compactMap { row -> FitWarning? in
            let variance: Double
            if isLinear {
                // Exact: without the row, the sum of squares is less by its own share.
                let all = Double(design.count - fit.parameterCount)
                variance = max((all - squares[row]) / (all - 1), 1e-12)
            } else {
                // The mean square of the other rows, not below what the middle row suggests (0.455 is the median of χ² with
                // one degree of freedom), so that a fit that is nearly exact elsewhere does not accuse everything.
                variance = max((total - squares[row]) / max(Double(squares.count - 1), 1), median / 0.455)
            }
            guard variance > 0 else { return nil }
            let t = (squares[row] / variance).squareRoot()
            let single = StudentT.twoSidedTail(t, degreesOfFreedom: degrees)
            let pValue = min(1, single * Double(squares.count))
            guard pValue < Self.threshold else { return nil }
            let configuration = observations.replicates[row].configuration
            return .outlier(configuration: configuration, value: design.means[row], pValue: pValue)
        }
    }
}
