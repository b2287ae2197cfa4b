/// The information that a run adds to a design for the quadratic form with interaction.
///
/// det(M + ggᵀ) = det(M)·(1 + gᵀM⁻¹g), so the D-optimal next run has the largest gᵀM⁻¹g (Fedorov 1972). If runs are few, a ridge
/// of a millionth of a run makes M invertible. Directions without any run then come first, as they should.
struct DOptimality {
    private static let ridge = 1e-6
    private let scales: AxisScales
    private var matrix: [Double]
    private var factor: CholeskyFactor?

    /// - Parameters:
    ///   - layers: the levels that the coordinates span.
    ///   - dim: as well.
    init(layers: [Double], dim: [Double]) {
        scales = AxisScales(layers: AxisScale(levels: layers), dim: AxisScale(levels: dim))
        matrix = [Double](repeating: 0, count: 36)
        for i in 0..<6 { matrix[7 * i] = Self.ridge }
        factor = CholeskyFactor(factoring: matrix, count: 6)
    }

    /// Adds runs of a configuration.
    mutating func add(layers: Int, dim: Int, count: Double = 1) {
        let g = curves(layers, dim)
        for i in 0..<6 {
            for j in 0..<6 { matrix[6 * i + j] += count * g[i] * g[j] }
        }
        factor = CholeskyFactor(factoring: matrix, count: 6)
    }

    /// gᵀM⁻¹g.
    func gain(layers: Int, dim: Int) -> Double {
        let g = curves(layers, dim)
        guard let factor else { return 0 }
        return g.dot(factor.solve(g))
    }

    /// u and v, each from −1 to 1 over its levels.
    func coordinates(layers: Int, dim: Int) -> SIMD2<Double> {
        SIMD2(
            scales.layers.normalised(scales.layers.offset(of: Double(layers))),
            scales.dim.normalised(scales.dim.offset(of: Double(dim)))
        )
    }

    private func curves(_ layers: Int, _ dim: Int) -> [Double] {
        let place = coordinates(layers: layers, dim: dim)
        let (u, v) = (place.x, place.y)
        return [1, u, u * u, v, v * v, u * v]
    }
}
