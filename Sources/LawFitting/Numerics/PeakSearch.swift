/// Finds the highest point of a function on a rectangle without derivatives: by a grid, then ever smaller grids around the best
/// point so far.
///
/// A law's surface is a sum of curves with one bend each (and u·v), far smoother than the first grid. So the best cell of that
/// grid contains the global maximum. Of equal points the first wins: a flat surface has its peak at the lowest corner.
struct PeakSearch {
    let first: ClosedRange<Double>
    let second: ClosedRange<Double>

    struct Peak {
        var first: Double
        var second: Double
        var value: Double
        /// Whether each coordinate lies inside its range.
        var isInside: (first: Bool, second: Bool)
    }

    /// - Parameter surface: the function on a lattice: its values by the first coordinate, then by the second.
    func maximum(of surface: (_ first: [Double], _ second: [Double]) -> [Double]) -> Peak {
        var (a, b) = (first, second)
        var best = (x: a.lowerBound, y: b.lowerBound, value: -Double.infinity)
        var divisions = 64
        for _ in 0..<30 {
            // A range of one point is one line of the lattice.
            let xs =
                a.lowerBound < a.upperBound
                ? (0...divisions).map { Self.point($0, of: divisions, in: a) } : [a.lowerBound]
            let ys =
                b.lowerBound < b.upperBound
                ? (0...divisions).map { Self.point($0, of: divisions, in: b) } : [b.lowerBound]
            let values = surface(xs, ys)
            for (index, value) in values.enumerated() where value > best.value {
                best = (xs[index / ys.count], ys[index % ys.count], value)
            }
            // One cell to either side of the best point, within the rectangle.
            a = Self.narrowed(a, around: best.x, divisions: divisions, within: first)
            b = Self.narrowed(b, around: best.y, divisions: divisions, within: second)
            divisions = 8
            let isPrecise = Self.width(a) <= 1e-9 * Self.width(first) && Self.width(b) <= 1e-9 * Self.width(second)
            if isPrecise { break }
        }
        return Peak(
            first: best.x,
            second: best.y,
            value: best.value,
            isInside: (Self.isInside(best.x, first), Self.isInside(best.y, second))
        )
    }

    private static func width(_ range: ClosedRange<Double>) -> Double { range.upperBound - range.lowerBound }

    private static func point(_ index: Int, of divisions: Int, in range: ClosedRange<Double>) -> Double {
        index == divisions ? range.upperBound : range.lowerBound + width(range) * Double(index) / Double(divisions)
    }

    private static func narrowed(
        _ range: ClosedRange<Double>,
        around x: Double,
        divisions: Int,
        within whole: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        let cell = width(range) / Double(divisions)
        return max(x - cell, whole.lowerBound)...min(x + cell, whole.upperBound)
    }

    /// A millionth of the range counts as the edge: the search cannot resolve a maximum closer to it.
    private static func isInside(_ x: Double, _ range: ClosedRange<Double>) -> Bool {
        let margin = 1e-6 * width(range)
        return x > range.lowerBound + margin && x < range.upperBound - margin
    }
}
