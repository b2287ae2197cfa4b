/// The distinct levels of u, v and s among the rows of a process.
///
/// A grid of 6 × 4 has 24 rows but only ten levels, so correlations along an axis are computed once per level and multiplied
/// per row.
struct LevelTable: Sendable {
    /// The levels of u, then v, then s.
    let levels: [Double]
    /// The index of each axis' first level, and the end.
    let starts: (Int, Int, Int, Int)
    /// By row, the indices of its u, v and s in `levels`.
    let places: [SIMD3<Int32>]

    init(_ points: [SIMD3<Double>]) {
        let axes = (0..<3).map { axis in Set(points.map { $0[axis] }).sorted() }
        levels = axes[0] + axes[1] + axes[2]
        let (second, third) = (axes[0].count, axes[0].count + axes[1].count)
        starts = (0, second, third, levels.count)
        // Every coordinate is in its table bit for bit, so the defaults below are never used.
        let found = axes.map { axis in
            Dictionary(
                axis.enumerated().map { ($0.element, Int32($0.offset)) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        places = points.map { point in
            SIMD3(
                found[0][point.x] ?? 0,
                Int32(second) + (found[1][point.y] ?? 0),
                Int32(third) + (found[2][point.z] ?? 0)
            )
        }
    }

    /// The indices of an axis' levels.
    func range(_ axis: Int) -> Range<Int> {
        switch axis {
        case 0: starts.0..<starts.1
        case 1: starts.1..<starts.2
        default: starts.2..<starts.3
        }
    }
}
