/// Orthonormal columns grown one at a time by modified Gram-Schmidt, for least squares with a handful of columns.
///
/// The inner loops of variable projection solve tens of thousands of problems of about 24 × 3; there a call into LAPACK costs
/// several times the arithmetic. A column that loses more than half of its length is orthogonalised a second time («twice is
/// enough», Kahan), which keeps the basis orthogonal to the last bits. A column that loses all of its length is refused.
struct GramSchmidtBasis {
    /// A column depends on the others if the projection leaves less than this part of its length.
    static let dependence = 1e-10

    let rowCount: Int
    /// The columns, one after another.
    private(set) var columns: [Double] = []
    /// The triangular factor, one packed column after another: A = QR for the accepted columns.
    private(set) var triangle: [Double] = []
    private(set) var count = 0

    init(rowCount: Int, capacity: Int) {
        self.rowCount = rowCount
        columns.reserveCapacity(rowCount * capacity)
        triangle.reserveCapacity(capacity * (capacity + 1) / 2)
    }

    mutating func removeAll() {
        columns.removeAll(keepingCapacity: true)
        triangle.removeAll(keepingCapacity: true)
        count = 0
    }

    /// Adds a column.
    ///
    /// - Returns: `false` if the column was not added, because it depends on those before it or is not finite.
    mutating func append(_ column: [Double]) -> Bool {
        var column = column
        let original = column.squaredLength.squareRoot()
        guard original > 0, original.isFinite else { return false }
        var coefficients = project(&column)
        var length = column.squaredLength.squareRoot()
        if length < 0.5 * original {
            let corrections = project(&column)
            for index in coefficients.indices { coefficients[index] += corrections[index] }
            length = column.squaredLength.squareRoot()
        }
        guard length > Self.dependence * original else { return false }
        for row in column.indices { column[row] /= length }
        columns.append(contentsOf: column)
        triangle.append(contentsOf: coefficients)
        triangle.append(length)
        count += 1
        return true
    }

    /// Removes the part of a vector that lies in the span. Returns the coordinates of that part.
    @discardableResult
    func project(_ vector: inout [Double]) -> [Double] {
        var coordinates = [Double](repeating: 0, count: count)
        columns.withUnsafeBufferPointer { columns in
            vector.withUnsafeMutableBufferPointer { vector in
                for index in 0..<count {
                    let start = index * rowCount
                    var dot = 0.0
                    for row in 0..<rowCount { dot += columns[start + row] * vector[row] }
                    for row in 0..<rowCount { vector[row] -= dot * columns[start + row] }
                    coordinates[index] = dot
                }
            }
        }
        return coordinates
    }

    /// Solves R·x = coordinates.
    func solve(_ coordinates: [Double]) -> [Double] {
        var x = coordinates
        for column in stride(from: count - 1, through: 0, by: -1) {
            let start = column * (column + 1) / 2
            x[column] /= triangle[start + column]
            for row in 0..<column { x[row] -= triangle[start + row] * x[column] }
        }
        return x
    }

    /// The leverage of a row: the squared length of the row of Q.
    func leverage(row: Int) -> Double {
        var sum = 0.0
        for index in 0..<count {
            let q = columns[index * rowCount + row]
            sum += q * q
        }
        return sum
    }
}
