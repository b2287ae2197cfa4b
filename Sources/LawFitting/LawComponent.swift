/// τ of layers, dim and D′.
typealias Offsets = (Double, Double, Double)

/// What a law knows about a value: its expectation, the variance of that, and the variance of one measurement about it.
struct Moments: Hashable, Sendable {
    var value: Double
    var variance: Double
    var noise: Double
}

/// One form fitted: all that predicting takes.
enum LawComponent: Hashable, Codable, Sendable {
    case parametric(ClosedForm)
    case gaussianProcess(GaussianProcess)

    /// The variance of one measurement about the law.
    var noise: Double {
        switch self {
        case .parametric(let closed): closed.residualVariance
        case .gaussianProcess(let process): process.noiseVariance
        }
    }
}
