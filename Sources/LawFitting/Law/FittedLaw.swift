/// A law fitted to one metric: its report, and everything that a prediction needs.
///
/// An immutable value. Encoding keeps every number exactly, so a stored law predicts the same bits as the fresh one.
public struct FittedLaw: Hashable, Codable, Sendable {
    public let form: LawForm
    /// In the notation of ``LawForm``.
    public let parameters: [FittedParameter]
    public let domain: LawDomain
    /// The number of measurements, replicates counted.
    public let count: Int
    /// The number of configurations with an imputed value instead of a measurement.
    public let inferredCount: Int
    public let scores: FitScores
    /// Every form that could be fitted, in the order of ``LawForm``.
    public let candidates: [Candidate]
    /// The highest point over layers and dim, from the lowest to twice the highest measured level. If the law depends on D′, at
    /// the middle of the measured D′ on the logarithmic scale.
    public let optimum: ContinuousOptimum
    public let warnings: [FitWarning]
    /// The p value of the F test of lack of fit; `nil` without replicates, and in laws stored before it was kept.
    public let lackOfFitPValue: Double?
    /// Whether the metric rises with ln D′, as the Performance Law claims; `nil` if only the required forms were fitted.
    public let dPrimeEvidence: DPrimeEvidence?
    public let termination: Termination
    /// The confidence level of the parameters' intervals.
    public let level: Double
    let quantiles: StudentTQuantiles
    let model: LawModel

    /// Measurements minus estimated parameters (the mean, lengths and noise of a Gaussian process; 6 for a blend), at least 1.
    var degreesOfFreedom: Double { quantiles.degreesOfFreedom }
}
