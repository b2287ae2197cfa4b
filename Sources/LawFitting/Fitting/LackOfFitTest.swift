/// The F test of lack of fit against the pure error of replicates (Draper & Smith, Applied Regression Analysis, section 2.1).
struct LackOfFitTest {
    /// A law is reported to lack fit below this probability.
    static let threshold = 0.05

    let design: Design
    let fit: FormFit

    /// The probability of so large a deviation of the configurations' means from the law if the law holds.
    ///
    /// `nil` without replicates, if replicates agree to the last digit, or if the law leaves no degree of freedom between
    /// configurations.
    var pValue: Double? {
        let pure = design.measuredCount - design.measuredRowCount
        guard pure >= 1 else { return nil }
        let pureVariance = design.pureError / Double(pure)
        let between = Double(design.rowCount) - fit.effectiveParameters
        guard between >= 1, pureVariance > 0 else { return nil }
        let lack = max(0, fit.predictionSquares - design.pureError) / between
        return FisherF.upperTail(lack / pureVariance, between, Double(pure))
    }
}
