/// A mixture of Student's t distributions by columns: weights, locations and squared scales each lie together.
///
/// The search for a quantile visits every component a few times, and loops over columns are the fastest way to do it. One value serves many
/// points in turn.
struct MixtureColumns: ~Copyable {
    /// Neighbours with the same degrees of freedom, which share a table.
    private struct Neighbours {
        var range: Range<Int>
        let table: StudentTable
    }

    let count: Int
    let weights: UnsafeMutablePointer<Double>
    let locations: UnsafeMutablePointer<Double>
    let squaredScales: UnsafeMutablePointer<Double>
    private let inverseScales: UnsafeMutablePointer<Double>
    /// Weights over scales.
    private let peaks: UnsafeMutablePointer<Double>
    private let neighbours: [Neighbours]

    /// The columns are 0 until they are written.
    init(_ degreesOfFreedom: some Sequence<Double>, tables: StudentTables) {
        var neighbours: [Neighbours] = []
        var count = 0
        for own in degreesOfFreedom {
            if let last = neighbours.last, last.table.degreesOfFreedom == own {
                neighbours[neighbours.count - 1].range = last.range.lowerBound..<(count + 1)
            } else {
                neighbours.append(Neighbours(range: count..<(count + 1), table: tables[own]))
            }
            count += 1
        }
        self.neighbours = neighbours
        self.count = count
        weights = .allocate(capacity: 5 * count)
        weights.initialize(repeating: 0, count: 5 * count)
        locations = weights + count
        squaredScales = locations + count
        inverseScales = squaredScales + count
        peaks = inverseScales + count
    }

    deinit { weights.deallocate() }

    /// Σ w·m.
    var mean: Double { dot(weights, locations, count) }

    /// Σ w·(s² + (m − mean)²): the squared scale of a moment-matched t.
    func squaredScale(mean: Double) -> Double {
        var (even, odd) = (0.0, 0.0)
        var index = 0
        while index &+ 1 < count {
            let (first, second) = (locations[index] - mean, locations[index &+ 1] - mean)
            even += weights[index] * (squaredScales[index] + first * first)
            odd += weights[index &+ 1] * (squaredScales[index &+ 1] + second * second)
            index &+= 2
        }
        if index < count {
            let last = locations[index] - mean
            even += weights[index] * (squaredScales[index] + last * last)
        }
        return even + odd
    }

    /// Reads the scales again. It comes before ``quantile(_:from:spread:)``.
    ///
    /// - Parameter spread: the root of ``squaredScale(mean:)``, above 0.
    func prepare(spread: Double) {
        // A component without spread is a step; a tiny one keeps the distribution function continuous.
        let least = 1e-9 * spread
        var index = 0
        while index < count {
            let scale = squaredScales[index].squareRoot()
            inverseScales[index] = 1 / (scale > least ? scale : least)
            peaks[index] = weights[index] * inverseScales[index]
            index &+= 1
        }
    }

    /// Where a central interval would end if the first component were the whole mixture, standardised.
    func matched(_ level: Double) -> SIMD2<Double> {
        let quantile = neighbours.first?.table.quantile((1 + level) / 2) ?? 0
        return SIMD2(-quantile, quantile)
    }

    /// The quantile at p, by Householder's method of the third order inside a bracket.
    func quantile(_ p: Double, from start: Double, spread: Double) -> Double {
        var y = start
        var (low, high) = (-Double.infinity, Double.infinity)
        for _ in 0..<60 {
            let own = slopes(at: y, minus: p)
            // At the root itself no step is left, and the bracket's middle would lead away from it.
            if own.value == 0 { return y }
            if own.value > 0 { high = y } else { low = y }
            let step = own.step
            var next = y + step.length
            if next == y { return y }
            if !(next > low && next < high) {
                if low > -.infinity, high < .infinity {
                    next = low + ((high - low) / 2)
                } else {
                    next = own.value > 0 ? y - spread : y + spread
                }
                y = next
                continue
            }
            y = next
            if step.squaredError <= 1e-22 * spread * spread { break }
        }
        return y
    }

    /// A function and its first three derivatives at a point.
    struct Slopes {
        var value: Double
        var first = 0.0
        var second = 0.0
        var third = 0.0

        /// Householder's step to the root, and the square of the error that it leaves, estimated.
        ///
        /// The step is not a number where the derivatives do not describe the function as far as the root.
        var step: (length: Double, squaredError: Double) {
            let newton = -value / first
            let bend = newton * second / first
            let twist = newton * newton * third / first
            let (upper, lower) = (1 + (bend / 2), 1 + bend + (twist / 6))
            guard first > 0, upper > 0, lower > 0 else { return (.nan, .infinity) }
            let length = newton * upper / lower
            // The error is of the order of the step times the cube of what bends the function along it.
            let square = max(bend * bend, abs(twist))
            return (length, length * length * square * square * square)
        }
    }

    /// The distribution function less p, with its derivatives.
    ///
    /// With q = 1/(ν + t²), the density's derivatives relative to it are −(ν + 1)·t·q and (ν + 1)·q·((ν + 3)·t²·q − 1). Constant factors are left
    /// to the sums.
    func slopes(at y: Double, minus p: Double) -> Slopes {
        var sum = Slopes(value: -p)
        for own in neighbours {
            let degreesOfFreedom = own.table.degreesOfFreedom
            own.table.withCubics { cubics in
                var part = Slopes(value: 0)
                var index = own.range.lowerBound
                while index < own.range.upperBound {
                    let inverse = inverseScales[index]
                    let t = (y - locations[index]) * inverse
                    let point = StudentTable.Point(t, degreesOfFreedom, cubics)
                    let q = point.square
                    let density = peaks[index] * point.density
                    let bend = density * (inverse * q)
                    part.value += weights[index] * point.cumulative
                    part.first += density
                    part.second += bend * t
                    part.third += bend * (inverse * ((degreesOfFreedom + 3) * (t * t * q) - 1))
                    index &+= 1
                }
                let unit = own.table.densityUnit
                sum.value += part.value
                sum.first += unit * part.first
                sum.second -= unit * (degreesOfFreedom + 1) * part.second
                sum.third += unit * (degreesOfFreedom + 1) * part.third
            }
        }
        return sum
    }
}

/// The standardised quantiles of the last three points along a line, from which those of the next one are foreseen.
struct QuantileTrack {
    /// The places of the points, and their lower and upper quantiles; the newest one first.
    private var places = SIMD3<Double>()
    private var quantiles = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    private var count = 0

    /// Where to look for the quantiles at a place: on the parabola through the last three, which is not followed far.
    func next(at place: Double) -> SIMD2<Double>? {
        guard count > 0 else { return nil }
        let step = places.x - places.y
        guard count > 1, step != 0 else { return quantiles.0 }
        let share = min(max((place - places.x) / step, -2), 2)
        let difference = quantiles.0 - quantiles.1
        let line = quantiles.0 + share * difference
        let stepBefore = places.y - places.z
        guard count > 2, stepBefore != 0, step + stepBefore != 0 else { return line }
        // Newton's divided differences, in units of the last step.
        let bend = (difference - (quantiles.1 - quantiles.2) * (step / stepBefore)) * (step / (step + stepBefore))
        return line + (share * (share + 1)) * bend
    }

    mutating func append(_ own: SIMD2<Double>, at place: Double) {
        places = SIMD3(place, places.x, places.y)
        quantiles = (own, quantiles.0, quantiles.1)
        count = min(count + 1, 3)
    }
}
