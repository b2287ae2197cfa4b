import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// Finds the best configuration of a space under its budgets.
    ///
    /// The search looks at every configuration, so it does not depend on the shape of the surface.
    ///
    /// - Parameters:
    ///   - dPrime: as for ``predict(layers:dim:dPrime:level:)``.
    ///   - tolerance: the loss against the best that `cheapest` may have, as a share of ``measuredRange``.
    ///   - level: the confidence level of the intervals; the law's own by default.
    ///   - confidenceLevel: a configuration is in the confidence set if the probability that it is at least as good as the best, without
    ///     the noise of a run, is at least 1 − confidenceLevel.
    ///   - beyond: whether the best may lie more than an octave (half of one, if the design is confounded) off the hull of the measured
    ///     configurations.
    ///   - memo: belongs to this law, and makes its next search over the same space faster.
    ///   - nextShare: the answer also shows what this share of more parameters than those of the best would gain; positive.
    /// - Throws: ``OptimumError``, or `WorkMeter.Stop`.
    public func optimum(
        in space: SearchSpace,
        dPrime: Double? = nil,
        tolerance: Double = 0.01,
        level: Double? = nil,
        confidenceLevel: Double = 0.8,
        beyond: Bool = false,
        nextShare: Double = 0.1,
        memo: OptimumMemo? = nil,
        meter: WorkMeter = WorkMeter()
    ) throws -> Optimum {
        guard confidenceLevel > 0, confidenceLevel < 1 else {
            throw OptimumError.prediction(.levelOutOfRange(confidenceLevel))
        }
        guard tolerance >= 0, tolerance <= 1 else { throw OptimumError.toleranceOutOfRange(tolerance) }
        let (logDPrime, intervalLevel): (Double, Double)
        do throws(PredictionError) {
            (logDPrime, intervalLevel) = (try self.logDPrime(dPrime), try valid(level))
        } catch {
            throw OptimumError.prediction(error)
        }
        let key = OptimumMemo.Key(layers: space.layers, dim: space.dim, dPrime: dPrime, beyond: beyond)
        let remembered = memo?.content(key)
        let search = OptimumSearch(
            law: self,
            space: space,
            logDPrime: logDPrime,
            beyond: beyond,
            meter: meter,
            table: remembered?.table
        )
        try meter.check()
        if let refusal = search.feasibility.refusal { throw refusal }
        guard let expected = search.best else { throw OptimumError.nothingFeasible([]) }
        let known = beyond ? nil : search.known
        let best = search.recommended(expected, known)
        let frontier = try search.frontier()
        let allowance = tolerance * measuredRange
        let reached = best.place.map { search.original(($0.x, $0.y)) } ?? scale.original(model.value(best.point))
        func isWithin(_ value: Double) -> Bool { (goal == .maximise ? reached - value : value - reached) <= allowance }
        // The best itself, where it was measured, and other measured ones need not lie on the frontier of the expected values.
        let cheap = frontier.filter { isWithin(search.original($0)) }.map(search.candidate)
        let measured = (known?.measured ?? []).filter { isWithin(scale.original(model.value($0.point))) }
        let cheapest = (cheap + measured).filter { $0.parameters <= best.parameters }
            .sorted { ($0.parameters, $0.layers, $0.dim) < ($1.parameters, $1.layers, $1.dim) }
            .first { search.isSure($0, known) }
        let continuous = remembered?.continuous ?? search.continuous(dPrime: dPrime)
        let optimum = Optimum(
            best: search.choice(best, level: intervalLevel),
            cheapest: search.choice(cheapest ?? best, level: intervalLevel),
            continuous: continuous,
            confidence: ConfidenceSearch(search: search, best: best, level: confidenceLevel).confidence,
            frontier: try search.rising(frontier),
            reach: search.feasibility.reach,
            isLimitedByReach: search.isLimitedByReach,
            isMeasured: best != search.candidate(expected),
            next: try search.gain(after: best, share: nextShare, beyond: beyond)
        )
        try meter.check()
        if remembered == nil { memo?.keep(OptimumMemo.Content(table: search.table, continuous: continuous), key) }
        return optimum
    }
}

/// One pass over a search space, and the questions that it answers.
struct OptimumSearch {
    typealias Place = Feasibility.Place

    let law: FittedLaw
    let space: SearchSpace
    let logDPrime: Double
    let feasibility: Feasibility
    let meter: WorkMeter
    let table: SurfaceTable
    /// The configuration of the best expected value, of equal ones the cheapest; `nil` if nothing is feasible.
    let best: Place?
    let isLimitedByReach: Bool

    /// The one-sided level of the bounds that decide on a confounded design: the ends of the central 80 % interval.
    private static let sureLevel = 0.8

    /// Without meaning if the meter stopped the work.
    ///
    /// - Parameter table: that of the same levels and D′, if there is one.
    init(
        law: FittedLaw,
        space: SearchSpace,
        logDPrime: Double,
        beyond: Bool,
        meter: WorkMeter,
        table known: SurfaceTable? = nil
    ) {
        self.law = law
        self.space = space
        self.logDPrime = logDPrime
        self.meter = meter
        let feasibility = Feasibility(space, geometry: law.geometry, beyond: beyond, meter: meter)
        self.feasibility = feasibility
        let table =
            known
            ?? SurfaceTable(
                law.model,
                logLayers: space.layers.values.map { Elementary.log(Double($0)) },
                logDim: space.dim.values.map { Elementary.log(Double($0)) },
                logDPrime: logDPrime,
                meter: meter
            )
        self.table = table
        let direction = law.direction
        var best: (place: Place, value: Double, parameters: Int)?
        feasibility.visit { i, j, cost in
            let value = direction * table.value(i, j)
            guard value.isFinite else { return }
            if let best, value < best.value || (value == best.value && cost >= best.parameters) { return }
            best = ((i, j), value, cost)
        }
        self.best = best?.place
        var isLimited = false
        if let best, feasibility.reach != nil {
            for i in space.layers.values.indices where !isLimited && !meter.isStopped {
                meter.spend(space.dim.values.count)
                for j in space.dim.values.indices
                where feasibility.cost((i, j)) >= 0 && direction * table.value(i, j) > best.value {
                    isLimited = true
                    break
                }
            }
        }
        isLimitedByReach = isLimited
    }

    /// On the fitted scale, larger is better.
    @inline(__always)
    func merit(_ place: Place) -> Double { law.direction * table.value(place.i, place.j) }

    /// In the metric's own unit.
    func original(_ place: Place) -> Double { law.scale.original(table.value(place.i, place.j)) }

    func point(_ place: Place) -> LawPoint {
        law.point(
            layers: Double(space.layers.values[place.i]),
            dim: Double(space.dim.values[place.j]),
            logDPrime: logDPrime
        )
    }

    /// A configuration that may be recommended.
    struct Candidate: Hashable {
        let layers: Int
        let dim: Int
        let parameters: Int
        let point: LawPoint
        /// `nil` for a measured configuration between the levels of the space.
        let place: SIMD2<Int>?
    }

    func candidate(_ place: Place) -> Candidate {
        Candidate(
            layers: space.layers.values[place.i],
            dim: space.dim.values[place.j],
            parameters: feasibility.cost(place),
            point: point(place),
            place: SIMD2(place.i, place.j)
        )
    }

    func choice(_ candidate: Candidate, level: Double) -> Optimum.Choice {
        Optimum.Choice(
            layers: candidate.layers,
            dim: candidate.dim,
            prediction: law.prediction(candidate.point, level: level),
            parameters: candidate.parameters
        )
    }

    /// What measurements say on a confounded design.
    struct Known {
        /// The best measured configuration, and the bound of its own value.
        let best: Candidate
        let bound: Double
        let measured: Set<Candidate>
    }

    /// On a confounded design no configuration is recommended whose bound is worse than that of the best measured one. `nil` on other designs,
    /// and where nothing measured is feasible.
    var known: Known? {
        guard law.geometry.isConfounded else { return nil }
        let candidates = measuredCandidates
        let merits = candidates.map { candidate -> (candidate: Candidate, merit: Double) in
            meter.spend(law.model.unitsPerMean)
            return (candidate, meter.isStopped ? 0 : law.direction * law.model.value(candidate.point))
        }
        return merits.max { $0.merit < $1.merit }.map {
            Known(best: $0.candidate, bound: bound($0.candidate), measured: Set(candidates))
        }
    }

    /// The bound of the central 80 % interval on the worse side, on the fitted scale; larger is better.
    private func bound(_ candidate: Candidate) -> Double {
        meter.spend(law.model.unitsPerMean)
        guard !meter.isStopped else { return 0 }
        let interval = law.model.interval(candidate.point, level: Self.sureLevel)
        return law.direction > 0 ? interval.low : -interval.high
    }

    /// The configuration of the best expectation, or else the best measured one.
    func recommended(_ expected: Place, _ known: Known?) -> Candidate {
        let best = candidate(expected)
        return isSure(best, known) ? best : known?.best ?? best
    }

    func isSure(_ candidate: Candidate, _ known: Known?) -> Bool {
        guard let known, !known.measured.contains(candidate) else { return true }
        return bound(candidate) >= known.bound
    }

    /// The measured configurations within the ranges of the space and its budgets. A sparse space need not have their levels: what was
    /// measured is an answer all the same.
    private var measuredCandidates: [Candidate] {
        let (layers, dim) = (space.layers.values, space.dim.values)
        guard let firstLayers = layers.first, let lastLayers = layers.last, let firstDim = dim.first,
            let lastDim = dim.last
        else { return [] }
        return law.measured.compactMap { configuration in
            let (depth, width) = (configuration.layers, configuration.dim)
            guard firstLayers...lastLayers ~= depth, firstDim...lastDim ~= width else { return nil }
            let perLayer = space.architecture.parametersPerLayer(dim: width)
            guard let cost = space.cost(layers: depth, perLayer: perLayer, dim: width) else { return nil }
            guard space.budgets.allSatisfy({ $0.allows(body: cost.body, table: cost.table) }) else { return nil }
            let (i, j) = (space.layers.index(of: depth), space.dim.index(of: width))
            return Candidate(
                layers: depth,
                dim: width,
                parameters: cost.body + cost.table,
                point: law.point(layers: Double(depth), dim: Double(width), logDPrime: logDPrime),
                place: i.flatMap { i in j.map { SIMD2(i, $0) } }
            )
        }
    }

    func continuous(dPrime: Double?) -> ContinuousOptimum {
        func range(_ levels: SearchLevels) -> ClosedRange<Double> {
            Double(levels.values[0])...Double(levels.values[levels.values.count - 1])
        }
        let surface = LawSurface(model: law.model, direction: law.direction, logDPrime: logDPrime)
        let peak = surface.peak(
            layers: range(space.layers),
            dim: range(space.dim),
            within: feasibility.reach.map { (law.geometry, $0) },
            meter: meter
        )
        return ContinuousOptimum(
            layers: peak.layers,
            dim: peak.dim,
            dPrime: dPrime,
            value: law.scale.original(law.model.value(surface.point(layers: peak.layers, dim: peak.dim))),
            interior: peak.isInterior
        )
    }

    /// The points that still improve after their values are limited to those of the metric.
    ///
    /// - Throws: `WorkMeter.Stop`.
    func rising(_ frontier: [Place]) throws -> [Optimum.FrontierPoint] {
        var last: Double?
        var points: [Optimum.FrontierPoint] = []
        for place in frontier {
            meter.spend(law.model.unitsPerMean)
            try meter.check()
            // The same bits as a prediction there, which the table does not promise.
            let value = law.scale.original(law.model.mean(point(place)))
            if let last, !law.goal.isBetter(value, than: last) { continue }
            last = value
            points.append(
                Optimum.FrontierPoint(
                    layers: space.layers.values[place.i],
                    dim: space.dim.values[place.j],
                    value: value,
                    parameters: feasibility.cost(place)
                )
            )
        }
        return points
    }

    /// The Pareto set: configurations better than every cheaper one, cheapest first.
    ///
    /// Sorting a million configurations would take longer than everything else. Most of them have a better one that is at least
    /// 0.4 % cheaper. A table of the best value per cost class finds those, and only the rest is sorted.
    ///
    /// - Throws: `WorkMeter.Stop`, also while it sorts.
    func frontier() throws -> [Place] {
        var bestByClass = [Double](repeating: -.infinity, count: Self.costClassCount)
        feasibility.visit { i, j, cost in
            let costClass = Self.costClass(cost)
            bestByClass[costClass] = max(bestByClass[costClass], merit((i, j)))
        }
        var bestBelow = -Double.infinity
        let thresholds = bestByClass.map { best in
            defer { bestBelow = max(bestBelow, best) }
            return bestBelow
        }
        // By number, i·width + j: a place and what is sorted by would be five times as large.
        let width = space.dim.values.count
        var rest: [Int] = []
        feasibility.visit { i, j, cost in
            if merit((i, j)) > thresholds[Self.costClass(cost)] { rest.append((i * width) + j) }
        }
        func place(_ number: Int) -> Place { (number / width, number % width) }
        func key(_ number: Int) -> (Int, Double) { (feasibility.cost(place(number)), -merit(place(number))) }
        var comparisons = 0
        try rest.sort { one, other in
            comparisons += 1
            if comparisons & Self.comparisonMask == 0 {
                meter.spend((Self.comparisonMask + 1) * Self.unitsPerComparison)
                try meter.check()
            }
            let (first, second) = (key(one), key(other))
            return first == second ? one < other : first < second
        }
        var frontier: [Place] = []
        var highest = -Double.infinity
        for number in rest where merit(place(number)) > highest {
            highest = merit(place(number))
            frontier.append(place(number))
        }
        return frontier
    }

    private static let comparisonMask = 4_095
    private static let unitsPerComparison = 20

    /// The exponent and the first 8 bits of the significand: monotone in the cost, with classes 0.4 % wide.
    private static func costClass(_ cost: Int) -> Int {
        cost == 0 ? 0 : Int(Double(cost).bitPattern >> 44) - (1023 << 8) + 1
    }

    /// Costs are below 2^63.
    private static let costClassCount = (64 << 8) + 2
}
