/// The information that a run adds to a design for the quadratic form with interaction.
///
/// det(M + ggᵀ) = det(M)·(1 + gᵀM⁻¹g), so the D-optimal next run has the largest gᵀM⁻¹g (Fedorov 1972). If runs are few, a ridge
/// of a millionth of a run makes M invertible. Directions without any run then come first, as they should.
struct DOptimality {
    private static let ridge = 1e-6
    private let scales: AxisScales
    private let factor: CholeskyFactor?

    /// Coordinates span the search space and the measured levels together, because the surface is wanted over both.
    init(observations: ObservationSet, space: SearchSpace) {
        func scale(_ axis: Axis, _ levels: SearchLevels) -> AxisScale {
            AxisScale(
                levels: observations.levels(of: axis)
                    + [levels.values.first, levels.values.last].compactMap { $0.map(Double.init) }
            )
        }
        let scales = AxisScales(layers: scale(.layers, space.layers), dim: scale(.dim, space.dim))
        var matrix = [Double](repeating: 0, count: 36)
        for row in observations.replicates {
            let g = Self.curves(scales, row.configuration.layers, row.configuration.dim)
            for i in 0..<6 {
                for j in 0..<6 { matrix[6 * i + j] += Double(row.values.count) * g[i] * g[j] }
            }
        }
        for i in 0..<6 { matrix[7 * i] += Self.ridge }
        factor = CholeskyFactor(factoring: matrix, count: 6)
        self.scales = scales
    }

    /// gᵀM⁻¹g.
    func gain(layers: Int, dim: Int) -> Double {
        let g = Self.curves(scales, layers, dim)
        guard let factor else { return 0 }
        return g.dot(factor.solve(g))
    }

    private static func curves(_ scales: AxisScales, _ layers: Int, _ dim: Int) -> [Double] {
        let u = scales.layers.normalised(scales.layers.offset(of: Double(layers)))
        let v = scales.dim.normalised(scales.dim.offset(of: Double(dim)))
        return [1, u, u * u, v, v * v, u * v]
    }
}
