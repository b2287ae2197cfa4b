/// Observations as a weighted regression problem: one row per distinct configuration, weighted by its replicates.
///
/// Replicates of a configuration share their prediction, so Σ(y − ŷ)² over them is n_c·(ȳ_c − ŷ_c)² plus the pure error, which
/// no law can reduce. Working on the means is exact, and leaving out a configuration is leaving out one row.
///
/// Values inferred from another metric are rows too, after the measured ones, with a weight below 1. They take part in every
/// fit; scores, replicates and outliers are about the measured rows alone.
struct Design: Sendable {
    /// The number of measurements that the rows are worth: replicates counted, inferred values by their weights and rounded down.
    let count: Int
    /// The number of real ones.
    let measuredCount: Int
    /// The measured rows come first.
    let measuredRowCount: Int
    /// Replicates per row.
    let weights: [Double]
    /// √weights.
    let rootWeights: [Double]
    /// Mean value per row.
    let means: [Double]
    /// Mean over all measurements.
    let grandMean: Double
    /// Sum of squares within each row.
    let pureErrors: [Double]
    /// Their sum.
    let pureError: Double
    /// Sum of squares about the grand mean.
    let totalSquares: Double
    let layersScale: AxisScale
    let dimScale: AxisScale
    let dPrimeScale: AxisScale
    /// τ of layers, dim and D′ by row.
    let offsets: [(Double, Double, Double)]

    var rowCount: Int { weights.count }

    init(_ observations: ObservationSet) {
        let replicates = observations.replicates
        let inferred = observations.inferred
        measuredCount = observations.count
        measuredRowCount = replicates.count
        count = observations.count + Int(inferred.reduce(0) { $0 + $1.weight })
        weights = replicates.map { Double($0.values.count) } + inferred.map(\.weight)
        rootWeights = weights.map { $0.squareRoot() }
        let measuredMeans = replicates.map { $0.values.reduce(0, +) / Double($0.values.count) }
        means = measuredMeans + inferred.map(\.value)
        let grandMean = replicates.reduce(0) { $0 + $1.values.reduce(0, +) } / Double(observations.count)
        self.grandMean = grandMean
        pureErrors =
            zip(replicates, measuredMeans).map { replicates, mean in
                replicates.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            } + inferred.map { _ in 0 }
        pureError = pureErrors.reduce(0, +)
        totalSquares = replicates.reduce(0) { sum, row in
            row.values.reduce(sum) { $0 + ($1 - grandMean) * ($1 - grandMean) }
        }
        let scales = Axis.allCases.map { AxisScale(levels: observations.levels(of: $0)) }
        (layersScale, dimScale, dPrimeScale) = (scales[0], scales[1], scales[2])
        offsets = (replicates.map(\.configuration) + inferred.map(\.configuration)).map { configuration in
            (
                scales[0].offset(of: Double(configuration.layers)),
                scales[1].offset(of: Double(configuration.dim)),
                configuration.dPrime.map { scales[2].offset(of: $0) } ?? 0
            )
        }
    }

    /// The same design without one row, in the same coordinates.
    init(_ design: Design, without row: Int) {
        self.init(design, rows: (0..<design.rowCount).filter { $0 != row })
    }

    /// Some of a design's rows, ascending, in the same coordinates.
    init(_ design: Design, rows: [Int]) {
        let weights = rows.map { design.weights[$0] }
        let means = rows.map { design.means[$0] }
        let measuredRowCount = rows.count { $0 < design.measuredRowCount }
        let measured = weights[..<measuredRowCount].reduce(0, +)
        let pureErrors = rows.map { design.pureErrors[$0] }
        let pureError = pureErrors.reduce(0, +)
        let grandMean = zip(weights, means).prefix(measuredRowCount).reduce(0) { $0 + $1.0 * $1.1 } / max(measured, 1)
        self.measuredRowCount = measuredRowCount
        measuredCount = Int(measured)
        count = Int(measured) + Int(weights[measuredRowCount...].reduce(0, +))
        self.weights = weights
        rootWeights = rows.map { design.rootWeights[$0] }
        self.means = means
        self.grandMean = grandMean
        self.pureErrors = pureErrors
        self.pureError = pureError
        totalSquares = zip(weights, means).prefix(measuredRowCount).reduce(pureError) { sum, row in
            sum + row.0 * (row.1 - grandMean) * (row.1 - grandMean)
        }
        offsets = rows.map { design.offsets[$0] }
        (layersScale, dimScale, dPrimeScale) = (design.layersScale, design.dimScale, design.dPrimeScale)
    }

    /// Σy².
    var valueSquares: Double { allSquares { means[$0] } }

    /// Sums of squares carry a rounding error of some (1e-15)² per value.
    var negligibleSquares: Double { 1e-28 * valueSquares }

    /// Σ weight·residual² over the measured rows, and the pure error.
    func measuredSquares(_ residual: (Int) -> Double) -> Double { squares(0..<measuredRowCount, residual) }

    /// The same with the inferred rows.
    func allSquares(_ residual: (Int) -> Double) -> Double { squares(0..<rowCount, residual) }

    private func squares(_ rows: Range<Int>, _ residual: (Int) -> Double) -> Double {
        rows.reduce(pureError) { sum, row in
            let residual = residual(row)
            return sum + weights[row] * residual * residual
        }
    }

    /// u, v and s.
    func normalised(_ offsets: Offsets) -> SIMD3<Double> {
        SIMD3(
            layersScale.normalised(offsets.0),
            dimScale.normalised(offsets.1),
            dPrimeScale.normalised(offsets.2)
        )
    }

    func scale(_ axis: Axis) -> AxisScale {
        switch axis {
        case .layers: layersScale
        case .dim: dimScale
        case .dPrime: dPrimeScale
        }
    }

    func offset(_ axis: Axis, row: Int) -> Double {
        switch axis {
        case .layers: offsets[row].0
        case .dim: offsets[row].1
        case .dPrime: offsets[row].2
        }
    }

    /// The number of levels along an axis, at most 3, counting or leaving out one row.
    func levelCount(_ axis: Axis, without left: Int? = nil) -> Int {
        var seen: [Double] = []
        for row in 0..<rowCount where row != left {
            let tau = offset(axis, row: row)
            if !seen.contains(tau) { seen.append(tau) }
            if seen.count == 3 { break }
        }
        return scale(axis).levelCount == 0 ? 0 : seen.count
    }

    /// The rows that alone hold one of an axis' last three levels: without them the axis may need a simpler term.
    var loneRows: [Int] {
        var lone: Set<Int> = []
        for axis in Axis.allCases where (1...3).contains(scale(axis).levelCount) {
            let byLevel = Dictionary(grouping: 0..<rowCount) { offset(axis, row: $0) }
            lone.formUnion(byLevel.values.filter { $0.count == 1 }.joined())
        }
        return lone.sorted()
    }

    /// The richest structure of a form that the rows identify.
    func structure(_ form: LawForm, without row: Int? = nil) -> ModelStructure {
        ModelStructure(
            form: form,
            layerLevels: levelCount(.layers, without: row),
            dimLevels: levelCount(.dim, without: row),
            dPrimeLevels: levelCount(.dPrime, without: row)
        )
    }
}
