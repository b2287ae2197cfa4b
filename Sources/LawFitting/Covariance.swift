/// (JᵀJ)⁻¹ of a fit as its factor: the variance of a linear combination g of the parameters is σ²·|Fᵀg|², never negative.
struct Covariance: Hashable, Codable, Sendable {
    /// The columns of F, one after another, each as long as there are parameters.
    private let columns: [Double]
    private let parameterCount: Int
    /// The rank of the Jacobian, the number of columns.
    let rank: Int
    /// The parameters that the Jacobian leaves undetermined, held fixed.
    let undetermined: [Int]

    init?(_ design: Design, _ model: ParametricModel) {
        let count = model.structure.parameterCount
        var jacobian = [Double](repeating: 0, count: design.rowCount * count)
        for row in 0..<design.rowCount {
            let gradient = model.gradient(design.offsets[row])
            for parameter in 0..<count {
                jacobian[parameter * design.rowCount + row] = design.rootWeights[row] * gradient[parameter]
            }
        }
        guard let qr = PivotedQR(columns: jacobian, rowCount: design.rowCount, columnCount: count) else { return nil }
        let factor = qr.inverseFactor
        guard factor.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        columns = factor.flatMap { $0 }
        parameterCount = count
        rank = qr.rank
        undetermined = (0..<count).filter(qr.isDependent)
    }

    /// Fᵀg.
    func transform(_ gradient: ParametricModel.Gradient) -> ParametricModel.Gradient {
        var result = ParametricModel.Gradient()
        for column in 0..<rank {
            var sum = 0.0
            for parameter in 0..<parameterCount {
                sum += columns[column * parameterCount + parameter] * gradient[parameter]
            }
            result[column] = sum
        }
        return result
    }

    /// |Fᵀg|².
    func variance(_ gradient: ParametricModel.Gradient) -> Double {
        let transformed = transform(gradient)
        return (transformed * transformed).sum()
    }
}
