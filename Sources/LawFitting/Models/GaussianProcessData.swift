/// The data of a Gaussian process: one row per distinct configuration, weighted by its replicates.
struct GaussianProcessData: Hashable, Codable, Sendable {
    /// u, v and s by row.
    let points: [SIMD3<Double>]
    /// Mean value by row.
    let means: [Double]
    /// Replicates by row; below 1 for an imputed value.
    let weights: [Double]
    /// The number of measurements. An imputed row counts as one, with a larger error.
    let count: Int
    /// Sum of squares within rows.
    let pureError: Double

    init(_ design: Design) {
        points = design.offsets.map(design.scales.normalised)
        means = design.means
        weights = design.weights
        count = design.measuredCount + design.rowCount - design.measuredRowCount
        pureError = design.pureError
    }

    private init(points: [SIMD3<Double>], means: [Double], weights: [Double], count: Int, pureError: Double) {
        self.points = points
        self.means = means
        self.weights = weights
        self.count = count
        self.pureError = pureError
    }

    /// At most `limit` rows, spread evenly over the canonical order, and their share of the pure error.
    ///
    /// Multiples of the golden ratio choose the rows: no regular spacing of levels resonates with them.
    func thinned(to limit: Int) -> GaussianProcessData {
        guard points.count > limit else { return self }
        let golden = 0.618_033_988_749_894_9
        func place(_ row: Int) -> Double {
            let product = Double(row) * golden
            return product - product.rounded(.down)
        }
        let rows = points.indices.map { (place($0), $0) }.sorted { $0 < $1 }.prefix(limit).map(\.1).sorted()
        let weights = rows.map { self.weights[$0] }
        let contrasts = self.count - points.count
        let count = rows.count + Int(weights.reduce(0) { $0 + max(0, $1 - 1) })
        let share = contrasts > 0 ? Double(count - rows.count) / Double(contrasts) : 0
        return GaussianProcessData(
            points: rows.map { points[$0] },
            means: rows.map { means[$0] },
            weights: weights,
            count: count,
            pureError: pureError * share
        )
    }
}
