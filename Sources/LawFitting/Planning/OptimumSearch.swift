extension FittedLaw {
    /// Finds the best configuration of a space under its budget.
    ///
    /// The search looks at every configuration, so it does not depend on the shape of the surface. A million configurations take
    /// some tens of milliseconds.
    ///
    /// - Parameters:
    ///   - dPrime: as for ``predict(layers:dim:dPrime:level:)``.
    ///   - tolerance: the relative loss against the best that `cheapest` may have.
    ///   - level: the confidence level of the intervals; the law's own by default.
    ///   - confidenceLevel: the nominal level of each comparison with the best. With 80 % the set holds the true best at least
    ///     nine times in ten.
    public func optimum(
        in space: SearchSpace,
        dPrime: Double? = nil,
        tolerance: Double = 0.01,
        level: Double? = nil,
        confidenceLevel: Double = 0.8
    ) throws(OptimumError) -> Optimum {
        guard confidenceLevel > 0, confidenceLevel < 1 else { throw .prediction(.levelOutOfRange(confidenceLevel)) }
        guard tolerance >= 0, tolerance <= 1 else { throw .toleranceOutOfRange(tolerance) }
        let (offset, quantile): (Double, Double)
        do throws(PredictionError) {
            (offset, quantile) = (try dPrimeOffset(dPrime), try self.quantile(level))
        } catch {
            throw .prediction(error)
        }
        let search = OptimumSearch(law: self, space: space, dPrimeOffset: offset)
        guard let best = search.best else { throw .nothingFeasible(smallestBudget: search.smallestBudget) }
        let frontier = search.frontier()
        let wanted = search.value(best).clampedToUnit * (1 - tolerance)
        let cheapest = frontier.first { search.value($0).clampedToUnit >= wanted } ?? best
        return Optimum(
            best: search.choice(best, quantile: quantile),
            cheapest: search.choice(cheapest, quantile: quantile),
            continuous: search.peak(dPrime: dPrime),
            confidence: search.confidence(around: best, level: confidenceLevel),
            frontier: Self.rising(frontier.map(search.frontierPoint))
        )
    }

    /// The points that still rise after their values are clamped to [0, 1].
    private static func rising(_ points: [Optimum.FrontierPoint]) -> [Optimum.FrontierPoint] {
        var highest = -Double.infinity
        return points.filter { point in
            defer { highest = max(highest, point.value) }
            return point.value > highest
        }
    }
}

/// One pass over a search space, and the questions that it answers.
struct OptimumSearch {
    /// A configuration by its indices in the space's levels.
    typealias Place = (i: Int, j: Int)

    private let law: FittedLaw
    private let space: SearchSpace
    private let dPrimeOffset: Double
    private let table: SurfaceTable
    /// Parameters by layers, then by dim; −1 if they exceed the budget or `Int`.
    private let parameters: [Int]
    /// The fewest parameters of the space.
    let smallestBudget: Int?
    /// The configuration of the highest value, of equal ones the cheapest; `nil` if nothing is feasible.
    let best: Place?

    init(law: FittedLaw, space: SearchSpace, dPrimeOffset: Double) {
        self.law = law
        self.space = space
        self.dPrimeOffset = dPrimeOffset
        let (layers, dim) = (space.layers.values, space.dim.values)
        table = SurfaceTable(law, layers: layers, dim: dim, dPrimeOffset: dPrimeOffset)
        let perLayer = dim.map { space.architecture.parametersPerLayer(dim: $0) ?? -1 }
        let embeddings = dim.map { dim in
            let (product, overflow) = dim.multipliedReportingOverflow(by: space.items)
            return overflow ? -1 : product
        }
        var parameters = [Int](repeating: -1, count: space.configurationCount)
        var smallest = Int.max
        var isAnyCountable = false
        var best: (place: Place, value: Double, parameters: Int)?
        let budget = space.maxParameters ?? .max
        for i in layers.indices {
            for j in dim.indices where perLayer[j] >= 0 && embeddings[j] >= 0 {
                let (body, bodyOverflow) = layers[i].multipliedReportingOverflow(by: perLayer[j])
                let (count, overflow) = body.addingReportingOverflow(embeddings[j])
                if bodyOverflow || overflow { continue }
                isAnyCountable = true
                smallest = min(smallest, count)
                if count > budget { continue }
                parameters[i * dim.count + j] = count
                let value = table.value(i, j)
                guard value.isFinite else { continue }
                if let best, value < best.value || (value == best.value && count >= best.parameters) { continue }
                best = ((i, j), value, count)
            }
        }
        self.parameters = parameters
        self.best = best?.place
        smallestBudget = isAnyCountable ? smallest : nil
    }

    func value(_ place: Place) -> Double { table.value(place.i, place.j) }

    func choice(_ place: Place, quantile: Double) -> Optimum.Choice {
        let (layers, dim) = (space.layers.values[place.i], space.dim.values[place.j])
        return Optimum.Choice(
            layers: layers,
            dim: dim,
            prediction: law.prediction(
                layers: Double(layers),
                dim: Double(dim),
                dPrimeOffset: dPrimeOffset,
                quantile: quantile
            ),
            parameters: cost(place)
        )
    }

    func frontierPoint(_ place: Place) -> Optimum.FrontierPoint {
        Optimum.FrontierPoint(
            layers: space.layers.values[place.i],
            dim: space.dim.values[place.j],
            // The same bits as a prediction there, which the table does not promise.
            value: law.prediction(
                layers: Double(space.layers.values[place.i]),
                dim: Double(space.dim.values[place.j]),
                dPrimeOffset: dPrimeOffset,
                quantile: 0
            ).value,
            parameters: cost(place)
        )
    }

    func peak(dPrime: Double?) -> ContinuousOptimum {
        func range(_ levels: SearchLevels) -> ClosedRange<Double> {
            Double(levels.values[0])...Double(levels.values[levels.values.count - 1])
        }
        return LawSurface(model: law.model, dPrimeOffset: dPrimeOffset)
            .peak(layers: range(space.layers), dim: range(space.dim), dPrime: dPrime)
    }

    /// The Pareto set: configurations better than every cheaper one, cheapest first.
    ///
    /// Sorting a million configurations would take longer than everything else. Most of them have a better one that is at least
    /// 0.4 % cheaper. A table of the best value per cost class finds those, and only the rest is sorted.
    func frontier() -> [Place] {
        var bestByClass = [Double](repeating: -.infinity, count: Self.costClassCount)
        forEachFeasible { i, j, cost in
            let costClass = Self.costClass(cost)
            bestByClass[costClass] = max(bestByClass[costClass], table.value(i, j))
        }
        var bestBelow = -Double.infinity
        let thresholds = bestByClass.map { best in
            defer { bestBelow = max(bestBelow, best) }
            return bestBelow
        }
        var rest: [(place: Place, value: Double, cost: Int)] = []
        forEachFeasible { i, j, cost in
            let value = table.value(i, j)
            if value > thresholds[Self.costClass(cost)] { rest.append(((i, j), value, cost)) }
        }
        rest.sort { ($0.cost, -$0.value, $0.place.i, $0.place.j) < ($1.cost, -$1.value, $1.place.i, $1.place.j) }
        var frontier: [Place] = []
        var highest = -Double.infinity
        for entry in rest where entry.value > highest {
            highest = entry.value
            frontier.append(entry.place)
        }
        return frontier
    }

    /// The configurations whose new measurement is not expected to be significantly below that of the best:
    /// ŷ(best) − ŷ(x) ≤ t·√(Var(ŷ(best) − ŷ(x)) + noise of both), one-sided at `level`.
    ///
    /// A closed form is evaluated at every configuration. With a Gaussian process each difference costs a matrix product, so only
    /// some levels are evaluated. The ranges are then rounded outwards to the next evaluated level, so that they never claim too
    /// much.
    func confidence(around best: Place, level: Double) -> Optimum.Confidence {
        let quantile =
            level > 0.5
            ? StudentT.quantile(level: 2 * level - 1, degreesOfFreedom: law.degreesOfFreedom) : 0
        let limit = law.model.parametric == nil ? Self.confidenceLevels(rows: law.model.largestProcess) : Int.max
        let (rows, columns) = (
            Self.thinned(space.layers.values.count, to: limit, keeping: best.i),
            Self.thinned(space.dim.values.count, to: limit, keeping: best.j)
        )
        let highest = value(best)
        let origin = offsets(best)
        var (lowI, highI, lowJ, highJ) = (best.i, best.i, best.j, best.j)
        for i in rows {
            for j in columns where cost((i, j)) >= 0 {
                // Only a configuration outside the box found so far can widen it.
                if i >= lowI, i <= highI, j >= lowJ, j <= highJ { continue }
                let shortfall = highest - table.value(i, j)
                let difference = law.model.difference(origin, offsets((i, j)))
                let variance = difference.variance + difference.noise
                guard shortfall * shortfall <= quantile * quantile * variance else { continue }
                (lowI, highI, lowJ, highJ) = (min(lowI, i), max(highI, i), min(lowJ, j), max(highJ, j))
            }
        }
        (lowI, highI) = Self.outwards(lowI, highI, rows, isThinned: rows.count < space.layers.values.count)
        (lowJ, highJ) = Self.outwards(lowJ, highJ, columns, isThinned: columns.count < space.dim.values.count)
        func extent(_ low: Int, _ high: Int, _ values: [Int]) -> Optimum.Extent {
            Optimum.Extent(
                low: values[low],
                high: values[high],
                isOpenAbove: high == values.count - 1
            )
        }
        return Optimum.Confidence(
            level: level,
            layers: extent(lowI, highI, space.layers.values),
            dim: extent(lowJ, highJ, space.dim.values)
        )
    }

    /// The number of levels per axis for which the differences of a process with so many rows take about 20 ms.
    private static func confidenceLevels(rows: Int) -> Int {
        min(max(Int((2e7 / Double(max(rows * rows, 1))).squareRoot()), 8), 64)
    }

    /// At most `limit` + 1 indices of 0..<count, the ends and `kept` among them.
    private static func thinned(_ count: Int, to limit: Int, keeping kept: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        let even = (0..<limit).map { $0 * (count - 1) / (limit - 1) }
        return Set(even + [kept]).sorted()
    }

    /// The next evaluated indices beyond either end, if not all were evaluated.
    private static func outwards(_ low: Int, _ high: Int, _ evaluated: [Int], isThinned: Bool) -> (Int, Int) {
        guard isThinned else { return (low, high) }
        return (evaluated.last { $0 < low } ?? low, evaluated.first { $0 > high } ?? high)
    }

    private func offsets(_ place: Place) -> Offsets {
        law.model.scales.offsets(
            layers: Double(space.layers.values[place.i]),
            dim: Double(space.dim.values[place.j]),
            dPrimeOffset: dPrimeOffset
        )
    }

    private func cost(_ place: Place) -> Int { parameters[place.i * space.dim.values.count + place.j] }

    private func forEachFeasible(_ body: (_ i: Int, _ j: Int, _ cost: Int) -> Void) {
        let width = space.dim.values.count
        for i in space.layers.values.indices {
            for j in 0..<width {
                let cost = parameters[i * width + j]
                if cost >= 0 { body(i, j, cost) }
            }
        }
    }

    /// The exponent and the first 8 bits of the significand: monotone in the cost, with classes 0.4 % wide.
    private static func costClass(_ cost: Int) -> Int {
        cost == 0 ? 0 : Int(Double(cost).bitPattern >> 44) - (1023 << 8) + 1
    }

    /// Costs are below 2^63.
    private static let costClassCount = (64 << 8) + 2
}
