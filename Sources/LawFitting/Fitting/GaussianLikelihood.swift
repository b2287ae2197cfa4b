import ElementaryFunctions

/// The restricted likelihood of a Gaussian process with a constant mean. The amplitude is integrated out in closed form.
///
/// Let V = K + γ·W⁻¹, where γ is the noise in units of the amplitude and W the replicates, and
/// P = V⁻¹ − V⁻¹1(1ᵀV⁻¹1)⁻¹1ᵀV⁻¹. For N measurements in n rows,
///
///     F = (N−1)/2·ln(yᵀPy + E/γ) + ln det V/2 + ln(1ᵀV⁻¹1)/2 + (N−n)/2·ln γ
///
/// where E is the pure error: contrasts within replicates depend on the noise only (Rasmussen & Williams 2006, section 2.7;
/// Patterson & Thompson 1971).
struct GaussianLikelihood {
    /// A weak log-normal prior, by the middle and the standard deviation of the logarithm.
    struct Prior {
        var middle: Double
        var deviation: Double

        func cost(_ x: Double) -> Double { 0.5 * ((x - middle) / deviation) * ((x - middle) / deviation) }
        func slope(_ x: Double) -> Double { (x - middle) / (deviation * deviation) }
    }

    /// Curves bend over about the measured range, which is 2 half-ranges.
    static let lengthPrior = Prior(middle: Elementary.log(2), deviation: 0.7)
    /// The noise is about 5 % of the variance.
    static let noisePrior = Prior(middle: Elementary.log(0.05), deviation: 1.5)
    /// ln of a length: from e^−3 half-ranges, where neighbouring levels are independent, to e^5, where a curve is a line.
    static let lengthRange = -3.0...5.0
    /// ln of the noise. It never vanishes, so V stays well conditioned however many rows coincide.
    static let noiseRange = -14.0...4.0

    let data: GaussianProcessData
    let composition: GaussianKernel.Composition
    /// The axes with a length scale.
    let axes: [Int]
    private let table: LevelTable

    init(data: GaussianProcessData, composition: GaussianKernel.Composition, axes: [Int]) {
        self.data = data
        self.composition = composition
        self.axes = axes
        table = LevelTable(data.points)
    }

    var parameterCount: Int { axes.count + 1 }
    var ranges: [ClosedRange<Double>] { axes.map { _ in Self.lengthRange } + [Self.noiseRange] }

    func kernel(_ parameters: [Double]) -> GaussianKernel {
        var lengths = SIMD3<Double>(1, 1, 1)
        for (index, axis) in axes.enumerated() { lengths[axis] = Elementary.exp(parameters[index]) }
        return GaussianKernel(composition: composition, lengths: lengths)
    }

    /// −ln of the posterior density up to a constant, and its gradient; `nil` if it is not finite.
    func cost(_ parameters: [Double]) -> (value: Double, gradient: [Double])? {
        let kernel = kernel(parameters)
        let logNoise = parameters[axes.count]
        let noise = Elementary.exp(logNoise)
        let n = data.points.count
        var matrix = [Double](repeating: 0, count: n * n)
        var slopes = [SIMD3<Double>](repeating: SIMD3(), count: n * n)
        let along = alongAxes(kernel)
        let levelCount = table.levels.count
        for i in 0..<n {
            let place = table.places[i]
            let rows = (Int(place.x) * levelCount, Int(place.y) * levelCount, Int(place.z) * levelCount)
            for j in 0..<i {
                let other = table.places[j]
                let (u, v) = (along[rows.0 + Int(other.x)], along[rows.1 + Int(other.y)])
                let s = along[rows.2 + Int(other.z)]
                matrix[i * n + j] = kernel.composed(u.value, v.value, s.value)
                slopes[i * n + j] = kernel.composedSlopes(u, v, s)
            }
            matrix[i * n + i] = 1 + noise / data.weights[i]
        }
        guard let factor = CholeskyFactor(factoring: matrix, count: n) else { return nil }
        let inverse = factor.inverseTranspose()
        let sums = factor.solve([Double](repeating: 1, count: n))
        let precision = sums.reduce(0, +)
        let solved = factor.solve(data.means)
        let mean = solved.reduce(0, +) / precision
        // P·y. The mean is subtracted first, so that a small variation keeps its digits.
        let projected = factor.solve(data.means.map { $0 - mean })
        let fit = zip(projected, data.means).reduce(0) { $0 + $1.0 * ($1.1 - mean) }
        let squares = fit + data.pureError / noise
        guard squares > 0, precision > 0, squares.isFinite else { return nil }
        let count = Double(data.count)
        let contrasts = Double(data.count - n)
        var value =
            0.5 * (count - 1) * Elementary.log(squares) + 0.5 * Elementary.log(precision) + 0.5 * contrasts * logNoise
        for pivot in factor.diagonal { value += Elementary.log(pivot) }

        // ∂F/∂θ = tr(P·∂V)/2 − (N−1)/(2Q)·yᵀP·∂V·Py; for γ the terms of the pure error are added.
        let ratio = (count - 1) / squares
        var lengthGradient = SIMD3<Double>()
        var noiseGradient = 0.0
        inverse.withUnsafeBufferPointer { inverse in
            guard let inverse = inverse.baseAddress else { return }
            for i in 0..<n {
                for j in 0..<i {
                    let entry = dot(inverse + i * n + i, inverse + j * n + i, n - i) - sums[i] * sums[j] / precision
                    lengthGradient += (entry - ratio * projected[i] * projected[j]) * slopes[i * n + j]
                }
                let entry = dot(inverse + i * n + i, inverse + i * n + i, n - i) - sums[i] * sums[i] / precision
                noiseGradient += 0.5 * (entry - ratio * projected[i] * projected[i]) * noise / data.weights[i]
            }
        }
        noiseGradient += 0.5 * contrasts - 0.5 * ratio * data.pureError / noise

        var gradient = axes.map { lengthGradient[$0] } + [noiseGradient]
        for index in axes.indices {
            value += Self.lengthPrior.cost(parameters[index])
            gradient[index] += Self.lengthPrior.slope(parameters[index])
        }
        value += Self.noisePrior.cost(logNoise)
        gradient[axes.count] += Self.noisePrior.slope(logNoise)
        return value.isFinite && gradient.allSatisfy(\.isFinite) ? (value, gradient) : nil
    }

    /// The correlations between each two levels of an axis, in one square table over all levels.
    private func alongAxes(_ kernel: GaussianKernel) -> [GaussianKernel.Slope] {
        let count = table.levels.count
        var along = [GaussianKernel.Slope](repeating: (1, 0), count: count * count)
        for axis in 0..<3 {
            let rate = Matern.rate(kernel.lengths[axis])
            for i in table.range(axis) {
                for j in table.range(axis) where j < i {
                    let pair = Matern.valueAndSlope(abs(table.levels[i] - table.levels[j]) * rate)
                    (along[i * count + j], along[j * count + i]) = (pair, pair)
                }
            }
        }
        return along
    }
}
