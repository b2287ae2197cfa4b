/// A Gaussian process with a constant mean, conditioned on the measurements at given hyper-parameters.
///
/// The amplitude is the restricted-likelihood estimate σ² = (yᵀPy + E/γ)/(N − 1). Only the data and the hyper-parameters are
/// encoded. Decoding computes everything else again, in the same order and so to the same bits.
///
/// A class, so that a prediction copies no table.
final class GaussianProcess: Sendable {
    let data: GaussianProcessData
    let kernel: GaussianKernel
    /// γ, the noise variance of one measurement in units of the amplitude.
    let noise: Double

    /// The generalised least-squares mean.
    let mean: Double
    /// σ², the variance of the process.
    let amplitude: Double
    /// V⁻¹(y − mean).
    let coefficients: [Double]
    /// V⁻¹·1 and 1ᵀV⁻¹1.
    private let sums: [Double]
    private let precision: Double
    /// L⁻¹ of V = LLᵀ, so that kᵀV⁻¹k = |L⁻¹k|².
    private let whitening: BlockedTriangle
    private let table: LevelTable

    /// - Returns: `nil` if the covariance of the measurements is not positive definite.
    convenience init?(data: GaussianProcessData, kernel: GaussianKernel, noise: Double) {
        guard let factor = Self.factor(data: data, kernel: kernel, noise: noise) else { return nil }
        self.init(data: data, kernel: kernel, noise: noise, factor: factor)
    }

    private static func factor(data: GaussianProcessData, kernel: GaussianKernel, noise: Double) -> CholeskyFactor? {
        let n = data.points.count
        var matrix = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<i { matrix[i * n + j] = kernel.correlation(data.points[i], data.points[j]) }
            matrix[i * n + i] = 1 + noise / data.weights[i]
        }
        return CholeskyFactor(factoring: matrix, count: n)
    }

    private init(data: GaussianProcessData, kernel: GaussianKernel, noise: Double, factor: CholeskyFactor) {
        let n = data.points.count
        self.data = data
        self.kernel = kernel
        self.noise = noise
        sums = factor.solve([Double](repeating: 1, count: n))
        precision = sums.reduce(0, +)
        // The plain mean is subtracted first, so that a small variation keeps its digits.
        let centre = data.means.reduce(0, +) / Double(n)
        let centred = data.means.map { $0 - centre }
        let shift = sums.dot(centred) / precision
        mean = centre + shift
        coefficients = factor.solve(centred.map { $0 - shift })
        let fit = zip(coefficients, centred).reduce(0) { $0 + $1.0 * ($1.1 - shift) }
        amplitude = max(0, fit + data.pureError / noise) / Double(max(data.count - 1, 1))
        whitening = BlockedTriangle(transpose: factor.inverseTranspose(), count: n)
        table = LevelTable(data.points)
    }

    /// The variance of one measurement about the process.
    var noiseVariance: Double { amplitude * noise }

    func value(_ point: SIMD3<Double>) -> Double {
        withCorrelations(point) { correlations in
            coefficients.withUnsafeBufferPointer { coefficients in
                var sum = mean
                for row in coefficients.indices { sum += coefficients[row] * correlations[row] }
                return sum
            }
        }
    }

    /// The expected value and the variance of the process at a point, the uncertainty of the mean included.
    func moments(_ point: SIMD3<Double>) -> (value: Double, variance: Double) {
        withCorrelations(point) { correlations in
            let (rise, share) = combined(correlations)
            let explained = whitening.squaredLength(times: correlations)
            let missing = 1 - share
            return (mean + rise, amplitude * max(0, 1 - explained + missing * missing / precision))
        }
    }

    /// The expected value and the variance of f(a) − f(b). The constant mean itself cancels; its estimate depends on the same
    /// data and does not.
    func difference(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> (value: Double, variance: Double) {
        withCorrelations(a) { first in
            withCorrelations(b) { second in
                for row in 0..<data.points.count { first[row] -= second[row] }
                let (rise, share) = combined(first)
                let explained = whitening.squaredLength(times: first)
                let prior = 2 * (1 - kernel.correlation(a, b))
                return (rise, amplitude * max(0, prior - explained + share * share / precision))
            }
        }
    }

    /// kᵀV⁻¹(y − mean) and kᵀV⁻¹1.
    @inline(__always)
    private func combined(_ correlations: UnsafePointer<Double>) -> (rise: Double, share: Double) {
        coefficients.withUnsafeBufferPointer { coefficients in
            sums.withUnsafeBufferPointer { sums in
                var (rise, share) = (0.0, 0.0)
                for row in coefficients.indices {
                    rise += coefficients[row] * correlations[row]
                    share += sums[row] * correlations[row]
                }
                return (rise, share)
            }
        }
    }

    /// Computes the correlations of a point with every row, in memory on the stack.
    @inline(__always)
    private func withCorrelations<Result>(
        _ point: SIMD3<Double>,
        _ body: (UnsafeMutablePointer<Double>) -> Result
    ) -> Result {
        let (rowCount, levelCount) = (data.points.count, table.levels.count)
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: rowCount + levelCount) { scratch in
            guard let correlations = scratch.baseAddress else {
                preconditionFailure("a process has rows, so its scratch has an address")
            }
            let along = correlations + rowCount
            table.levels.withUnsafeBufferPointer { levels in
                guard let levels = levels.baseAddress else { return }
                let lengths = kernel.lengths
                Matern.values(point.x, levels, table.range(0), rate: Matern.rate(lengths.x), into: along)
                Matern.values(point.y, levels, table.range(1), rate: Matern.rate(lengths.y), into: along)
                Matern.values(point.z, levels, table.range(2), rate: Matern.rate(lengths.z), into: along)
            }
            table.places.withUnsafeBufferPointer { places in
                for row in 0..<rowCount {
                    let place = places[row]
                    correlations[row] = kernel.composed(
                        along[Int(place.x)],
                        along[Int(place.y)],
                        along[Int(place.z)]
                    )
                }
            }
            return body(correlations)
        }
    }

    /// The prediction of every row without that row's measurements, given the hyper-parameters, and the trace of the smoother.
    ///
    /// Exact and in closed form: e₍₋ᵢ₎ = (Py)ᵢ/Pᵢᵢ (Rasmussen & Williams 2006, eq. 5.12, with an estimated mean).
    func leaveOneOut() -> (predictions: [Double], precisions: [Double], effectiveParameters: Double) {
        var predictions = data.means
        var precisions = whitening.columnSquares
        var effective = Double(predictions.count)
        for row in predictions.indices {
            precisions[row] -= sums[row] * sums[row] / precision
            predictions[row] -= coefficients[row] / precisions[row]
            effective -= noise / data.weights[row] * precisions[row]
        }
        return (predictions, precisions, effective)
    }
}

extension GaussianProcess: Hashable {
    static func == (left: GaussianProcess, right: GaussianProcess) -> Bool {
        left.data == right.data && left.kernel == right.kernel && left.noise == right.noise
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(data)
        hasher.combine(kernel)
        hasher.combine(noise)
    }
}

extension GaussianProcess: Codable {
    private enum CodingKeys: String, CodingKey {
        case data, kernel, noise
    }

    convenience init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let data = try container.decode(GaussianProcessData.self, forKey: .data)
        let kernel = try container.decode(GaussianKernel.self, forKey: .kernel)
        let noise = try container.decode(Double.self, forKey: .noise)
        guard let factor = Self.factor(data: data, kernel: kernel, noise: noise) else {
            throw DecodingError.dataCorruptedError(
                forKey: .kernel,
                in: container,
                debugDescription: "the covariance of the measurements is not positive definite"
            )
        }
        self.init(data: data, kernel: kernel, noise: noise, factor: factor)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(data, forKey: .data)
        try container.encode(kernel, forKey: .kernel)
        try container.encode(noise, forKey: .noise)
    }
}
