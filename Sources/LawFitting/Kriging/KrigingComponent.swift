import ResourceMetering

/// A kriging model at one point of its hyper-parameters, conditioned on the measurements.
///
/// Everything is in standardised units. The prediction at a point is Student's t with N − p degrees of freedom.
///
/// A reference: predictions visit every component, and copies of its arrays would cost more than the arithmetic.
final class KrigingComponent: Sendable {
    let kernel: KrigingKernel
    /// q/(N − p), the estimate of τ².
    let scale: Double
    /// φ by columns: each term at every row, one term after another.
    let features: [Double]
    /// β̂, at most two flat coefficients.
    let flat: SIMD2<Double>
    /// V⁻¹(y − Fβ̂).
    let coefficients: [Double]
    /// V⁻¹F by columns.
    let flatSolved: [Double]
    /// (FᵀV⁻¹F)⁻¹: its diagonal and the entry beside it.
    let flatInverse: (Double, Double, Double)
    /// L⁻¹ of V = LLᵀ, so that kᵀV⁻¹k = |L⁻¹k|².
    let whitening: BlockedTriangle
    /// q.
    let squares: Double

    /// `nil` where the covariance is not positive definite.
    init?(_ rows: KrigingRows, _ parameters: KrigingParameters, meter: WorkMeter = WorkMeter()) {
        let kernel = KrigingKernel(parameters)
        let data = rows.data
        let n = rows.count
        let flatCount = data.flatCount
        var features = [Double](repeating: 0, count: n * KrigingKernel.featureCount)
        var factor = [Double](repeating: 0, count: n * n)
        let isPositive = factor.withUnsafeMutableBufferPointer { factor in
            features.withUnsafeMutableBufferPointer { features in
                guard let factor = factor.baseAddress, let features = features.baseAddress else { return false }
                rows.features(kernel, into: features)
                rows.covariance(kernel, features: features, into: factor)
                return RowCholesky.factor(factor, count: n, meter: meter)
            }
        }
        guard isPositive else { return nil }
        func solved(_ column: [Double]) -> [Double] {
            var x = column
            x.withUnsafeMutableBufferPointer { x in
                factor.withUnsafeBufferPointer { factor in
                    guard let x = x.baseAddress, let factor = factor.baseAddress else { return }
                    RowCholesky.solveLower(factor, count: n, x)
                    RowCholesky.solveUpper(factor, count: n, x)
                }
            }
            return x
        }
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 * $1.1) } }

        let ones = [Double](repeating: 1, count: n)
        let slopes = flatCount > 1 ? data.points.map(kernel.slope) : []
        let first = solved(ones)
        let firstSquare = first.reduce(0, +)
        var flat = SIMD2(product(first, data.means) / firstSquare, 0)
        var flatInverse = (1 / firstSquare, 0.0, 0.0)
        var second: [Double] = []
        if flatCount > 1 {
            second = solved(slopes)
            let (b, c) = (product(first, slopes), product(second, slopes))
            let determinant = (firstSquare * c) - (b * b)
            guard determinant > 1e-13 * firstSquare * c else { return nil }
            let (x, y) = (product(first, data.means), product(second, data.means))
            flat = SIMD2(((c * x) - (b * y)) / determinant, ((firstSquare * y) - (b * x)) / determinant)
            flatInverse = (c / determinant, -b / determinant, firstSquare / determinant)
        }
        let residuals = data.means.indices.map { row in
            data.means[row] - flat.x - (flatCount > 1 ? flat.y * slopes[row] : 0)
        }
        let coefficients = solved(residuals)
        let pureError = data.pureErrors.reduce(0, +)
        squares = max(product(coefficients, residuals), 0) + (pureError / parameters.noise)
        scale = squares / data.degreesOfFreedom
        self.kernel = kernel
        self.features = features
        self.flat = flat
        self.coefficients = coefficients
        self.flatInverse = flatInverse
        flatSolved = first + second
        guard
            let base = factor.withUnsafeBufferPointer({ factor in
                factor.baseAddress.map { BlockedTriangle(inverseOf: $0, count: n, meter: meter) }
            })
        else { return nil }
        whitening = base
    }

    /// Pᵢᵢ by row.
    var precisions: [Double] {
        let n = coefficients.count
        var result = whitening.columnSquares
        for row in 0..<n {
            result[row] -= flatVariance(flatSolved[row], flatSolved.count > n ? flatSolved[n + row] : 0)
        }
        return result
    }

    /// rᵀ(FᵀV⁻¹F)⁻¹r.
    @inline(__always)
    func flatVariance(_ a: Double, _ b: Double) -> Double {
        (flatInverse.0 * a * a) + (2 * flatInverse.1 * a * b) + (flatInverse.2 * b * b)
    }
}
