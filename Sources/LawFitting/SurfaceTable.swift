/// A law tabulated for a search space.
///
/// Every form is a sum of products of a function of layers and one of dim, also a Gaussian process, whose kernel is one: so
/// its surface over a million configurations is a product of two thin matrices.
struct SurfaceTable {
    private let width: Int
    /// The predictions by layers, then dim, not clamped.
    private let values: [Double]

    init(_ law: FittedLaw, layers: [Int], dim: [Int], dPrimeOffset: Double) {
        let model = law.model.at(dPrimeOffset: dPrimeOffset)
        let first = layers.map { model.layersScale.offset(of: Double($0)) }
        let second = dim.map { model.dimScale.offset(of: Double($0)) }
        var factors = SurfaceFactors(layers: first, dim: second, dPrimeOffset: dPrimeOffset)
        for member in model.members {
            switch member.component {
            case .parametric(let closed): factors.add(closed.model, weight: member.weight)
            case .gaussianProcess(let process): factors.add(process, model: model, weight: member.weight)
            }
        }
        width = dim.count
        values = factors.product()
    }

    /// The prediction at the i-th layers and j-th dim, not clamped.
    @inline(__always)
    func value(_ i: Int, _ j: Int) -> Double { values[i * width + j] }
}
