/// Finds the best configuration of a space under its budget.
///
/// Every configuration is looked at: a million take some tens of milliseconds, and nothing depends on the surface's shape.
///
/// - Parameters:
///   - dPrime: as for ``FittedLaw/predict(layers:dim:dPrime:level:)``.
///   - tolerance: what `cheapest` may fall short of the best, relative.
///   - level: of the intervals and of the confidence set; the law's own by default.
public func optimum(
    of law: FittedLaw,
    in space: SearchSpace,
    dPrime: Double? = nil,
    tolerance: Double = 0.01,
    level: Double? = nil
) throws(OptimumError) -> Optimum {
    guard tolerance >= 0, tolerance <= 1 else { throw .toleranceOutOfRange(tolerance) }
    let (offset, quantile) = try requirements(law, dPrime: dPrime, level: level)
    let search = OptimumSearch(law: law, space: space, dPrimeOffset: offset)
    guard let best = search.best else { throw .nothingFeasible(smallestBudget: search.smallestBudget) }
    let frontier = search.frontier()
    let wanted = search.value(best).clampedToUnit * (1 - tolerance)
    let cheapest = frontier.first { search.value($0).clampedToUnit >= wanted } ?? best
    return Optimum(
        best: search.choice(best, quantile: quantile),
        cheapest: search.choice(cheapest, quantile: quantile),
        continuous: search.peak(dPrime: dPrime),
        confidence: search.confidence(around: best, level: level ?? law.level),
        frontier: frontier.map(search.frontierPoint)
    )
}

/// τ of D′ and Student's t, or why there is none.
private func requirements(
    _ law: FittedLaw,
    dPrime: Double?,
    level: Double?
) throws(OptimumError) -> (dPrimeOffset: Double, quantile: Double) {
    do throws(PredictionError) {
        return (try law.dPrimeOffset(dPrime), try law.quantile(level))
    } catch {
        throw .prediction(error)
    }
}

/// One pass over a search space, and what is asked of it.
struct OptimumSearch {
    /// A configuration by its places in the space's levels.
    typealias Place = (i: Int, j: Int)

    private let law: FittedLaw
    private let space: SearchSpace
    private let dPrimeOffset: Double
    private let table: SurfaceTable
    /// Parameters by layers, then dim; -1 where they exceed the budget or `Int`.
    private let parameters: [Int]
    /// The fewest parameters of the space.
    let smallestBudget: Int?
    /// The highest value, of equal ones the cheapest; `nil` where nothing is feasible.
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
            value: value(place).clampedToUnit,
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
    /// Sorting a million configurations would take longer than all else. Most are beaten by one that is some 0.4 % cheaper, which
    /// a table of the best value by cost class shows; only the rest is sorted.
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

    /// The configurations whose new measurement would not be expected significantly below the best one's:
    /// ŷ(best) − ŷ(x) ≤ t·σ·√(2 + Var(ŷ(best) − ŷ(x))/σ²), one-sided at `level`, observation noise of both included.
    func confidence(around best: Place, level: Double) -> Optimum.Confidence {
        let quantile =
            level > 0.5
            ? StudentT.quantile(level: 2 * level - 1, degreesOfFreedom: Double(law.degreesOfFreedom)) : 0
        let allowance = quantile * law.residualDeviation
        let highest = value(best)
        var (lowI, highI, lowJ, highJ) = (best.i, best.i, best.j, best.j)
        forEachFeasible { i, j, _ in
            // Only configurations outside the box found so far can widen it.
            if i >= lowI, i <= highI, j >= lowJ, j <= highJ { return }
            let shortfall = highest - table.value(i, j)
            let variance = table.differenceVariance(best, (i, j))
            guard shortfall * shortfall <= allowance * allowance * (2 + variance) else { return }
            (lowI, highI, lowJ, highJ) = (min(lowI, i), max(highI, i), min(lowJ, j), max(highJ, j))
        }
        func extent(_ low: Int, _ high: Int, _ values: [Int]) -> Optimum.Extent {
            Optimum.Extent(
                low: values[low],
                high: values[high],
                isOpenBelow: low == 0,
                isOpenAbove: high == values.count - 1
            )
        }
        return Optimum.Confidence(
            level: level,
            layers: extent(lowI, highI, space.layers.values),
            dim: extent(lowJ, highJ, space.dim.values)
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

    /// The exponent and the first 8 bits of the significand: monotone in the cost, classes 0.4 % wide.
    private static func costClass(_ cost: Int) -> Int {
        cost == 0 ? 0 : Int(Double(cost).bitPattern >> 44) - (1023 << 8) + 1
    }

    /// Costs are below 2^63.
    private static let costClassCount = (64 << 8) + 2
}
