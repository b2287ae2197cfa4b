/// A form with exponents, as a problem in the exponents only: given them, the rest is linear and is solved exactly
/// (Golub & Pereyra 1973).
///
/// The Jacobian is Kaufman's (1975), −P⊥·(∂A/∂w)·c. The omitted part lies in the span of A, so the gradient is exact.
struct VariableProjection: LeastSquaresProblem {
    let design: Design
    let structure: ModelStructure
    /// √weight by row; 0 for a row that is left out.
    private let rootWeights: [Double]
    private let axes: [Axis]
    /// The constant and the terms without an exponent.
    private let fixedBasis: GramSchmidtBasis
    /// By accepted column, the index of its linear coefficient.
    private var columnIndices: [Int]
    private var basis: GramSchmidtBasis
    /// The linear coefficients at the last point.
    private(set) var linear: [Double]

    private let fixedColumnIndices: [Int]
    let dataLength: Double

    init(design: Design, structure: ModelStructure, leavingOut row: Int? = nil) {
        self.design = design
        self.structure = structure
        var rootWeights = design.rootWeights
        if let row { rootWeights[row] = 0 }
        self.rootWeights = rootWeights
        axes = structure.exponentAxes
        dataLength = zip(rootWeights, design.means).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot()

        var fixed = GramSchmidtBasis(rowCount: design.rowCount, capacity: structure.linearCount)
        var indices: [Int] = []
        if fixed.append(rootWeights) { indices.append(0) }
        for axis in Axis.allCases where !structure.shape(axis).hasExponent {
            let shape = structure.shape(axis)
            for number in 0..<shape.linearCount {
                let column = design.column(axis, shape, number: number, exponent: 0, rootWeights: rootWeights)
                if fixed.append(column) { indices.append(structure.linearIndex(axis) + number) }
            }
        }
        fixedBasis = fixed
        fixedColumnIndices = indices
        basis = fixed
        columnIndices = indices
        linear = [Double](repeating: 0, count: structure.linearCount)
    }

    var bounds: [ClosedRange<Double>] {
        axes.map { structure.shape($0).exponentRange(design.scales[$0]) }
    }

    /// Whether every linear coefficient is determined at the last point.
    var isFullRank: Bool { columnIndices.count == structure.linearCount }

    mutating func residuals(at x: [Double]) -> [Double]? {
        basis = fixedBasis
        columnIndices = fixedColumnIndices
        var right = [Double](repeating: 0, count: design.rowCount)
        for row in right.indices { right[row] = rootWeights[row] * (design.means[row] - design.grandMean) }
        for (axis, w) in zip(axes, x) {
            let shape = structure.shape(axis)
            for number in 0..<shape.linearCount {
                let column = design.column(axis, shape, number: number, exponent: w, rootWeights: rootWeights)
                if basis.append(column) { columnIndices.append(structure.linearIndex(axis) + number) }
            }
        }
        guard right.squaredLength.isFinite else { return nil }
        let solved = basis.solve(basis.project(&right))
        for index in linear.indices { linear[index] = 0 }
        for (index, coefficient) in zip(columnIndices, solved) { linear[index] = coefficient }
        linear[0] += design.grandMean
        guard linear.allSatisfy(\.isFinite) else { return nil }
        return right
    }

    mutating func jacobian(at x: [Double]) -> [Double] {
        var columns: [Double] = []
        columns.reserveCapacity(axes.count * design.rowCount)
        for (axis, w) in zip(axes, x) {
            let shape = structure.shape(axis)
            let scale = design.scales[axis]
            let coefficient = linear[structure.linearIndex(axis)]
            var column = [Double](repeating: 0, count: design.rowCount)
            for row in column.indices where rootWeights[row] > 0 {
                let tau = design.offsets[row][axis]
                let derivative = coefficient * shape.curveDerivative(at: tau, exponent: w, scale: scale)
                column[row] = -rootWeights[row] * derivative
            }
            basis.project(&column)
            columns.append(contentsOf: column)
        }
        return columns
    }

    /// The model at a point, with its linear part solved there.
    mutating func model(at x: [Double]) -> ParametricModel? {
        guard residuals(at: x) != nil else { return nil }
        return ParametricModel(structure: structure, scales: design.scales, linear: linear, exponents: x)
    }
}
