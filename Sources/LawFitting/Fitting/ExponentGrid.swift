import ElementaryFunctions
import ResourceMetering

/// The sum of squares on a dense grid of exponents, for all measurements and with each configuration left out. Its lowest minima
/// are the starts of the global search.
///
/// A single random start of variable projection finds the best minimum 7–50 % of the time. On the grid the linear part costs two
/// dot products per cell: each axis' columns are made orthogonal to the fixed terms and normalised in advance, so that only
/// their angle remains. The leave-one-out sums follow from the same cell: SSE₍₋ᵢ₎ = SSE − eᵢ²/(1 − hᵢ), exact for the linear part
/// at these exponents.
///
/// If D′ has an exponent, the terms (s, s²) stand in for its curve here, because every such curve is close to their span. So the
/// grid stays two-dimensional. The polish then fits the exponent of D′ too.
struct ExponentGrid {
    /// Points per axis: odd, so that 0, the straight line, is one of them.
    static let pointsPerAxis = 81
    /// The number of local minima that are polished.
    static let startCount = 4
    /// A row with 1 − leverage below this alone determines a coefficient, so it cannot be left out.
    static let leastFreedom = 1e-9
    /// The number of leave-one-out surfaces in memory at once; 512 · 81² numbers take 27 MB.
    private static let block = 512

    private let design: Design
    private let meter: WorkMeter
    /// The grid's exponents along each axis that has one: at most layers and dim.
    private let exponents: [[Double]]
    /// By axis, the unit columns orthogonal to the fixed terms, one after another. A column that depends on those terms is 0.
    private let columns: [[Double]]
    /// By axis, the dot products of the columns with the values.
    private let heights: [[Double]]
    /// The part of the values orthogonal to the fixed terms.
    private let values: [Double]
    /// Leverages of the fixed terms.
    private let fixedLeverages: [Double]

    init(design: Design, structure: ModelStructure, meter: WorkMeter = WorkMeter()) {
        self.design = design
        self.meter = meter
        var basis = GramSchmidtBasis(rowCount: design.rowCount, capacity: 7)
        _ = basis.append(design.rootWeights)
        for axis in Axis.allCases {
            var shape = structure.shape(axis)
            if axis == .dPrime, shape.hasExponent { shape = .quadratic }
            // If an axis has an exponent, its first curve depends on it and is not among the fixed terms.
            for number in 0..<shape.linearCount where number > 0 || !shape.hasExponent {
                _ = basis.append(
                    design.column(axis, shape, number: number, exponent: 0, rootWeights: design.rootWeights)
                )
            }
        }
        var values = zip(design.rootWeights, design.means).map { $0 * ($1 - design.grandMean) }
        basis.project(&values)
        self.values = values
        fixedLeverages = (0..<design.rowCount).map { basis.leverage(row: $0) }

        let axes = structure.exponentAxes.filter { $0 != .dPrime }
        exponents = axes.map { Self.spacing(structure.shape($0).exponentRange(design.scales[$0])) }
        columns = zip(axes, exponents).map { axis, exponents in
            exponents.flatMap { w in
                var column = design.column(
                    axis,
                    structure.shape(axis),
                    number: 0,
                    exponent: w,
                    rootWeights: design.rootWeights
                )
                let original = column.squaredLength.squareRoot()
                // Twice is enough: the first projection may leave a rounding error in the span of the fixed terms.
                basis.project(&column)
                basis.project(&column)
                let length = column.squaredLength.squareRoot()
                let isUsable = original.isFinite && length > GramSchmidtBasis.dependence * original
                return column.map { isUsable ? $0 / length : 0 }
            }
        }
        let rowCount = design.rowCount
        heights = columns.map { columns in
            stride(from: 0, to: columns.count, by: rowCount).map { start in
                (0..<rowCount).reduce(0) { $0 + columns[start + $1] * values[$1] }
            }
        }
    }

    /// bound·sinh(4k/40)/sinh(4) for k = −40 … 40: dense around 0, where the curves change most.
    /// From 0 on where exponents are not negative.
    static func spacing(_ range: ClosedRange<Double>) -> [Double] {
        let (half, bound) = (pointsPerAxis / 2, range.upperBound)
        if range.lowerBound == 0 {
            let last = Double(pointsPerAxis - 1)
            return (0..<pointsPerAxis).map { bound * Elementary.sinh(4 * Double($0) / last) / Elementary.sinh(4) }
        }
        return (-half...half).map { bound * Elementary.sinh(4 * Double($0) / Double(half)) / Elementary.sinh(4) }
    }

    /// The lowest local minima of the grid for all measurements.
    func starts() -> [[Double]] {
        let cells = evaluate(rows: 0..<0)
        return lowestMinima(cells.squares, offset: 0)
    }

    /// The lowest local minima of the grid with each row left out.
    func startsLeavingOut() -> [[[Double]]] {
        var all: [[[Double]]] = []
        for first in stride(from: 0, to: design.rowCount, by: Self.block) {
            let rows = first..<min(first + Self.block, design.rowCount)
            let surfaces = evaluate(rows: rows).leftOut
            for index in 0..<rows.count where !meter.isStopped {
                all.append(lowestMinima(surfaces, offset: index * cellCount))
            }
        }
        return all
    }

    private var cellCount: Int { exponents.reduce(1) { $0 * $1.count } }

    /// The sums of squares by cell, and by left-out row and cell.
    private func evaluate(rows: Range<Int>) -> (squares: [Double], leftOut: [Double]) {
        let zero = [Double](repeating: 0, count: design.rowCount)
        let (first, second) = (columns.first ?? zero, columns.count > 1 ? columns[1] : zero)
        let (firstHeights, secondHeights) = (heights.first ?? [0], heights.count > 1 ? heights[1] : [0])
        var squares = [Double](repeating: 0, count: cellCount)
        var leftOut = [Double](repeating: 0, count: cellCount * rows.count)
        let rowCount = design.rowCount
        let cellCount = cellCount
        var scratch = zero
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                values.withUnsafeBufferPointer { values in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        leftOut.withUnsafeMutableBufferPointer { leftOut in
                            fixedLeverages.withUnsafeBufferPointer { leverages in
                                guard let own = values.baseAddress, let scratch = scratch.baseAddress,
                                    let leverages = leverages.baseAddress
                                else { return }
                                for i in firstHeights.indices {
                                    meter.spend(secondHeights.count * (2 * rowCount + 3 * rows.count))
                                    if meter.isStopped { return }
                                    for j in secondHeights.indices {
                                        evaluateCell(
                                            first.baseAddress.map { $0 + i * rowCount } ?? own,
                                            second.baseAddress.map { $0 + j * rowCount } ?? own,
                                            heights: (firstHeights[i], secondHeights[j]),
                                            values: values,
                                            residuals: scratch,
                                            leverages: leverages,
                                            rows: rows,
                                            squares: &squares[i * secondHeights.count + j],
                                            leftOut: leftOut,
                                            cell: i * secondHeights.count + j,
                                            cellCount: cellCount
                                        )
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return (squares, leftOut)
    }

    /// The inner loop of every fit. It is one flat function on purpose: it runs 6,561 times per fit.
    @inline(__always)
    private func evaluateCell(
        _ a: UnsafePointer<Double>,
        _ b: UnsafePointer<Double>,
        heights: (Double, Double),
        values: UnsafeBufferPointer<Double>,
        residuals: UnsafeMutablePointer<Double>,
        leverages: UnsafePointer<Double>,
        rows: Range<Int>,
        squares: inout Double,
        leftOut: UnsafeMutableBufferPointer<Double>,
        cell: Int,
        cellCount: Int
    ) {
        let cosine = dot(a, b, values.count)
        let sine2 = (1 - cosine) * (1 + cosine)
        // b = cosine·a + sine·b′. If they are (nearly) parallel, b adds nothing.
        let inverse = sine2 > GramSchmidtBasis.dependence ? 1 / sine2 : 0
        let beta = (heights.1 - cosine * heights.0) * inverse
        let alpha = heights.0 - cosine * beta
        var row = 0
        while row < values.count {
            residuals[row] = values[row] - alpha * a[row] - beta * b[row]
            row &+= 1
        }
        let sum = dot(residuals, residuals, values.count)
        squares = sum
        if rows.isEmpty { return }
        // Computed in place, so that the divisions are vectorised, and then spread over the surfaces.
        row = rows.lowerBound
        while row < rows.upperBound {
            let across = b[row] - cosine * a[row]
            let remaining = 1 - leverages[row] - a[row] * a[row] - across * across * inverse
            let loss = residuals[row] * residuals[row] / remaining
            residuals[row] = remaining > Self.leastFreedom ? max(0, sum - loss) : .infinity
            row &+= 1
        }
        row = rows.lowerBound
        while row < rows.upperBound {
            leftOut[(row - rows.lowerBound) * cellCount + cell] = residuals[row]
            row &+= 1
        }
    }

    /// The exponents of the lowest local minima of a surface, lowest first.
    private func lowestMinima(_ surface: [Double], offset: Int) -> [[Double]] {
        let height = exponents.first?.count ?? 1
        let width = exponents.count > 1 ? exponents[1].count : 1
        var minima: [(square: Double, i: Int, j: Int)] = []
        surface.withUnsafeBufferPointer { surface in
            for i in 0..<height {
                let (hasBefore, hasAfter) = (i > 0, i < height - 1)
                for j in 0..<width {
                    let place = offset + i * width + j
                    let square = surface[place]
                    let (hasLeft, hasRight) = (j > 0, j < width - 1)
                    // Of a plateau only the first cell counts, so an earlier neighbour must be higher. Neighbours of the row come
                    // first: they rule out most cells.
                    if hasLeft, surface[place - 1] <= square { continue }
                    if hasRight, surface[place + 1] < square { continue }
                    if hasBefore {
                        if surface[place - width] <= square { continue }
                        if hasLeft, surface[place - width - 1] <= square { continue }
                        if hasRight, surface[place - width + 1] <= square { continue }
                    }
                    if hasAfter {
                        if surface[place + width] < square { continue }
                        if hasLeft, surface[place + width - 1] < square { continue }
                        if hasRight, surface[place + width + 1] < square { continue }
                    }
                    if square.isFinite { minima.append((square, i, j)) }
                }
            }
        }
        minima.sort { ($0.square, $0.i, $0.j) < ($1.square, $1.i, $1.j) }
        return minima.prefix(Self.startCount).map { minimum in
            var point: [Double] = []
            if !exponents.isEmpty { point.append(exponents[0][minimum.i]) }
            if exponents.count > 1 { point.append(exponents[1][minimum.j]) }
            return point
        }
    }
}
