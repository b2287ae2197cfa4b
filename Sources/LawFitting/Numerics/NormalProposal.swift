import ElementaryFunctions

/// A multivariate normal distribution from which points are taken.
struct NormalProposal {
    let mean: [Double]
    /// L of the covariance, by rows.
    private let factor: [Double]
    private let logDeterminant: Double

    /// N(0, I).
    static func prior(_ dimension: Int) -> NormalProposal {
        var identity = [Double](repeating: 0, count: dimension * dimension)
        for axis in 0..<dimension { identity[(axis * dimension) + axis] = 1 }
        return NormalProposal(mean: [Double](repeating: 0, count: dimension), factor: identity, logDeterminant: 0)
    }

    private init(mean: [Double], factor: [Double], logDeterminant: Double) {
        (self.mean, self.factor, self.logDeterminant) = (mean, factor, logDeterminant)
    }

    /// `nil` where the covariance, of which the lower triangle is read, is not positive definite.
    init?(mean: [Double], covariance: [Double]) {
        let count = mean.count
        var factor = covariance
        let isPositive = factor.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { RowCholesky.factor($0, count: count) } ?? false
        }
        guard isPositive else { return nil }
        var logDeterminant = 0.0
        for axis in 0..<count { logDeterminant += Elementary.log(factor[(axis * count) + axis]) }
        self.init(mean: mean, factor: factor, logDeterminant: logDeterminant)
    }

    /// m + L·ξ.
    func point(_ normals: [Double]) -> [Double] {
        let count = mean.count
        var point = mean
        for row in 0..<count {
            for column in 0...row { point[row] += factor[row * count + column] * normals[column] }
        }
        return point
    }

    /// N(m + L·ξ, (L·D)(L·D)ᵀ) with D = diag(scales).
    func moved(by normals: [Double], scaled scales: [Double]) -> NormalProposal {
        let count = mean.count
        return NormalProposal(
            mean: point(normals),
            factor: factor.indices.map { factor[$0] * scales[$0 % count] },
            logDeterminant: scales.reduce(logDeterminant) { $0 + Elementary.log($1) }
        )
    }

    /// ln of the density, without the constant of 2π.
    func logDensity(_ z: [Double]) -> Double {
        let count = mean.count
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { x in
            guard let x = x.baseAddress else { return 0 }
            for axis in 0..<count { x[axis] = z[axis] - mean[axis] }
            factor.withUnsafeBufferPointer { factor in
                if let factor = factor.baseAddress { RowCholesky.solveLower(factor, count: count, x) }
            }
            return -logDeterminant - (0.5 * dot(x, x, count))
        }
    }
}
