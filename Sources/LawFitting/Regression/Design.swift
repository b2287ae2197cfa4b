/// Observations as a weighted regression problem: one row per distinct configuration, weighted by its replicates.
///
/// Replicates of a configuration share their prediction, so Σ(y − ŷ)² over them is n_c·(ȳ_c − ŷ_c)² plus the pure error, which
/// no law can reduce. Working on the means is therefore exact, and leaving out a configuration is leaving out one row.
///
/// Values imputed from another metric are rows too, after the measured ones, with a weight below 1. They take part in every
/// fit. Scores, replicates and outliers concern the measured rows only.
struct Design: Sendable {
    /// The number of measurements that the rows are worth: replicates are counted, imputed values by their weights, rounded
    /// down.
    let count: Int
    /// The number of real measurements.
    let measuredCount: Int
    /// The number of measured rows, which come first.
    let measuredRowCount: Int
    /// The weight of each row: that of its measurements together, which is their number without standard errors or test users;
    /// below 1 for an imputed value.
    let weights: [Double]
    /// The number of measurements per row; 1 for an imputed value.
    let counts: [Int]
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
    let scales: AxisScales
    /// By row.
    let points: [LawPoint]
    /// By row.
    let offsets: [Offsets]
    /// The scale of the values.
    let metricScale: MetricScale

    var rowCount: Int { weights.count }

    init(_ observations: ObservationSet) {
        let replicates = observations.replicates
        let inferred = observations.inferred
        measuredCount = observations.count
        measuredRowCount = replicates.count
        count = observations.count + Int(inferred.reduce(0) { $0 + $1.weight })
        metricScale = observations.scale
        weights = replicates.map(\.weight) + inferred.map(\.weight)
        counts = replicates.map(\.values.count) + inferred.map { _ in 1 }
        rootWeights = weights.map { $0.squareRoot() }
        means = replicates.map(\.mean) + inferred.map(\.value)
        let grandMean = observations.mean
        self.grandMean = grandMean
        pureErrors = replicates.map(\.squares) + inferred.map { _ in 0 }
        pureError = pureErrors.reduce(0, +)
        totalSquares = replicates.reduce(0) { sum, row in
            zip(row.values, row.weights).reduce(sum) { $0 + ($1.1 * ($1.0 - grandMean) * ($1.0 - grandMean)) }
        }
        let scales = AxisScales(observations)
        self.scales = scales
        points = observations.configurations.map(scales.point)
        offsets = points.map(scales.offsets)
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
        let measuredWeight = weights[..<measuredRowCount].reduce(0, +)
        let counts = rows.map { design.counts[$0] }
        let measured = counts[..<measuredRowCount].reduce(0, +)
        let pureErrors = rows.map { design.pureErrors[$0] }
        let pureError = pureErrors.reduce(0, +)
        let grandMean =
            zip(weights, means).prefix(measuredRowCount).reduce(0) { $0 + $1.0 * $1.1 }
            / max(measuredWeight, .leastNormalMagnitude)
        self.measuredRowCount = measuredRowCount
        measuredCount = measured
        count = measured + Int(weights[measuredRowCount...].reduce(0, +))
        self.counts = counts
        self.weights = weights
        rootWeights = rows.map { design.rootWeights[$0] }
        self.means = means
        self.grandMean = grandMean
        self.pureErrors = pureErrors
        self.pureError = pureError
        totalSquares = zip(weights, means).prefix(measuredRowCount).reduce(pureError) { sum, row in
            sum + row.0 * (row.1 - grandMean) * (row.1 - grandMean)
        }
        scales = design.scales
        metricScale = design.metricScale
        points = rows.map { design.points[$0] }
        offsets = rows.map { design.offsets[$0] }
    }

    /// Σ weight over the measured rows: the number of measurements, if all weigh the same.
    var measuredWeight: Double { weights[..<measuredRowCount].reduce(0, +) }

    /// Σy².
    var valueSquares: Double { allSquares { means[$0] } }

    /// The rounding error of a sum of squares: about (1e-14)² per value, so a sum below this is 0.
    var negligibleSquares: Double { 1e-28 * valueSquares }

    /// Σ weight·residual² over the measured rows, plus the pure error.
    func measuredSquares(_ residual: (Int) -> Double) -> Double { squares(0..<measuredRowCount, residual) }

    /// Σ weight·residual² over the measured and the imputed rows, plus the pure error.
    func allSquares(_ residual: (Int) -> Double) -> Double { squares(0..<rowCount, residual) }

    private func squares(_ rows: Range<Int>, _ residual: (Int) -> Double) -> Double {
        rows.reduce(pureError) { sum, row in
            let residual = residual(row)
            return sum + weights[row] * residual * residual
        }
    }

    /// The weighted column of one linear coefficient, given the axis' exponent.
    ///
    /// - Parameters:
    ///   - number: 0 or 1, the place of the coefficient among those of the axis.
    ///   - rootWeights: √weight by row; a row of weight 0 is skipped, so that its curve need not be finite.
    func column(
        _ axis: Axis,
        _ shape: TermShape,
        number: Int,
        exponent: Double,
        rootWeights: [Double]
    ) -> [Double] {
        let scale = scales[axis]
        var column = [Double](repeating: 0, count: rowCount)
        for row in 0..<rowCount where rootWeights[row] > 0 {
            let curves = shape.curves(at: offsets[row][axis], exponent: exponent, scale: scale)
            column[row] = rootWeights[row] * (number == 0 ? curves.0 : curves.1)
        }
        return column
    }

    /// The number of levels along an axis, at most 3, with all rows or without one.
    func levelCount(_ axis: Axis, without left: Int? = nil) -> Int {
        var seen: [Double] = []
        for row in 0..<rowCount where row != left {
            let tau = offsets[row][axis]
            if !seen.contains(tau) { seen.append(tau) }
            if seen.count == 3 { break }
        }
        return scales[axis].levelCount == 0 ? 0 : seen.count
    }

    /// The rows that are the only ones at a level, on an axis with at most three levels. Without such a row the axis may need a
    /// simpler term.
    var loneRows: [Int] {
        var lone: Set<Int> = []
        for axis in Axis.allCases where (1...3).contains(scales[axis].levelCount) {
            let byLevel = Dictionary(grouping: 0..<rowCount) { offsets[$0][axis] }
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
