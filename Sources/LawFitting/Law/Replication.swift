/// What repeated measurements say about the error and the law.
public struct Replication: Hashable, Codable, Sendable {
    /// The standard deviation between runs of one configuration, which owes nothing to any law.
    public let pureErrorDeviation: Double
    /// Measurements less distinct configurations, at least 1.
    public let degreesOfFreedom: Int
    /// How probable so large a deviation of the configurations' means from the law is if the law holds, by the F test of lack
    /// of fit against pure error; `nil` where the law leaves no degrees of freedom between configurations, or replicates agree
    /// to the last digit.
    public let lackOfFitPValue: Double?
}

/// The F test of lack of fit (Draper & Smith, Applied Regression Analysis, section 2.1).
struct ReplicationCheck {
    let design: Design
    let fit: FormFit

    var result: Replication? {
        let pure = design.measuredCount - design.measuredRowCount
        guard pure >= 1 else { return nil }
        let pureVariance = design.pureError / Double(pure)
        let between = Double(design.rowCount) - fit.effectiveParameters
        var pValue: Double?
        if between >= 1, pureVariance > 0 {
            let lack = max(0, fit.predictionSquares - design.pureError) / between
            pValue = FisherF.upperTail(lack / pureVariance, between, Double(pure))
        }
        return Replication(
            pureErrorDeviation: pureVariance.squareRoot(),
            degreesOfFreedom: pure,
            lackOfFitPValue: pValue
        )
    }
}
