/// The measurements that a kriging model is conditioned on: one row per distinct configuration, in standardised units.
///
/// Coordinates are u = (ln x − middle)/h along layers, dim and D′. The half-range h is at least 0.2, so that an axis with close
/// or equal levels keeps a meaningful unit. Values are divided by their standard deviation after their mean is subtracted.
/// The model is equivariant under that, whatever the sign.
struct KrigingData: Hashable, Codable, Sendable {
    /// u by row.
    let points: [SIMD3<Double>]
    /// The mean value by row, standardised.
    let means: [Double]
    /// What the row's mean counts, in measurements of unit noise.
    let weights: [Double]
    /// The sum of squares within each row, standardised and weighted.
    let pureErrors: [Double]
    /// The number of measurements by row. The noise of a row has variance γ/weight, and replicates add (count − 1) contrasts.
    let counts: [Double]
    /// The number of the row's dataset, 0 up.
    let datasets: [Int]
    let datasetCount: Int
    /// h of layers, dim and D′.
    let halfRanges: SIMD3<Double>
    /// The middle of ln layers, ln dim and ln D′.
    let middles: SIMD3<Double>
    /// What was subtracted from the values, and what they were divided by.
    let centre: Double
    let unit: Double
    /// The standard deviation of the dataset means over the pooled one within datasets, at most 50; 0 for one dataset.
    let datasetSpread: Double

    static let leastHalfRange = 0.2
    static let largestSpread = 50.0

    var rowCount: Int { means.count }
    /// N, replicates counted.
    var count: Double { counts.reduce(0, +) }
    /// The number of unpenalised coefficients: the constant, and with several datasets the slope in D′.
    var flatCount: Int { datasetCount > 1 ? 2 : 1 }
    var degreesOfFreedom: Double { count - Double(flatCount) }

    /// One row of the input.
    struct Row: Hashable, Sendable {
        var logLayers: Double
        var logDim: Double
        /// 0 where the measurements do not name their data.
        var logDPrime = 0.0
        var mean: Double
        var weight = 1.0
        var count = 1.0
        var pureError = 0.0
    }

    init(_ rows: [Row]) {
        func middleAndHalf(_ values: [Double]) -> (Double, Double) {
            let (low, high) = (values.min() ?? 0, values.max() ?? 0)
            return (low + ((high - low) / 2), max((high - low) / 2, Self.leastHalfRange))
        }
        let axes = [rows.map(\.logLayers), rows.map(\.logDim), rows.map(\.logDPrime)].map(middleAndHalf)
        let middles = SIMD3(axes[0].0, axes[1].0, axes[2].0)
        let halfRanges = SIMD3(axes[0].1, axes[1].1, axes[2].1)
        self.middles = middles
        self.halfRanges = halfRanges
        points = rows.map { (SIMD3($0.logLayers, $0.logDim, $0.logDPrime) - middles) / halfRanges }
        let dPrimes = Set(rows.map(\.logDPrime)).sorted()
        let numbers = Dictionary(dPrimes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        datasets = rows.map { numbers[$0.logDPrime] ?? 0 }
        datasetCount = dPrimes.count

        weights = rows.map(\.weight)
        counts = rows.map(\.count)
        let total = weights.reduce(0, +)
        let centre = rows.reduce(0) { $0 + ($1.weight * $1.mean) } / max(total, .leastNormalMagnitude)
        let squares = rows.reduce(0) { $0 + ($1.weight * ($1.mean - centre) * ($1.mean - centre)) }
        let deviation = (squares / max(total, .leastNormalMagnitude)).squareRoot()
        let unit = deviation > 1e-14 * abs(centre) && deviation > 0 ? deviation : 1
        self.centre = centre
        self.unit = unit
        means = rows.map { ($0.mean - centre) / unit }
        pureErrors = rows.map { $0.pureError / (unit * unit) }
        datasetSpread = Self.spread(datasets, datasetCount, means, weights)
    }

    /// The rows of a design.
    init(_ design: Design) {
        self.init(
            (0..<design.rowCount).map { row in
                Row(
                    logLayers: design.points[row].logLayers,
                    logDim: design.points[row].logDim,
                    logDPrime: design.points[row].logDPrime,
                    mean: design.means[row],
                    weight: design.weights[row],
                    // An inferred value is one measurement of a larger error.
                    count: Double(design.counts[row]),
                    pureError: design.pureErrors[row]
                )
            }
        )
    }

    private init(_ data: KrigingData, rows: [Int]) {
        points = rows.map { data.points[$0] }
        means = rows.map { data.means[$0] }
        weights = rows.map { data.weights[$0] }
        pureErrors = rows.map { data.pureErrors[$0] }
        counts = rows.map { data.counts[$0] }
        let own = Set(rows.map { data.datasets[$0] }).sorted()
        let numbers = Dictionary(own.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        datasets = rows.map { numbers[data.datasets[$0]] ?? 0 }
        datasetCount = own.count
        (halfRanges, middles, centre, unit) = (data.halfRanges, data.middles, data.centre, data.unit)
        datasetSpread = data.datasetSpread
    }

    /// At most `limit` rows in the same units.
    func thinned(to limit: Int) -> KrigingData {
        rowCount > limit ? KrigingData(self, rows: thinnedRows(to: limit)) : self
    }

    /// At most `limit` rows, spread evenly over the canonical order by the golden ratio, which no spacing of levels resonates with.
    func thinnedRows(to limit: Int) -> [Int] {
        guard rowCount > limit else { return Array(0..<rowCount) }
        let golden = 0.618_033_988_749_894_9
        let order = (0..<rowCount).sorted { a, b in
            let (first, second) = (Double(a) * golden, Double(b) * golden)
            return (first - first.rounded(.down), a) < (second - second.rounded(.down), b)
        }
        return order.prefix(limit).sorted()
    }

    /// Some of the rows, in the same units.
    func selecting(_ rows: [Int]) -> KrigingData { KrigingData(self, rows: rows) }

    /// Whether all values agree to rounding, so that there is no scale to estimate.
    var isConstant: Bool { means.allSatisfy { abs($0) <= 1e-12 } && pureErrors.allSatisfy { $0 <= 1e-24 } }

    /// u of a point.
    func normalised(_ point: LawPoint) -> SIMD3<Double> {
        (SIMD3(point.logLayers, point.logDim, datasetCount > 1 ? point.logDPrime : middles.z) - middles) / halfRanges
    }

    private static func spread(_ datasets: [Int], _ count: Int, _ means: [Double], _ weights: [Double]) -> Double {
        guard count > 1 else { return 0 }
        var sums = [Double](repeating: 0, count: count)
        var totals = sums
        for row in means.indices {
            sums[datasets[row]] += weights[row] * means[row]
            totals[datasets[row]] += weights[row]
        }
        let levels = zip(sums, totals).map { $0 / $1 }
        let middle = levels.reduce(0, +) / Double(count)
        let between = levels.reduce(0) { $0 + (($1 - middle) * ($1 - middle)) } / Double(count)
        let within = means.indices.reduce(0) { sum, row in
            let deviation = means[row] - levels[datasets[row]]
            return sum + (weights[row] * deviation * deviation)
        }
        let pooled = within / weights.reduce(0, +)
        guard between > 0 else { return 0 }
        return pooled > 0 ? min((between / pooled).squareRoot(), largestSpread) : largestSpread
    }
}
