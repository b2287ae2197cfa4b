import ElementaryFunctions

/// The distribution function of Student's t with given degrees of freedom, tabulated.
///
/// The argument is x = t/√(ν + t²) in (−1, 1), which is regular at both ends. Between nodes a cubic Hermite polynomial of the
/// cumulative uses the exact density as its slope. The error is below 1e-6 for 3 degrees of freedom, whose slope has a root at ±1, and below 1e-8
/// from 5 on; for 2 the cumulative is a straight line.
struct StudentTable: Sendable {
    static let intervals = 512

    let degreesOfFreedom: Double
    /// The cumulative and its derivative by x at the nodes of [0, 1], alternating.
    private let nodes: [Double]
    private let logConstant: Double

    init(degreesOfFreedom: Double) {
        let n = degreesOfFreedom
        self.degreesOfFreedom = n
        logConstant = Elementary.logGamma((n + 1) / 2) - Elementary.logGamma(n / 2) - (0.5 * Elementary.log(.pi))
        // F = 1/2 + ∫₀ˣ c·(1 − x²)^(ν/2 − 1) dx with c = Γ((ν + 1)/2)/(√π·Γ(ν/2)).
        let constant = Elementary.exp(logConstant)
        nodes = (0...Self.intervals).flatMap { index -> [Double] in
            let x = Self.argument(index)
            let rest = (1 - x) * (1 + x)
            let tail = rest > 0 ? 0.5 * StudentT.regularisedBeta(rest, complement: x * x, a: n / 2, b: 0.5) : 0
            let slope = n == 2 ? constant : (rest > 0 ? constant * Elementary.pow(rest, (n / 2) - 1) : 0)
            return [1 - tail, slope]
        }
    }

    private static func argument(_ index: Int) -> Double { Double(index) / Double(intervals) }

    /// F(t) and F′(t).
    @inline(__always)
    func valueAndDensity(_ t: Double) -> (cumulative: Double, density: Double) {
        let root = (degreesOfFreedom + (t * t)).squareRoot()
        let x = abs(t) / root
        let place = min(x * Double(Self.intervals), Double(Self.intervals) - 1e-9)
        let index = Int(place)
        let s = place - Double(index)
        return nodes.withUnsafeBufferPointer { nodes in
            let (a, da) = (nodes[2 * index], nodes[(2 * index) + 1])
            let (b, db) = (nodes[(2 * index) + 2], nodes[(2 * index) + 3])
            let width = 1 / Double(Self.intervals)
            // Hermite's cubic and its derivative.
            let rise = b - a
            let (m0, m1) = (da * width, db * width)
            let c2 = (3 * rise) - (2 * m0) - m1
            let c3 = m0 + m1 - (2 * rise)
            let value = a + (s * (m0 + (s * (c2 + (s * c3)))))
            let slope = (m0 + (s * ((2 * c2) + (3 * s * c3)))) / width
            // dx/dt = ν/(ν + t²)^(3/2).
            let density = slope * degreesOfFreedom / (root * root * root)
            return (t < 0 ? 1 - value : value, max(density, 0))
        }
    }

    /// t with P(T ≤ t) = p, interpolated: a start for Newton's method.
    func quantile(_ p: Double) -> Double {
        let upper = max(p, 1 - p)
        guard upper > 0.5 else { return 0 }
        // The cumulative rises with the node: the interval by bisection, then a straight line.
        var (low, high) = (0, Self.intervals)
        while high - low > 1 {
            let middle = (low + high) / 2
            if nodes[2 * middle] <= upper { low = middle } else { high = middle }
        }
        let rise = nodes[2 * high] - nodes[2 * low]
        let share = rise > 0 ? (upper - nodes[2 * low]) / rise : 0.5
        let x = min((Double(low) + share) / Double(Self.intervals), 1 - 1e-9)
        let t = x * (degreesOfFreedom / ((1 - x) * (1 + x))).squareRoot()
        return p < 0.5 ? -t : t
    }
}

/// The tables of a mixture's few different degrees of freedom.
struct StudentTables: Sendable {
    let all: [StudentTable]

    init(_ degreesOfFreedom: some Sequence<Double>) {
        all = Set(degreesOfFreedom).sorted().map { StudentTable(degreesOfFreedom: $0) }
        precondition(!all.isEmpty)
    }

    /// The place of a table. The degrees of freedom are among those of the initialiser.
    func index(_ degreesOfFreedom: Double) -> Int {
        all.firstIndex { $0.degreesOfFreedom == degreesOfFreedom } ?? 0
    }

    subscript(_ degreesOfFreedom: Double) -> StudentTable { all[index(degreesOfFreedom)] }
}
