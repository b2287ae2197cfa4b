import ResourceMetering

/// One component's posterior at several points, in the metric's units.
struct KrigingSurface: Sendable {
    let weight: Double
    let means: [Double]
    /// By point: what is needed for covariances with other points.
    private let kernel: KrigingKernel
    private let points: [SIMD3<Double>]
    private let datasets: [Int?]
    private let features: [Double]
    /// L⁻¹k by point, `rowCount` apart.
    private let whitened: [Double]
    private let rowCount: Int
    /// f₀ − FᵀV⁻¹k by point.
    private let flat: [SIMD2<Double>]
    private let flatInverse: (Double, Double, Double)
    private let squaredUnit: Double
    private let isOneDataset: Bool

    fileprivate init(
        weight: Double,
        component: KrigingComponent,
        means: [Double],
        points: [SIMD3<Double>],
        datasets: [Int?],
        features: [Double],
        whitened: [Double],
        flat: [SIMD2<Double>],
        squaredUnit: Double,
        isOneDataset: Bool
    ) {
        self.isOneDataset = isOneDataset
        self.weight = weight
        self.means = means
        kernel = component.kernel
        self.points = points
        self.datasets = datasets
        self.features = features
        self.whitened = whitened
        rowCount = component.coefficients.count
        self.flat = flat
        flatInverse = component.flatInverse
        self.squaredUnit = squaredUnit * component.scale
    }

    /// The posterior covariance of two points.
    func covariance(_ a: Int, _ b: Int) -> Double {
        let width = KrigingKernel.featureCount
        let distance = points[a] - points[b]
        let rates = kernel.rates
        let residual =
            Self.residual(distance.x, rates.x) * Self.residual(distance.y, rates.y)
            * Self.residual(distance.z, rates.z)
        let explained = whitened.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { dot($0 + (a * rowCount), $0 + (b * rowCount), rowCount) } ?? 0
        }
        let trend = features.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map {
                KrigingKernel.trend($0 + (a * width), $0 + (b * width), isOneDataset: isOneDataset)
            } ?? 0
        }
        // Points of one unmeasured dataset share its effect: the surface is one dataset's.
        let isShared = datasets[a] == datasets[b] && points[a].z == points[b].z
        let prior =
            trend + (kernel.parameters.residualVariance * residual)
            + (isShared ? kernel.parameters.datasetVariance : 0)
        let (x, y) = (flat[a], flat[b])
        let mean =
            (flatInverse.0 * x.x * y.x) + (flatInverse.1 * ((x.x * y.y) + (x.y * y.x))) + (flatInverse.2 * x.y * y.y)
        return squaredUnit * (prior - explained + mean)
    }

    /// The factor of an axis. Along many axes there is no distance, and the exponential is most of the cost.
    @inline(__always)
    private static func residual(_ distance: Double, _ rate: Double) -> Double {
        distance == 0 ? 1 : Matern.value(abs(distance) * rate)
    }

    /// The pivoted Cholesky factor A with AAᵀ ≈ the covariance, by points, `rank` apart. The largest remaining variance is
    /// followed first; what is left out is below 1e-8 of the largest.
    func factor(rankLimit: Int) -> (factor: [Double], rank: Int) {
        let count = points.count
        var remaining = (0..<count).map { max(covariance($0, $0), 0) }
        let largest = remaining.max() ?? 0
        var columns: [[Double]] = []
        while columns.count < min(rankLimit, count) {
            guard let pivot = remaining.indices.max(by: { remaining[$0] < remaining[$1] }) else { break }
            guard remaining[pivot] > 1e-8 * largest, remaining[pivot] > 0 else { break }
            let root = remaining[pivot].squareRoot()
            let column = (0..<count).map { row -> Double in
                let known = columns.reduce(0) { $0 + ($1[row] * $1[pivot]) }
                return (covariance(row, pivot) - known) / root
            }
            for row in 0..<count { remaining[row] = max(remaining[row] - (column[row] * column[row]), 0) }
            remaining[pivot] = 0
            columns.append(column)
        }
        let rank = columns.count
        return ((0..<count).flatMap { row in columns.map { $0[row] } }, rank)
    }
}

extension KrigingModel {
    /// Work units of the quantiles of one component of a mixture.
    static let unitsPerQuantiles = 50

    /// Work units of every component's moments at one point: the covariances with the rows, and their product with a triangle.
    var unitsPerPoint: Int {
        components.count * (150 + 10 * rows.table.levels.count + 2 * rows.count + rows.count * rows.count / 4)
    }

    /// The posterior of every component at several points; none if the meter stops the work.
    func surfaces(at points: [LawPoint], meter: WorkMeter = WorkMeter()) -> [KrigingSurface] {
        let us = points.map { data.normalised($0) }
        let datasets = us.map(dataset)
        let (n, width) = (rows.count, KrigingKernel.featureCount)
        var means = [[Double]](repeating: [], count: components.count)
        var features = components.map { _ in [Double](repeating: 0, count: width * points.count) }
        var whitened = components.map { _ in [Double](repeating: 0, count: n * points.count) }
        var flat = [[SIMD2<Double>]](repeating: [], count: components.count)
        for (place, (u, dataset)) in zip(us, datasets).enumerated() {
            meter.spend(unitsPerPoint)
            if meter.isStopped { return [] }
            var index = 0
            _ = withCorrelations(u, dataset: dataset) { _, component, correlations, _, slope in
                let rise = component.coefficients.withUnsafeBufferPointer { coefficients in
                    coefficients.baseAddress.map { dot($0, correlations, n) } ?? 0
                }
                means[index].append(data.centre + (data.unit * (component.flat.x + (component.flat.y * slope) + rise)))
                let (first, second) = component.flatResiduals(correlations, count: n, slope: slope)
                flat[index].append(SIMD2(first, second))
                features[index].withUnsafeMutableBufferPointer { features in
                    guard let own = features.baseAddress.map({ $0 + (place * width) }) else { return }
                    component.kernel.features(u, component.kernel.saturated(u), into: own)
                }
                whitened[index].withUnsafeMutableBufferPointer { whitened in
                    guard let product = whitened.baseAddress.map({ $0 + (place * n) }) else { return }
                    component.whitening.product(times: correlations, into: product)
                }
                index += 1
            }
        }
        return components.indices.map { index in
            KrigingSurface(
                weight: parts[index].weight,
                component: components[index],
                means: means[index],
                points: us,
                datasets: datasets,
                features: features[index],
                whitened: whitened[index],
                flat: flat[index],
                squaredUnit: data.unit * data.unit,
                isOneDataset: data.datasetCount == 1
            )
        }
    }
}
