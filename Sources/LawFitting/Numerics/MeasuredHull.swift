/// The convex hull of the measured configurations in two coordinates, and how far a point lies outside it.
///
/// Ranges of the axes say too little: in a family of models where layers and dim grow together, the corners of the box are
/// far from everything that was measured.
package struct MeasuredHull: Hashable, Codable, Sendable {
    /// The corners, counterclockwise; one or two where the points are on a line.
    package let corners: [SIMD2<Double>]

    /// Andrew's monotone chain (1979).
    package init(_ points: some Sequence<SIMD2<Double>>) {
        let sorted = Set(points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        guard sorted.count > 2 else {
            corners = sorted
            return
        }
        // Logarithms of a family on one line are on it but for rounding. Corners that turn no further would make a sliver, in which the
        // continuation of the line would count as inside.
        let span = sorted.reduce(0.0) { max($0, Self.length($1 - sorted[0])) }
        let flat = 1e-12 * span * span
        func chain(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
            var chain: [SIMD2<Double>] = []
            for point in points {
                while chain.count >= 2, Self.turn(chain[chain.count - 2], chain[chain.count - 1], point) <= flat {
                    chain.removeLast()
                }
                chain.append(point)
            }
            chain.removeLast()
            return chain
        }
        corners = chain(sorted) + chain(sorted.reversed())
    }

    /// The Euclidean distance from the hull; 0 inside it and on its edge.
    func distance(_ point: SIMD2<Double>) -> Double {
        guard let first = corners.first else { return .infinity }
        guard corners.count > 1 else { return Self.length(point - first) }
        var isInside = corners.count > 2
        var least = Double.infinity
        for index in corners.indices {
            let (a, b) = (corners[index], corners[(index + 1) % corners.count])
            if Self.turn(a, b, point) < 0 { isInside = false }
            let edge = b - a
            let square = (edge * edge).sum()
            let share = square > 0 ? min(max(((point - a) * edge).sum() / square, 0), 1) : 0
            least = min(least, Self.length(point - (a + (edge * share))))
        }
        return isInside ? 0 : least
    }

    /// Twice the signed area of a triangle: positive where b turns left at c.
    private static func turn(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
        ((b.x - a.x) * (c.y - a.y)) - ((b.y - a.y) * (c.x - a.x))
    }

    private static func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }
}
