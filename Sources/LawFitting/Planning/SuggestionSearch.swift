import ElementaryFunctions
import ResourceMetering

/// Chooses the experiments to run next.
struct SuggestionSearch {
    /// `nil` if the measurements do not determine one yet.
    let law: FittedLaw?
    let observations: ObservationSet
    let space: SearchSpace
    /// The confidence level of the predictions' intervals.
    let level: Double
    let meter: WorkMeter

    /// The levels per axis of the first pass for one run. The second looks at all levels around the best of them.
    private static let coarseLevels = 32
    /// The levels per axis for a batch, whose joint posterior costs time with their product.
    private static let batchLevels = 16
    /// The levels per axis in the cheapest corner, which is searched in full if no coarse level is affordable.
    private static let cornerLevels = 256
    private static let draws = 480
    /// The least distance between runs for the surface, in coordinates that span the search space from −1 to 1.
    private static let leastDistance = 0.1
    /// The least distance between runs of a batch, in ranges of the logarithms of the search space's levels.
    private static let leastBatchDistance = 0.1

    private typealias Place = Feasibility.Place

    func suggestions(count: Int, goal: SuggestionGoal, dPrime: Double?) throws -> [Suggestion] {
        guard 1...Suggestion.limit ~= count else { throw SuggestionError.countOutOfRange(count) }
        let known = observations.levels(of: .dPrime)
        let dPrime = dPrime ?? (known.count == 1 ? known[0] : nil)
        let logDPrime: Double
        do throws(PredictionError) {
            logDPrime = try law?.logDPrime(dPrime) ?? 0
            _ = try law?.valid(level)
        } catch {
            throw SuggestionError.prediction(error)
        }
        let geometry = law?.geometry ?? DesignGeometry(Design(observations).points)
        // Runs that teach about the surface, or resolve a confounded design, may lie anywhere in the space.
        let feasibility = Feasibility(space, geometry: geometry, beyond: law == nil || goal == .surface, meter: meter)
        try meter.check()
        switch feasibility.refusal {
        case .nothingWithinReach(let octaves, let reach):
            throw SuggestionError.nothingWithinReach(octaves: octaves, reach: reach)
        case .nothingFeasible(let needs): throw SuggestionError.nothingFeasible(needs)
        case .nothingFeasibleWithinReach(let needs, let reach):
            throw SuggestionError.nothingFeasibleWithinReach(needs, reach: reach)
        case .toleranceOutOfRange, .prediction, nil: break
        }
        let free = FreePlaces(feasibility: feasibility, observations: observations, dPrime: dPrime)
        let chosen: [(place: Place, reason: Suggestion.Reason)]
        if let law, goal == .optimum {
            chosen = count == 1 ? mostPromising(law, free, logDPrime) : batch(count, law, free, logDPrime)
        } else {
            chosen = mostInformative(count, free)
        }
        try meter.check()
        if chosen.isEmpty { throw SuggestionError.nothingLeft }
        return chosen.map { place, reason in
            let (layers, dim) = (space.layers.values[place.i], space.dim.values[place.j])
            let prediction = law.map { law in
                law.prediction(
                    law.point(layers: Double(layers), dim: Double(dim), logDPrime: logDPrime),
                    level: level
                )
            }
            return Suggestion(
                layers: layers,
                dim: dim,
                prediction: prediction,
                reason: reason,
                parameters: feasibility.cost(place)
            )
        }
    }

    private func point(_ place: Place, _ logDPrime: Double) -> LawPoint {
        LawPoint(
            logLayers: Elementary.log(Double(space.layers.values[place.i])),
            logDim: Elementary.log(Double(space.dim.values[place.j])),
            logDPrime: logDPrime
        )
    }

    /// The free place of the best expected value, of equal ones the cheapest; `nil` if no place is free.
    private func bestExpected(_ law: FittedLaw, _ free: FreePlaces, _ logDPrime: Double) -> Place? {
        let table = SurfaceTable(
            law.model,
            logLayers: space.layers.values.map { Elementary.log(Double($0)) },
            logDim: space.dim.values.map { Elementary.log(Double($0)) },
            logDPrime: logDPrime,
            meter: meter
        )
        var best: (place: Place, merit: Double, cost: Int)?
        guard !meter.isStopped else { return nil }
        free.feasibility.visit { i, j, cost in
            let merit = law.direction * table.value(i, j)
            guard merit.isFinite else { return }
            if let best, merit < best.merit || (merit == best.merit && cost >= best.cost) { return }
            if free.contains((i, j)) { best = ((i, j), merit, cost) }
        }
        return best?.place
    }

    /// The free place with the best mean + 1 standard deviation.
    private func mostPromising(_ law: FittedLaw, _ free: FreePlaces, _ logDPrime: Double) -> [(
        Place, Suggestion.Reason
    )] {
        let units =
            law.model.blend.map { $0.kriging.components.count * (300 + $0.kriging.rows.count * $0.kriging.rows.count) }
            ?? 200
        var best: (place: Place, score: Double)?
        func consider(_ rows: [Int], _ columns: [Int]) {
            for i in rows {
                for j in columns where free.contains((i, j)) && !meter.isStopped {
                    meter.spend(units)
                    let mixture = law.model.predictive(point((i, j), logDPrime), includingNoise: false)
                    let score = law.direction * mixture.mean + mixture.squaredScale.squareRoot()
                    if score.isFinite, score > best?.score ?? -.infinity { best = ((i, j), score) }
                }
            }
        }
        let expected = bestExpected(law, free, logDPrime)
        if let expected { consider([expected.i], [expected.j]) }
        let (rows, columns) = (Self.even(space.layers, Self.coarseLevels), Self.even(space.dim, Self.coarseLevels))
        consider(rows, columns)
        if let first = best?.place {
            let (near, across) = (Self.around(first.i, in: rows), Self.around(first.j, in: columns))
            let (fine, other) = (Self.thinned(near, Self.coarseLevels), Self.thinned(across, Self.coarseLevels))
            consider(fine, other)
        }
        guard let best else { return [] }
        let isExpected = expected.map { $0 == best.place } ?? false
        return [(best.place, isExpected ? .highestExpected : .mayBeBest)]
    }

    /// The free places that together promise most.
    private func batch(
        _ count: Int,
        _ law: FittedLaw,
        _ free: FreePlaces,
        _ logDPrime: Double
    ) -> [(Place, Suggestion.Reason)] {
        guard let expected = bestExpected(law, free, logDPrime) else { return [] }
        var places = free.lattice(Self.even(space.layers, Self.batchLevels), Self.even(space.dim, Self.batchLevels))
        if places.count < count {
            let corner = free.corner(Self.cornerLevels)
            places = Array(free.lattice(corner.rows, corner.columns).prefix(Self.batchLevels * Self.batchLevels))
        }
        let first = places.firstIndex { $0 == expected } ?? places.endIndex
        if first == places.endIndex { places.append(expected) }
        let points = places.map { point($0, logDPrime) }
        let joint: JointPosterior =
            switch law.model {
            case .closed(let closed, _):
                JointPosterior(closed, form: law.form, degreesOfFreedom: law.degreesOfFreedom, at: points)
            case .blend(let blend): JointPosterior(blend, at: points, meter: meter)
            }
        guard !meter.isStopped else { return [] }
        meter.spend(places.count * Self.draws * (count + 32))
        let draws = joint.draws(Self.draws).map { law.direction * $0 }
        let coordinates = ranges(points)
        let chosen = GreedyBatch.choose(count, after: first, draws: draws, pointCount: places.count) { one, other in
            let distance = coordinates[one] - coordinates[other]
            return (distance * distance).sum() >= Self.leastBatchDistance * Self.leastBatchDistance
        }
        let promising: [(Place, Suggestion.Reason)] = chosen.enumerated().map { order, index in
            (places[index], order == 0 ? .highestExpected : .mayBeBest)
        }
        // Nowhere else may the best be, so the rest is for the surface.
        return promising + mostInformative(count - chosen.count, free, after: promising.map(\.0))
    }

    /// The points in units of the search space's range along each axis, in logarithms.
    private func ranges(_ points: [LawPoint]) -> [SIMD2<Double>] {
        func range(_ levels: SearchLevels) -> Double {
            let (low, high) = (levels.values[0], levels.values[levels.values.count - 1])
            return low < high ? Elementary.log(Double(high) / Double(low)) : 1
        }
        let unit = SIMD2(range(space.layers), range(space.dim))
        return points.map { SIMD2($0.logLayers, $0.logDim) / unit }
    }

    /// One after another, the free place with the most information, away from the runs before it.
    ///
    /// - Parameter earlier: places that will be measured anyway.
    private func mostInformative(_ count: Int, _ free: FreePlaces, after earlier: [Place] = []) -> [(
        Place, Suggestion.Reason
    )] {
        func span(_ axis: Axis, _ levels: SearchLevels) -> [Double] {
            observations.levels(of: axis)
                + [levels.values.first, levels.values.last].compactMap { $0.map(Double.init) }
        }
        var information = DOptimality(layers: span(.layers, space.layers), dim: span(.dim, space.dim))
        var runs: [SIMD2<Double>] = []
        func add(_ layers: Int, _ dim: Int, _ count: Double) {
            information.add(layers: layers, dim: dim, count: count)
            runs.append(information.coordinates(layers: layers, dim: dim))
        }
        for row in observations.replicates {
            add(row.configuration.layers, row.configuration.dim, Double(row.values.count))
        }
        for place in earlier { add(space.layers.values[place.i], space.dim.values[place.j], 1) }
        var places = free.lattice(Self.even(space.layers, Self.coarseLevels), Self.even(space.dim, Self.coarseLevels))
        if places.count < count + earlier.count {
            let corner = free.corner(Self.cornerLevels)
            places = free.lattice(corner.rows, corner.columns)
        }
        places.removeAll { place in earlier.contains { $0 == place } }
        var chosen: [(Place, Suggestion.Reason)] = []
        while chosen.count < count, !meter.isStopped {
            meter.spend(places.count * (200 + 4 * runs.count))
            var best: (index: Int, isApart: Bool, gain: Double)?
            for (index, place) in places.enumerated() {
                let (layers, dim) = (space.layers.values[place.i], space.dim.values[place.j])
                let own = information.coordinates(layers: layers, dim: dim)
                let isApart = runs.allSatisfy { run in
                    let distance = run - own
                    return (distance * distance).sum() >= Self.leastDistance * Self.leastDistance
                }
                let gain = information.gain(layers: layers, dim: dim)
                guard gain.isFinite else { continue }
                if let best, best.isApart && !isApart || best.isApart == isApart && gain <= best.gain { continue }
                best = (index, isApart, gain)
            }
            guard let best else { break }
            let place = places.remove(at: best.index)
            add(space.layers.values[place.i], space.dim.values[place.j], 1)
            chosen.append((place, .mostInformative))
        }
        return chosen
    }

    /// At most `limit` indices, even in the logarithm of the levels.
    private static func even(_ levels: SearchLevels, _ limit: Int) -> [Int] {
        guard levels.values.count > limit else { return Array(levels.values.indices) }
        let logarithms = levels.values.map { Elementary.log(Double($0)) }
        let (low, high) = (logarithms[0], logarithms[logarithms.count - 1])
        var chosen: Set<Int> = []
        var index = 0
        for step in 0..<limit {
            let target = low + ((high - low) * Double(step) / Double(limit - 1))
            while index < logarithms.count - 1, logarithms[index] < target - 1e-12 { index += 1 }
            chosen.insert(index)
        }
        return chosen.sorted()
    }

    private static func around(_ index: Int, in coarse: [Int]) -> [Int] {
        Array((coarse.last { $0 < index } ?? index)...(coarse.first { $0 > index } ?? index))
    }

    private static func thinned(_ indices: [Int], _ limit: Int) -> [Int] {
        guard indices.count > limit else { return indices }
        return (0..<limit).map { indices[$0 * (indices.count - 1) / (limit - 1)] }
    }
}

/// The feasible configurations of a space that were not measured.
private struct FreePlaces {
    let feasibility: Feasibility
    private let taken: Set<SIMD2<Int>>

    init(feasibility: Feasibility, observations: ObservationSet, dPrime: Double?) {
        self.feasibility = feasibility
        taken = Set(
            observations.replicates.map(\.configuration).filter { $0.dPrime == dPrime }.map { SIMD2($0.layers, $0.dim) }
        )
    }

    func contains(_ place: Feasibility.Place) -> Bool {
        guard feasibility.isFeasible(place) else { return false }
        return !taken.contains(SIMD2(feasibility.space.layers.values[place.i], feasibility.space.dim.values[place.j]))
    }

    func lattice(_ rows: [Int], _ columns: [Int]) -> [Feasibility.Place] {
        rows.flatMap { i in columns.map { (i: i, j: $0) } }.filter(contains)
    }

    /// The smallest levels that are feasible: a tight budget may leave no coarse level.
    func corner(_ limit: Int) -> (rows: [Int], columns: [Int]) {
        let reachable = feasibility.reachable
        guard let first = reachable.firstIndex(where: { !$0.isEmpty }) else { return ([], []) }
        let low = reachable.filter { !$0.isEmpty }.map(\.lowerBound).min() ?? 0
        return (
            Array(first..<min(reachable.count, first + limit)),
            Array(low..<min(feasibility.space.dim.values.count, low + limit))
        )
    }
}
