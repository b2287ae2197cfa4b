/// The covariance of the random part of a kriging model between points, noise excluded, in units of τ².
///
///     k(x, x′) = φ(x)·φ(x′) + A²·M(u₁)·M(u₂)·M(u₃) + τ_a²·[same dataset]
///
/// φ holds the eight penalised trend terms, each times its standard deviation: ψ of layers and dim, three curvatures
/// u² − 1/3 and three interactions ψψ′. ψ(u; κ) = (1 − e^(−κu))/κ is the Box–Cox form of a power law.
struct KrigingKernel: Sendable {
    static let featureCount = 8

    let parameters: KrigingParameters
    let rates: SIMD3<Double>

    init(_ parameters: KrigingParameters) {
        self.parameters = parameters
        rates = SIMD3(
            Matern.rate(parameters.lengths.x),
            Matern.rate(parameters.lengths.y),
            Matern.rate(parameters.lengths.z)
        )
    }

    /// ψ along D′: the unpenalised slope's column.
    func slope(_ u: SIMD3<Double>) -> Double { BoxCox.value(u.z, parameters.saturations.z) }

    /// φ, given ψ of the three axes.
    @inline(__always)
    func features(_ u: SIMD3<Double>, _ psi: SIMD3<Double>, into features: UnsafeMutablePointer<Double>) {
        let curvatures = parameters.curvatures
        let interaction = parameters.interaction
        features[0] = psi.x
        features[1] = psi.y
        features[2] = curvatures.x * ((u.x * u.x) - (1.0 / 3))
        features[3] = curvatures.y * ((u.y * u.y) - (1.0 / 3))
        features[4] = curvatures.z * ((u.z * u.z) - (1.0 / 3))
        features[5] = interaction * psi.x * psi.y
        features[6] = interaction * psi.x * psi.z
        features[7] = interaction * psi.y * psi.z
    }

    /// φ·φ′. With one dataset the terms of D′ are left out; they would be constant.
    @inline(__always)
    static func trend(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, isOneDataset: Bool) -> Double {
        let sum = ((a[0] * b[0]) + (a[1] * b[1])) + ((a[2] * b[2]) + (a[3] * b[3])) + (a[5] * b[5])
        return isOneDataset ? sum : sum + ((a[4] * b[4]) + (a[6] * b[6]) + (a[7] * b[7]))
    }

    /// φ·φ′ of one point with the first rows of features by columns, `count` apart: the sums of ``trend(_:_:isOneDataset:)``.
    @inline(__always)
    static func trends(
        _ own: UnsafePointer<Double>,
        _ features: UnsafePointer<Double>,
        rows: Int,
        of count: Int,
        isOneDataset: Bool,
        into sums: UnsafeMutablePointer<Double>
    ) {
        let (a0, a1, a2, a3, a5) = (own[0], own[1], own[2], own[3], own[5])
        let (f0, f1, f2) = (features, features + count, features + (2 * count))
        let (f3, f5) = (features + (3 * count), features + (5 * count))
        var row = 0
        while row < rows {
            sums[row] = ((a0 * f0[row]) + (a1 * f1[row])) + ((a2 * f2[row]) + (a3 * f3[row])) + (a5 * f5[row])
            row &+= 1
        }
        if isOneDataset { return }
        let (a4, a6, a7) = (own[4], own[6], own[7])
        let (f4, f6, f7) = (features + (4 * count), features + (6 * count), features + (7 * count))
        row = 0
        while row < rows {
            sums[row] += (a4 * f4[row]) + (a6 * f6[row]) + (a7 * f7[row])
            row &+= 1
        }
    }

    /// ψ of the three axes.
    @inline(__always)
    func saturated(_ u: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(
            BoxCox.value(u.x, parameters.saturations.x),
            BoxCox.value(u.y, parameters.saturations.y),
            BoxCox.value(u.z, parameters.saturations.z)
        )
    }

    /// The covariance of two points of one dataset, or of two datasets. Tests and single pairs use it; the loops below are faster.
    func covariance(_ a: SIMD3<Double>, _ b: SIMD3<Double>, isSameDataset: Bool) -> Double {
        var scratch = [Double](repeating: 0, count: 2 * Self.featureCount)
        return scratch.withUnsafeMutableBufferPointer { scratch in
            guard let first = scratch.baseAddress else { return 0 }
            features(a, saturated(a), into: first)
            features(b, saturated(b), into: first + Self.featureCount)
            let distance = SIMD3(abs(a.x - b.x), abs(a.y - b.y), abs(a.z - b.z)) * rates
            let residual = Matern.value(distance.x) * Matern.value(distance.y) * Matern.value(distance.z)
            return dot(first, first + Self.featureCount, Self.featureCount) + (parameters.residualVariance * residual)
                + (isSameDataset ? parameters.datasetVariance : 0)
        }
    }
}

/// The rows of a kriging model by their levels, so that transcendental functions are computed once by level.
struct KrigingRows: Sendable {
    let data: KrigingData
    let table: LevelTable

    init(_ data: KrigingData) {
        self.data = data
        table = LevelTable(data.points)
    }

    var count: Int { data.rowCount }

    /// φ by columns: each term at every row, one term after another.
    func features(_ kernel: KrigingKernel, into features: UnsafeMutablePointer<Double>) {
        let width = KrigingKernel.featureCount
        withUnsafeTemporaryAllocation(of: Double.self, capacity: table.levels.count + width) { scratch in
            guard let psi = scratch.baseAddress else { return }
            let own = psi + table.levels.count
            for axis in 0..<3 {
                let kappa = kernel.parameters.saturations[axis]
                for level in table.range(axis) { psi[level] = BoxCox.value(table.levels[level], kappa) }
            }
            for row in 0..<count {
                let place = table.places[row]
                kernel.features(
                    data.points[row],
                    SIMD3(psi[Int(place.x)], psi[Int(place.y)], psi[Int(place.z)]),
                    into: own
                )
                for term in 0..<width { features[(term * count) + row] = own[term] }
            }
        }
    }

    /// The lower triangle of K + γ·W⁻¹ by rows, `count` apart.
    func covariance(_ kernel: KrigingKernel, features: UnsafePointer<Double>, into matrix: UnsafeMutablePointer<Double>)
    {
        let levelCount = table.levels.count
        let width = KrigingKernel.featureCount
        let isOneDataset = data.datasetCount == 1
        withUnsafeTemporaryAllocation(of: Double.self, capacity: (levelCount * levelCount) + width) { along in
            guard let base = along.baseAddress else { return }
            let own = base + (levelCount * levelCount)
            table.levels.withUnsafeBufferPointer { levels in
                guard let levels = levels.baseAddress else { return }
                for axis in 0..<3 {
                    let range = table.range(axis)
                    // The residual's variance is part of the first factor.
                    let scale = axis == 0 ? kernel.parameters.residualVariance : 1
                    for level in range {
                        let row = base + (level * levelCount)
                        Matern.values(levels[level], levels, range, rate: kernel.rates[axis], into: row)
                        for other in range { row[other] *= scale }
                    }
                }
            }
            table.places.withUnsafeBufferPointer { places in
                data.datasets.withUnsafeBufferPointer { datasets in
                    for i in 0..<count {
                        let place = places[i]
                        let first = base + (Int(place.x) * levelCount)
                        let second = base + (Int(place.y) * levelCount)
                        let third = base + (Int(place.z) * levelCount)
                        let target = matrix + (i * count)
                        for term in 0..<width { own[term] = features[(term * count) + i] }
                        KrigingKernel.trends(
                            own,
                            features,
                            rows: i + 1,
                            of: count,
                            isOneDataset: isOneDataset,
                            into: target
                        )
                        for j in 0...i {
                            let other = places[j]
                            var sum = target[j]
                            sum += first[Int(other.x)] * second[Int(other.y)] * third[Int(other.z)]
                            if datasets[i] == datasets[j] { sum += kernel.parameters.datasetVariance }
                            target[j] = sum
                        }
                        target[i] += kernel.parameters.noise / data.weights[i]
                    }
                }
            }
        }
    }
}
