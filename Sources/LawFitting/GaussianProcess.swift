#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A Gaussian process with a constant mean, conditioned on the measurements at given hyper-parameters.
///
/// The amplitude is the restricted-likelihood estimate σ² = (yᵀPy + E/γ)/(N − 1). Encoded are the data and the
/// hyper-parameters; everything else is computed again on decoding, in the same order and so to the same bits.
struct GaussianProcess: Hashable, Sendable {
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
    private let factor: LowerTriangle
    /// V⁻¹·1 and 1ᵀV⁻¹1.
    private let sums: [Double]
    private let precision: Double

    init?(data: GaussianProcessData, kernel: GaussianKernel, noise: Double) {
        let n = data.points.count
        var matrix = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<i { matrix[i * n + j] = kernel.correlation(data.points[i], data.points[j]) }
            matrix[i * n + i] = 1 + noise / data.weights[i]
        }
        guard let factor = LowerTriangle(factoring: matrix, count: n) else { return nil }
        self.data = data
        self.kernel = kernel
        self.noise = noise
        self.factor = factor
        sums = factor.solve([Double](repeating: 1, count: n))
        precision = sums.reduce(0, +)
        // About the plain mean first, so that a small variation keeps its digits.
        let centre = data.means.reduce(0, +) / Double(n)
        let centred = data.means.map { $0 - centre }
        let shift = zip(sums, centred).reduce(0) { $0 + $1.0 * $1.1 } / precision
        mean = centre + shift
        coefficients = factor.solve(centred.map { $0 - shift })
        let fit = zip(coefficients, centred).reduce(0) { $0 + $1.0 * ($1.1 - shift) }
        amplitude = max(0, fit + data.pureError / noise) / Double(max(data.count - 1, 1))
    }

    /// The variance of one measurement about the process.
    var noiseVariance: Double { amplitude * noise }

    func value(_ point: SIMD3<Double>) -> Double {
        var sum = mean
        for row in data.points.indices { sum += coefficients[row] * kernel.correlation(point, data.points[row]) }
        return sum
    }

    /// The expected value and the variance of the process there, the uncertainty of the mean included.
    func moments(_ point: SIMD3<Double>) -> (value: Double, variance: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: data.points.count) { scratch in
            guard let base = scratch.baseAddress else { return (mean, 0) }
            var (value, missing) = (mean, 1.0)
            for row in data.points.indices {
                let correlation = kernel.correlation(point, data.points[row])
                base[row] = correlation
                value += coefficients[row] * correlation
                missing -= sums[row] * correlation
            }
            factor.solveLower(base)
            let explained = dot(base, base, data.points.count)
            return (value, amplitude * max(0, 1 - explained + missing * missing / precision))
        }
    }

    /// f(a) − f(b): the expected value and the variance; the constant mean cancels but for what the data say about it.
    func difference(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> (value: Double, variance: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: data.points.count) { scratch in
            guard let base = scratch.baseAddress else { return (0, 0) }
            var (value, missing) = (0.0, 0.0)
            for row in data.points.indices {
                let correlation = kernel.correlation(a, data.points[row]) - kernel.correlation(b, data.points[row])
                base[row] = correlation
                value += coefficients[row] * correlation
                missing -= sums[row] * correlation
            }
            factor.solveLower(base)
            let prior = 2 * (1 - kernel.correlation(a, b))
            let explained = dot(base, base, data.points.count)
            return (value, amplitude * max(0, prior - explained + missing * missing / precision))
        }
    }

    /// What the process says about every row without that row's measurements, given the hyper-parameters, and the trace of
    /// the smoother. Exact and closed: e₍₋ᵢ₎ = (Py)ᵢ/Pᵢᵢ (Rasmussen & Williams 2006, eq. 5.12, with an estimated mean).
    func leaveOneOut() -> (predictions: [Double], precisions: [Double], effectiveParameters: Double) {
        let n = data.points.count
        let inverse = factor.inverseTranspose()
        var predictions = data.means
        var precisions = [Double](repeating: 0, count: n)
        var effective = Double(n)
        inverse.withUnsafeBufferPointer { inverse in
            guard let inverse = inverse.baseAddress else { return }
            for row in 0..<n {
                let column = inverse + row * n + row
                let entry = dot(column, column, n - row) - sums[row] * sums[row] / precision
                precisions[row] = entry
                predictions[row] -= coefficients[row] / entry
                effective -= noise / data.weights[row] * entry
            }
        }
        return (predictions, precisions, effective)
    }

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

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let process = try GaussianProcess(
            data: container.decode(GaussianProcessData.self, forKey: .data),
            kernel: container.decode(GaussianKernel.self, forKey: .kernel),
            noise: container.decode(Double.self, forKey: .noise)
        )
        guard let process else {
            throw DecodingError.dataCorruptedError(
                forKey: .kernel,
                in: container,
                debugDescription: "the covariance of the measurements is not positive definite"
            )
        }
        self = process
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(data, forKey: .data)
        try container.encode(kernel, forKey: .kernel)
        try container.encode(noise, forKey: .noise)
    }
}
