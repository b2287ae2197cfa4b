/// A law fitted to one metric: its report, and all that is needed to predict.
///
/// An immutable value. Encoding keeps every number exactly, so a stored law predicts what the fresh one did, bit for bit.
public struct FittedLaw: Hashable, Codable, Sendable {
    public let form: LawForm
    /// In the notation of ``LawForm``.
    public let parameters: [FittedParameter]
    public let domain: LawDomain
    /// The number of measurements, replicates counted.
    public let count: Int
    /// Configurations without a measurement whose value another metric of the same runs suggested.
    public let inferredCount: Int
    /// Measurements less estimated parameters (a Gaussian process' mean, lengths and noise; 6 for a blend), at least 1.
    public let degreesOfFreedom: Int
    /// The standard deviation of one measurement about the law: √(SSE/(n − p)), or a process' noise.
    public let residualDeviation: Double
    public let scores: FitScores
    /// Every form that could be fitted, in the order of ``LawForm``.
    public let candidates: [Candidate]
    /// The highest point of layers and dim from the lowest to twice the highest measured level, at the middle of the measured
    /// D′ on the logarithmic scale where the law has such a term.
    public let optimum: ContinuousOptimum
    public let warnings: [FitWarning]
    /// What replicates say about the error and the law; `nil` without replicates.
    public let replication: Replication?
    /// Whether the metric rises with ln D′, as the Performance Law claims; `nil` where only the required forms were fitted.
    public let dPrimeEvidence: DPrimeEvidence?
    public let termination: Termination
    /// The level that the parameters' intervals have.
    public let level: Double
    let quantiles: StudentTQuantiles
    let model: LawModel
}
