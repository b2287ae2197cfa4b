/// A law tabulated for a search space: terms by level, so that each of a million configurations costs a few additions.
struct SurfaceTable {
    /// By layers: the constant, D′'s term and that axis' own.
    private let layersTerms: [Double]
    private let dimTerms: [Double]
    /// u and v with the interaction's coefficient in u.
    private let layersFactors: [Double]
    private let dimFactors: [Double]
    /// Fᵀg of the same parts; D′'s and the constant's are equal everywhere and left out.
    private let layersErrors: [ParametricModel.Gradient]
    private let dimErrors: [ParametricModel.Gradient]
    private let layersNormalised: [Double]
    private let interactionError: ParametricModel.Gradient

    init(_ law: FittedLaw, layers: [Int], dim: [Int], dPrimeOffset: Double) {
        switch law.model {
        case .parametric(let model, let covariance):
            let layersOffsets = layers.map { model.layersScale.offset(of: Double($0)) }
            let dimOffsets = dim.map { model.dimScale.offset(of: Double($0)) }
            let constant = model.linear[0] + model.term(.dPrime, at: dPrimeOffset)
            layersTerms = layersOffsets.map { constant + model.term(.layers, at: $0) }
            dimTerms = dimOffsets.map { model.term(.dim, at: $0) }
            let index = model.structure.interactionIndex
            let coefficient = index.map { model.linear[$0] } ?? 0
            layersNormalised = layersOffsets.map { model.layersScale.normalised($0) }
            layersFactors = layersNormalised.map { coefficient * $0 }
            dimFactors = dimOffsets.map { model.dimScale.normalised($0) }
            layersErrors = layersOffsets.map { covariance.transform(model.termGradient(.layers, at: $0)) }
            dimErrors = dimOffsets.map { covariance.transform(model.termGradient(.dim, at: $0)) }
            var unit = ParametricModel.Gradient()
            if let index { unit[index] = 1 }
            interactionError = covariance.transform(unit)
        }
    }

    /// The prediction at the i-th layers and j-th dim, not clamped.
    @inline(__always)
    func value(_ i: Int, _ j: Int) -> Double {
        layersTerms[i] + dimTerms[j] + layersFactors[i] * dimFactors[j]
    }

    /// Var(ŷ(a) − ŷ(b))/σ².
    @inline(__always)
    func differenceVariance(_ a: (i: Int, j: Int), _ b: (i: Int, j: Int)) -> Double {
        var error = layersErrors[a.i] - layersErrors[b.i] + dimErrors[a.j] - dimErrors[b.j]
        let crossed = layersNormalised[a.i] * dimFactors[a.j] - layersNormalised[b.i] * dimFactors[b.j]
        error += crossed * interactionError
        return (error * error).sum()
    }
}
