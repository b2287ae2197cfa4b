import LawFitting

/// What the plots of one law and one metric share.
struct LawPlot {
    let law: LoadedLaw
    let metric: String
    let fitted: FittedLaw
    let dPrime: Double?
    /// Whose items and tokens count.
    let dataset: LawRecord.Dataset?
    let query: LawPlotQuery
    let work: RequestWork

    /// A measured value, and where it was measured.
    struct Measured {
        let layers: Int
        let dim: Int
        let value: Double
        /// Whether the run is of the data that the plot is about.
        let isOfThisData: Bool
        let dPrime: Double?
    }

    /// In canonical order.
    var runs: [Measured] {
        law.record.experiments.compactMap { run in
            run.values[metric].map { value in
                let own = run.configuration.dPrime
                return Measured(
                    layers: run.configuration.layers,
                    dim: run.configuration.dim,
                    value: value,
                    isOfThisData: dPrime == nil || own == nil || isSame(own, dPrime),
                    dPrime: own
                )
            }
        }
    }

    private func isSame(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) <= 1e-9 * right
    }

    func prediction(_ layers: Double, _ dim: Double, dPrime: Double?) throws(Problem) -> Prediction {
        do {
            return try fitted.predict(layers: layers, dim: dim, dPrime: dPrime, level: query.level)
        } catch {
            throw Problem(error, metric: metric)
        }
    }

    func surface(layers: [Int], dim: [Int]) throws(Problem) -> [[Prediction]] {
        do {
            return try fitted.surface(
                layers: layers,
                dim: dim,
                dPrime: dPrime,
                level: query.level,
                meter: work.meter
            )
        } catch {
            throw work.problem(lawFitting: error)
        }
    }

    /// The expected values alone, also between whole sizes.
    func expectedValues(layers: [Double], dim: [Double]) throws(Problem) -> [[Double]] {
        do {
            return try fitted.expectedValues(layers: layers, dim: dim, dPrime: dPrime, meter: work.meter)
        } catch {
            throw work.problem(lawFitting: error)
        }
    }

    func optimum(in space: SearchSpace) throws(Problem) -> Optimum {
        try work.hold(fitted.bytes(ofSearching: space), for: .scratch, remedy: "search fewer `layers` or `dim`")
        do {
            return try fitted.optimum(
                in: space,
                dPrime: dPrime,
                level: query.level,
                beyond: query.beyond,
                meter: work.meter
            )
        } catch {
            throw work.problem(lawFitting: error)
        }
    }

    /// The values of the metric that pictures span: all measured ones of this data, and the optimum. Where nothing was
    /// measured at this D′, they are those that the law predicts for the measured sizes.
    func valueRange() throws(Problem) -> ClosedRange<Double> {
        let own = runs.filter(\.isOfThisData)
        var values = own.map(\.value)
        if own.isEmpty { values = try predictedValues() }
        if dPrime == nil { values.append(fitted.optimum.value) }
        return PlotStyle.spread(values.min() ?? 0, values.max() ?? 1)
    }

    /// What the law predicts for each measured size at this D′.
    private func predictedValues() throws(Problem) -> [Double] {
        var values: [Double] = []
        for size in Set(runs.map { SIMD2($0.layers, $0.dim) }) {
            try work.check()
            values.append(try prediction(Double(size.x), Double(size.y), dPrime: dPrime).value)
        }
        return values
    }

    /// A sequence of sizes that is even on the logarithmic scale.
    static func even(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
        guard count > 1, high > low else { return [low] }
        let (start, end) = (Octaves.of(low), Octaves.of(high))
        return (0..<count).map { index in
            switch index {
            // The ends are exact.
            case 0: low
            case count - 1: high
            default: max(1, Octaves.size(start + (end - start) * Double(index) / Double(count - 1)))
            }
        }
    }

    /// The head of a Vega-Lite specification.
    func vegaLite(_ description: String, height: Int = 210) -> PlotValue {
        [
            "$schema": PlotStyle.vegaLite, "description": .string(description), "width": 420,
            "height": PlotValue(height), "padding": 4, "config": PlotStyle.config,
        ]
    }
}
