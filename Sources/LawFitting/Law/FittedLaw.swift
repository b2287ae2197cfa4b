/// A law fitted to one metric: its report, and everything that a prediction needs.
///
/// An immutable value. Encoding keeps every number exactly, so a stored law predicts the same bits as the fresh one.
public struct FittedLaw: Hashable, Codable, Sendable {
    public let form: LawForm
    /// Whether more or less of the metric is better.
    public let goal: LawGoal
    /// The scale on which the metric is fitted.
    public let scale: MetricScale
    /// In the notation of ``LawForm``. On a scale other than the metric's own, they are those of the fitted values.
    public let parameters: [FittedParameter]
    public let domain: LawDomain
    /// The number of measurements, replicates counted.
    public let count: Int
    /// The number of configurations with an imputed value instead of a measurement.
    public let inferredCount: Int
    /// In the metric's own unit.
    public let scores: FitScores
    /// Every form, in the order of ``LawForm``; only the chosen one if no others were requested.
    public let candidates: [Candidate]
    /// How kriging's hyper-parameters were integrated; `nil` for a closed form.
    public let integration: IntegrationReport?
    /// The best point over layers and dim, from the lowest to twice the highest measured level, within reach of the measured
    /// configurations. If the law depends on D′, at the middle of the measured D′ on the logarithmic scale.
    public let optimum: ContinuousOptimum
    public let warnings: [FitWarning]
    /// The p value of the F test of lack of fit; `nil` without replicates, and in laws stored before it was kept.
    public let lackOfFitPValue: Double?
    /// Whether the metric rises with ln D′, as the Performance Law claims; `nil` if only the required forms were fitted.
    public let dPrimeEvidence: DPrimeEvidence?
    public let termination: Termination
    /// The confidence level of the parameters' intervals.
    public let level: Double
    /// The measured D′, ascending; empty if the measurements do not name their data.
    public let dPrimes: [Double]
    /// The best configuration mean less the worst, in the metric's own unit; of several D′ the widest such range at one of them.
    public let measuredRange: Double
    let geometry: DesignGeometry
    /// The measured configurations of a confounded design, which its recommendations are held against; empty otherwise.
    let measured: [Configuration]
    let model: LawModel

    var degreesOfFreedom: Double { model.degreesOfFreedom }

    /// Whether the experiments cannot tell the effects of layers and dim apart: both grow together, or one has too few levels.
    public var isConfounded: Bool { geometry.isConfounded }

    /// 1 where a larger value on the fitted scale is better, else −1.
    var direction: Double { goal.direction(on: scale) }
}
