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
                return sum + (part.weight * table.valueAndDensity((y - part.location) / scale).cumulative)
            }
            return y >= part.location ? sum + part.weight : sum
        }
    }

    /// The quantiles at each p of `probabilities`, by Newton's method inside a bracket, from the moment-matched t.
    func quantiles(_ probabilities: [Double], tables: StudentTables) -> [Double] {
        let (centre, spread) = (mean, squaredScale.squareRoot())
        guard spread > 0 else { return probabilities.map { _ in centre } }
        return withUnsafeTemporaryAllocation(of: ScaledComponent.self, capacity: components.count) { scaled in
            for (index, part) in components.enumerated() {
                // A component without spread is a step; a tiny one keeps the distribution function continuous.
                let scale = max(part.squaredScale.squareRoot(), 1e-9 * spread)
                scaled.initializeElement(
                    at: index,
                    to: ScaledComponent(
                        weight: part.weight,
                        location: part.location,
                        inverse: 1 / scale,
                        table: tables.index(part.degreesOfFreedom)
                    )
                )
            }
            let matched = components.max { $0.weight < $1.weight }.map { tables[$0.degreesOfFreedom] }
            return probabilities.map { p in
                let start = centre + (spread * (matched?.quantile(p) ?? 0))
                return Self.quantile(p, from: start, spread: spread, UnsafeBufferPointer(scaled), tables)
            }
        }
    }

    private struct ScaledComponent {
        var weight: Double
        var location: Double
        var inverse: Double
        var table: Int
    }

    private static func quantile(
        _ p: Double,
        from start: Double,
        spread: Double,
        _ components: UnsafeBufferPointer<ScaledComponent>,
        _ tables: StudentTables
    ) -> Double {
        var y = start
        var (low, high) = (-Double.infinity, Double.infinity)
        for _ in 0..<60 {
            var (sum, density) = (-p, 0.0)
            for part in components {
                let value = tables.all[part.table].valueAndDensity((y - part.location) * part.inverse)
                sum += part.weight * value.cumulative
                density += part.weight * value.density * part.inverse
            }
            if sum > 0 { high = y } else { low = y }
            var next = density > 0 ? y - (sum / density) : .nan
            if !(next > low && next < high) {
                if low > -.infinity, high < .infinity {
                    next = low + ((high - low) / 2)
                } else {
                    next = sum > 0 ? y - spread : y + spread
                }
            }
            let change = abs(next - y)
            y = next
            // Newton's error is the square of its last step.
            if change <= 1e-6 * spread { break }
        }
        return y
    }
}
