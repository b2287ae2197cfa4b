/// A weighted mixture of Student's t distributions: the predictive distribution of a measurement, or of a noise-free value.
struct StudentMixture: Sendable {
    struct Component: Hashable, Sendable {
        var weight: Double
        var location: Double
        /// The squared scale, not the variance.
        var squaredScale: Double
        var degreesOfFreedom: Double
    }

    var components: [Component] = []

    var mean: Double { components.reduce(0) { $0 + ($1.weight * $1.location) } }

    /// Σw(s² + (m − mean)²) with the components' squared scales: the squared scale of a moment-matched t.
    var squaredScale: Double {
        let mean = mean
        return components.reduce(0) { sum, part in
            sum + (part.weight * (part.squaredScale + ((part.location - mean) * (part.location - mean))))
        }
    }

    /// P(Y ≤ y).
    func cumulative(_ y: Double, tables: StudentTables) -> Double {
        components.reduce(0) { sum, part in
            let scale = part.squaredScale.squareRoot()
            if scale > 0 {
                let table = tables[part.degreesOfFreedom]
                return sum + (part.weight * table.cumulative((y - part.location) / scale))
            }
            return y >= part.location ? sum + part.weight : sum
        }
    }

    /// The quantiles at each p of `probabilities`, by Halley's method inside a bracket.
    ///
    /// - Parameter starts: by p, where to begin, in ``squaredScale``'s root from the mean, such as a neighbour's quantiles; the moment-matched
    ///   t by default.
    func quantiles(_ probabilities: [Double], tables: StudentTables, from starts: [Double]? = nil) -> [Double] {
        let (centre, spread) = (mean, squaredScale.squareRoot())
        guard spread > 0 else { return probabilities.map { _ in centre } }
        let matched = components.max { $0.weight < $1.weight }.map { tables[$0.degreesOfFreedom] }
        return withUnsafeTemporaryAllocation(of: ScaledComponent.self, capacity: components.count) { scaled in
            for (index, part) in components.enumerated() {
                // A component without spread is a step; a tiny one keeps the distribution function continuous.
                let inverse = 1 / max(part.squaredScale.squareRoot(), 1e-9 * spread)
                scaled.initializeElement(
                    at: index,
                    to: ScaledComponent(weight: part.weight, location: part.location, inverse: inverse)
                )
            }
            let (all, runs) = (UnsafeBufferPointer(scaled), runs)
            return probabilities.enumerated().map { index, p in
                let start = starts.map { $0[index] } ?? matched?.quantile(p) ?? 0
                return Self.root(from: centre + (spread * start), spread: spread) { y in
                    var sum = Slopes(value: -p)
                    for run in runs { sum.add(all[run.range], at: y, tables[run.degreesOfFreedom]) }
                    return sum
                }
            }
        }
    }

    /// Neighbours with the same degrees of freedom, which share a table.
    private var runs: [(range: Range<Int>, degreesOfFreedom: Double)] {
        var runs: [(range: Range<Int>, degreesOfFreedom: Double)] = []
        for (index, part) in components.enumerated() {
            if let last = runs.last, last.degreesOfFreedom == part.degreesOfFreedom {
                runs[runs.count - 1].range = last.range.lowerBound..<(index + 1)
            } else {
                runs.append((index..<(index + 1), part.degreesOfFreedom))
            }
        }
        return runs
    }

    private struct ScaledComponent {
        var weight: Double
        var location: Double
        var inverse: Double
    }

    /// A function and its first two derivatives at a point.
    private struct Slopes {
        var value: Double
        var first = 0.0
        var second = 0.0

        /// Adds Σ w·F((y − m)/s) of components that share a table.
        mutating func add(
            _ components: Slice<UnsafeBufferPointer<ScaledComponent>>,
            at y: Double,
            _ table: StudentTable
        ) {
            let degreesOfFreedom = table.degreesOfFreedom
            table.withCubics { cubics in
                for part in components {
                    let own = StudentTable.valueAndSlopes((y - part.location) * part.inverse, degreesOfFreedom, cubics)
                    let density = part.weight * part.inverse
                    value += part.weight * own.cumulative
                    first += density * own.density
                    second += density * part.inverse * own.densitySlope
                }
            }
        }
    }

    /// The root of a rising function by Halley's method inside a bracket.
    private static func root(from start: Double, spread: Double, _ function: (Double) -> Slopes) -> Double {
        var y = start
        var (low, high) = (-Double.infinity, Double.infinity)
        for _ in 0..<60 {
            let own = function(y)
            if own.value > 0 { high = y } else { low = y }
            let curvature = (2 * own.first * own.first) - (own.value * own.second)
            // At the root itself no step is left, and the bracket's middle would lead away from it.
            if own.value == 0 { return y }
            var next = curvature > 0 ? y - (2 * own.value * own.first / curvature) : .nan
            if next == y { return y }
            if !(next > low && next < high) {
                if low > -.infinity, high < .infinity {
                    next = low + ((high - low) / 2)
                } else {
                    next = own.value > 0 ? y - spread : y + spread
                }
            }
            let change = abs(next - y)
            y = next
            // Halley's error is of the order of the cube of its last step.
            if change <= 1e-4 * spread { break }
        }
        return y
    }
}

/// The standardised quantiles of the last two points along a line, from which those of the next one are foreseen.
struct QuantileTrack {
    private typealias Entry = (place: Double, quantiles: [Double])
    private var last: Entry?
    private var before: Entry?

    /// Where to look for the quantiles at a place: on the straight line through the last two, which is not followed far.
    func next(at place: Double) -> [Double]? {
        guard let last else { return nil }
        guard let before, last.place != before.place else { return last.quantiles }
        let share = min(max((place - last.place) / (last.place - before.place), -2), 2)
        return zip(last.quantiles, before.quantiles).map { $0 + share * ($0 - $1) }
    }

    mutating func append(_ quantiles: [Double], at place: Double) {
        (before, last) = (last, (place, quantiles))
    }
}
