/// What a design can tell apart, and how far a point lies from what was measured.
struct DesignGeometry: Hashable, Codable, Sendable {
    /// In (log2 layers, log2 dim), the unit of which is an octave.
    let hull: MeasuredHull
    /// In half-ranges of both axes, at least 0.2 each.
    let normalisedHull: MeasuredHull
    /// Of the design of ``LawForm/logQuadraticInteraction``, columns scaled to length 1; ``singularCondition`` where it is singular.
    let condition: Double
    let layerLevels: Int
    let dimLevels: Int
    let configurations: Int

    /// From this condition on a design cannot tell depth from width.
    static let confoundedCondition = 30.0
    /// JSON has no infinity.
    static let singularCondition = 1e16
    static let levelsNeeded = 3
    static let configurationsNeeded = LawForm.priorDrivenBelow
    static let log2e = 1.442_695_040_888_963_4

    init(_ points: some Collection<LawPoint>) {
        self.init(
            KrigingData(points.map { KrigingData.Row(logLayers: $0.logLayers, logDim: $0.logDim, mean: 0) })
        )
    }

    init(_ data: KrigingData) {
        let middles = data.middles
        let halves = data.halfRanges
        hull = MeasuredHull(
            data.points.map { point in
                SIMD2(
                    ((point.x * halves.x) + middles.x) * Self.log2e,
                    ((point.y * halves.y) + middles.y) * Self.log2e
                )
            }
        )
        let plane = data.points.map { SIMD2($0.x, $0.y) }
        normalisedHull = MeasuredHull(plane)
        condition = Self.condition(plane)
        layerLevels = Set(plane.map(\.x)).count
        dimLevels = Set(plane.map(\.y)).count
        configurations = Set(plane).count
    }

    /// Whether the effects of depth and width cannot be told apart: both grow together, or one has too few levels.
    var isConfounded: Bool {
        condition >= Self.confoundedCondition || layerLevels < Self.levelsNeeded || dimLevels < Self.levelsNeeded
    }

    /// Whether the closed forms are identified well enough to take part in a mixture.
    var supportsParametricMembers: Bool { !isConfounded && configurations >= Self.configurationsNeeded }

    /// The distance from the hull in octaves. Rounding of logarithms does not put a corner outside.
    func octaves(logLayers: Double, logDim: Double) -> Double {
        let distance = hull.distance(SIMD2(logLayers * Self.log2e, logDim * Self.log2e))
        return distance < 1e-9 ? 0 : distance
    }

    /// How far from the hull a recommendation may lie, in octaves.
    var reach: Double { isConfounded ? 0.5 : 1 }

    /// The ratio of the largest to the smallest singular value of (1, u, u², v, v², uv).
    private static func condition(_ points: [SIMD2<Double>]) -> Double {
        let columns = [
            points.map { _ in 1.0 }, points.map(\.x), points.map { $0.x * $0.x }, points.map(\.y),
            points.map { $0.y * $0.y }, points.map { $0.x * $0.y },
        ]
        guard points.count >= columns.count else { return singularCondition }
        let lengths = columns.map { $0.squaredLength.squareRoot() }
        guard lengths.allSatisfy({ $0 > 0 }) else { return singularCondition }
        let size = columns.count
        var gram = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size {
                let product = zip(columns[i], columns[j]).reduce(0) { $0 + ($1.0 * $1.1) }
                gram[(i * size) + j] = product / (lengths[i] * lengths[j])
            }
        }
        let values = SymmetricEigenvalues.values(of: gram, count: size)
        guard let low = values.min(), let high = values.max(), low > 1e-14 * high else { return singularCondition }
        return (high / low).squareRoot()
    }
}

/// The eigenvalues of a small symmetric matrix by Jacobi's cyclic rotations (Golub & Van Loan 2013, section 8.5).
enum SymmetricEigenvalues {
    static func values(of matrix: [Double], count: Int) -> [Double] {
        var a = matrix
        for _ in 0..<60 {
            var offDiagonal = 0.0
            for i in 0..<count {
                for j in 0..<i { offDiagonal += a[(i * count) + j] * a[(i * count) + j] }
            }
            if offDiagonal < 1e-32 { break }
            for p in 0..<count {
                for q in p + 1..<max(count, p + 1) where a[(p * count) + q] != 0 {
                    let theta = (a[(q * count) + q] - a[(p * count) + p]) / (2 * a[(p * count) + q])
                    let t = (theta < 0 ? -1.0 : 1) / (abs(theta) + ((theta * theta) + 1).squareRoot())
                    let c = 1 / ((t * t) + 1).squareRoot()
                    let s = t * c
                    for k in 0..<count {
                        let (x, y) = (a[(k * count) + p], a[(k * count) + q])
                        a[(k * count) + p] = (c * x) - (s * y)
                        a[(k * count) + q] = (s * x) + (c * y)
                    }
                    for k in 0..<count {
                        let (x, y) = (a[(p * count) + k], a[(q * count) + k])
                        a[(p * count) + k] = (c * x) - (s * y)
                        a[(q * count) + k] = (s * x) + (c * y)
                    }
                }
            }
        }
        return (0..<count).map { a[($0 * count) + $0] }
    }
}
