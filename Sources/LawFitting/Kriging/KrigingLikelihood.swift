import ElementaryFunctions
import ResourceMetering

/// The restricted likelihood of a kriging model's hyper-parameters, the flat coefficients and τ² integrated out.
///
/// With V = K + γ·W⁻¹, F the flat columns, P = V⁻¹ − V⁻¹F(FᵀV⁻¹F)⁻¹FᵀV⁻¹ and q = yᵀPy + SSpe/γ,
///
///     ln p = −½·ln det V − ½·ln det(FᵀV⁻¹F) − (N − p)/2·ln q − (N − n)/2·ln γ
///
/// N measurements in n rows, p flat columns, prior 1/τ² (Patterson & Thompson 1971; Harville 1974).
final class KrigingLikelihood {
    let rows: KrigingRows
    private let meter: WorkMeter
    private let pureError: Double
    private let contrasts: Double
    private let degreesOfFreedom: Double
    private let flatCount: Int
    private var matrix: [Double]
    private var features: [Double]
    private var columns: [Double]

    init(_ data: KrigingData, meter: WorkMeter = WorkMeter()) {
        self.meter = meter
        rows = KrigingRows(data)
        let n = data.rowCount
        pureError = data.pureErrors.reduce(0, +)
        contrasts = data.count - Double(n)
        degreesOfFreedom = data.degreesOfFreedom
        flatCount = data.flatCount
        matrix = [Double](repeating: 0, count: n * n)
        features = [Double](repeating: 0, count: n * KrigingKernel.featureCount)
        columns = [Double](repeating: 0, count: n * 3)
    }

    /// ln p; −∞ where the covariance is not positive definite.
    func logDensity(_ parameters: KrigingParameters) -> Double {
        let kernel = KrigingKernel(parameters)
        let n = rows.count
        // The covariances and the small factorisations; a large one counts for itself.
        meter.spend((5 * n * n) + (30 * n))
        if meter.isStopped { return -.infinity }
        return matrix.withUnsafeMutableBufferPointer { matrix in
            features.withUnsafeMutableBufferPointer { features in
                columns.withUnsafeMutableBufferPointer { columns in
                    guard let matrix = matrix.baseAddress, let features = features.baseAddress,
                        let columns = columns.baseAddress
                    else { return -.infinity }
                    rows.features(kernel, into: features)
                    rows.covariance(kernel, features: features, into: matrix)
                    guard RowCholesky.factor(matrix, count: n, meter: meter) else { return -.infinity }
                    var logDeterminant = LogarithmOfProduct()
                    for row in 0..<n { logDeterminant.multiply(by: matrix[(row * n) + row]) }
                    for row in 0..<n {
                        columns[row] = 1
                        columns[n + row] = flatCount > 1 ? kernel.slope(rows.data.points[row]) : 0
                        columns[(flatCount * n) + row] = rows.data.means[row]
                    }
                    for column in 0...flatCount { RowCholesky.solveLower(matrix, count: n, columns + (column * n)) }
                    // Gram–Schmidt: the lengths' product is √det(FᵀV⁻¹F); what is left of y has the squares yᵀPy.
                    for column in 0..<flatCount {
                        let own = columns + (column * n)
                        let length = dot(own, own, n).squareRoot()
                        guard length > 0 else { return -.infinity }
                        logDeterminant.multiply(by: length)
                        for row in 0..<n { own[row] /= length }
                        for later in column + 1...flatCount {
                            let target = columns + (later * n)
                            let share = dot(own, target, n)
                            for row in 0..<n { target[row] -= share * own[row] }
                        }
                    }
                    let residual = columns + (flatCount * n)
                    let squares = dot(residual, residual, n) + (pureError / parameters.noise)
                    let value =
                        -logDeterminant.value
                        - (0.5 * degreesOfFreedom * Elementary.log(max(squares, Self.leastSquares)))
                        - (0.5 * contrasts * Elementary.log(parameters.noise))
                    return value.isFinite ? value : -.infinity
                }
            }
        }
    }

    /// Values that the trend explains to rounding leave squares of this size; below it the digits mean nothing.
    static let leastSquares = 1e-24
}

/// Σ ln xᵢ as the logarithm of a product that is rescaled before it overflows: one logarithm instead of n.
struct LogarithmOfProduct {
    private var product = 1.0
    private var exponent = 0

    mutating func multiply(by x: Double) {
        product *= x
        if product > 0x1p200 {
            product *= 0x1p-200
            exponent += 200
        } else if product < 0x1p-200 {
            product *= 0x1p200
            exponent -= 200
        }
    }

    var value: Double { Elementary.log(product) + (Double(exponent) * 0.693_147_180_559_945_309_42) }
}
