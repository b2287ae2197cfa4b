/// The factor F of (JᵀJ)⁻¹ = FFᵀ of a fit. The variance of a linear combination g of the parameters is σ²·|Fᵀg|², never negative.
struct Covariance: Hashable, Codable, Sendable {
    /// F by rows, one per parameter.
    private let rows: [SIMD8<Double>]
    /// The rank of the Jacobian, which is the number of columns of F.
    let rank: Int
    /// The parameters that the Jacobian does not determine. They count as fixed.
    let undetermined: [Int]

    /// - Returns: `nil` if an entry of the Jacobian or of the factor is not finite.
    init?(_ design: Design, _ model: ParametricModel) {
        let count = model.structure.parameterCount
        let height = design.rowCount
        var jacobian = [Double](repeating: 0, count: height * count)
        for row in 0..<design.rowCount {
            let gradient = model.gradient(design.offsets[row])
            for parameter in 0..<count {
                jacobian[parameter * height + row] = design.rootWeights[row] * gradient[parameter]
            }
        }
        guard let qr = PivotedQR(columns: jacobian, rowCount: height, columnCount: count) else { return nil }
        let factor = qr.inverseFactor
        guard factor.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        rows = (0..<count).map { parameter in
            var row = SIMD8<Double>()
            for column in factor.indices { row[column] = factor[column][parameter] }
            return row
        }
        rank = qr.rank
        undetermined = (0..<count).filter(qr.isDependent)
    }

    /// Fᵀg.
    func transform(_ gradient: ParametricModel.Gradient) -> ParametricModel.Gradient {
        rows.withUnsafeBufferPointer { rows in
            var result = ParametricModel.Gradient()
            for parameter in rows.indices { result += rows[parameter] * gradient[parameter] }
            return result
        }
    }

    /// |Fᵀg|².
    func variance(_ gradient: ParametricModel.Gradient) -> Double {
        let transformed = transform(gradient)
        return (transformed * transformed).sum()
    }
}
