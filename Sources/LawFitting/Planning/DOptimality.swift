/// What a run adds to a design for the quadratic form with interaction.
///
/// det(M + ggᵀ) = det(M)·(1 + gᵀM⁻¹g), so the D-optimal next run has the largest gᵀM⁻¹g (Fedorov 1972). A ridge of a
/// millionth of a run makes M invertible where runs are few; unseen directions then come first, as they should.
struct DOptimality {
    private static let ridge = 1e-6
    private let layersScale: AxisScale
    private let dimScale: AxisScale
    private let factor: CholeskyFactor?

    /// Coordinates are those of the search space and the measured levels together, where the surface is wanted.
    init(observations: ObservationSet, space: SearchSpace) {
        func scale(_ axis: Axis, _ levels: SearchLevels) -> AxisScale {
            AxisScale(
                levels: observations.levels(of: axis)
                    + [levels.values.first, levels.values.last].compactMap { $0.map(Double.init) }
            )
        }
        let (layersScale, dimScale) = (scale(.layers, space.layers), scale(.dim, space.dim))
        var matrix = [Double](repeating: 0, count: 36)
        for row in observations.replicates {
            let g = Self.curves(layersScale, dimScale, row.configuration.layers, row.configuration.dim)
            for i in 0..<6 {
                for j in 0..<6 { matrix[6 * i + j] += Double(row.values.count) * g[i] * g[j] }
            }
        }
        for i in 0..<6 { matrix[7 * i] += Self.ridge }
        factor = CholeskyFactor(factoring: matrix, count: 6)
        self.layersScale = layersScale
        self.dimScale = dimScale
    }

    /// gᵀM⁻¹g.
    func gain(layers: Int, dim: Int) -> Double {
        let g = Self.curves(layersScale, dimScale, layers, dim)
        guard let factor else { return 0 }
        return zip(g, factor.solve(g)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func curves(_ first: AxisScale, _ second: AxisScale, _ layers: Int, _ dim: Int) -> [Double] {
        let u = first.normalised(first.offset(of: Double(layers)))
        let v = second.normalised(second.offset(of: Double(dim)))
        return [1, u, u * u, v, v * v, u * v]
    }
}
