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

    /// The quantiles at each p of `probabilities`.
    ///
    /// - Parameter starts: by p, where the search begins, in ``squaredScale``'s root from the mean; the moment-matched t by default.
    func quantiles(_ probabilities: [Double], tables: StudentTables, from starts: [Double]? = nil) -> [Double] {
        let (centre, spread) = (mean, squaredScale.squareRoot())
        guard spread > 0, let heaviest = components.max(by: { $0.weight < $1.weight }) else {
            return probabilities.map { _ in centre }
        }
        let columns = MixtureColumns(components.lazy.map(\.degreesOfFreedom), tables: tables)
        for (index, part) in components.enumerated() {
            columns.weights[index] = part.weight
            columns.locations[index] = part.location
            columns.squaredScales[index] = part.squaredScale
        }
        columns.prepare(spread: spread)
        let matched = tables[heaviest.degreesOfFreedom]
        var quantiles: [Double] = []
        for (index, p) in probabilities.enumerated() {
            let start = starts.map { $0[index] } ?? matched.quantile(p)
            quantiles.append(columns.quantile(p, from: centre + (spread * start), spread: spread))
        }
        return quantiles
    }
}
