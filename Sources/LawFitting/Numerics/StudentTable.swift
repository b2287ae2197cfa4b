import ElementaryFunctions

/// The distribution function of Student's t with given degrees of freedom, tabulated.
///
/// The argument is x = t/√(ν + t²) in (−1, 1), which is regular at both ends. Between nodes a cubic Hermite polynomial of the
/// cumulative uses the exact density as its slope. The error is below 1e-6 for 3 degrees of freedom, whose slope has a root at ±1, and below 1e-8
/// from 5 on; for 2 the cumulative is a straight line.
struct StudentTable: Sendable {
    static let intervals = 512

    let degreesOfFreedom: Double
    /// By interval, Hermite's cubic in the share s of the interval: F = a + s·(b + s·(c + s·d)).
    private let cubics: [SIMD4<Double>]
    private let logConstant: Double

    init(degreesOfFreedom: Double) {
        let n = degreesOfFreedom
        self.degreesOfFreedom = n
        logConstant = Elementary.logGamma((n + 1) / 2) - Elementary.logGamma(n / 2) - (0.5 * Elementary.log(.pi))
        // F = 1/2 + ∫₀ˣ c·(1 − x²)^(ν/2 − 1) dx with c = Γ((ν + 1)/2)/(√π·Γ(ν/2)).
        let constant = Elementary.exp(logConstant)
        let width = 1 / Double(Self.intervals)
        let nodes = (0...Self.intervals).map { index -> (value: Double, rise: Double) in
            let x = Self.argument(index)
            let rest = (1 - x) * (1 + x)
            let tail = rest > 0 ? 0.5 * StudentT.regularisedBeta(rest, complement: x * x, a: n / 2, b: 0.5) : 0
            let slope = n == 2 ? constant : (rest > 0 ? constant * Elementary.pow(rest, (n / 2) - 1) : 0)
            return (1 - tail, slope * width)
        }
        cubics = zip(nodes, nodes.dropFirst()).map { low, high in
            let rise = high.value - low.value
            return SIMD4(
                low.value,
                low.rise,
                (3 * rise) - (2 * low.rise) - high.rise,
                low.rise + high.rise - (2 * rise)
            )
        }
    }

    private static func argument(_ index: Int) -> Double { Double(index) / Double(intervals) }

    /// F(t).
    func cumulative(_ t: Double) -> Double {
        cubics.withUnsafeBufferPointer { cubics in
            cubics.baseAddress.map { Point(t, degreesOfFreedom, $0).cumulative } ?? 0
        }
    }

    /// Calls the body with the cubics, so that a loop over many values looks the table up once.
    func withCubics<Result>(_ body: (UnsafePointer<SIMD4<Double>>) -> Result?) -> Result? {
        cubics.withUnsafeBufferPointer { cubics in cubics.baseAddress.flatMap(body) }
    }

    /// What ``Point/density`` is measured in.
    var densityUnit: Double { degreesOfFreedom * Double(Self.intervals) }

    /// F at some t, and its slope.
    struct Point {
        let cumulative: Double
        /// F′ in ``densityUnit``: the cubic's derivative, so that it is the exact one of `cumulative`.
        let density: Double
        /// 1/(ν + t²).
        let square: Double

        @inline(__always)
        init(_ t: Double, _ degreesOfFreedom: Double, _ cubics: UnsafePointer<SIMD4<Double>>) {
            square = 1 / (degreesOfFreedom + (t * t))
            let inverse = square.squareRoot()
            let place = abs(t) * inverse * Double(intervals)
            // Not a number is the last place.
            let last = Double(intervals) - 1e-9
            let bounded = place < last ? place : last
            // Adding 1.5·2⁵² rounds to an integer and leaves it in the lowest bits, without the checks of a conversion.
            let rounded = (bounded - 0.5) + 0x1.8p52
            let cubic = cubics[Int(truncatingIfNeeded: rounded.bitPattern & UInt64(intervals - 1))]
            let s = bounded - (rounded - 0x1.8p52)
            let value = cubic.x + (s * (cubic.y + (s * (cubic.z + (s * cubic.w)))))
            // Far out, rounding may exceed 1.
            let bound = value < 1 ? value : 1
            cumulative = t < 0 ? 1 - bound : bound
            // dx/dt = ν/(ν + t²)^(3/2).
            density = (cubic.y + (s * ((2 * cubic.z) + (3 * s * cubic.w)))) * (square * inverse)
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
            if cubics[middle].x <= upper { low = middle } else { high = middle }
        }
        let next = high < Self.intervals ? cubics[high].x : 1
        let rise = next - cubics[low].x
        let share = rise > 0 ? (upper - cubics[low].x) / rise : 0.5
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
