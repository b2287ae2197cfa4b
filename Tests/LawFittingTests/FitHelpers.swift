import Testing

@testable import LawFitting

extension FormFit {
    /// Σ(y − ŷ₍₋c₎)² over the measurements; `nil` if some row cannot be left out.
    func leftOutSquares(_ design: Design) -> Double? {
        leftOut.map { predictions in design.measuredSquares { design.means[$0] - predictions[$0] } }
    }
}

extension FittedLaw {
    /// The variance of one measurement about the law.
    var noise: Double { model.closed?.residualVariance ?? model.blend?.expectedNoise ?? .nan }

    /// ln layers and ln dim of a law about one dataset.
    func point(_ layers: Double, _ dim: Double) -> LawPoint { point(layers: layers, dim: dim, logDPrime: 0) }
}
