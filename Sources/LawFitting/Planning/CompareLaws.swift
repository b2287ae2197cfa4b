import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// Ranks laws, for instance of several frameworks on one dataset, by the probability that their optimum is the best.
    ///
    /// Laws are fitted to separate runs, so their errors are independent, and the probability is ∫ Π F_j dF_i over the distributions
    /// of the values at the optima: exact up to the quadrature, without draws. Equal probabilities are ranked by value, then by index.
    ///
    /// - Parameters:
    ///   - dPrime: the data of the comparison, for laws that span several D′.
    ///   - level: the confidence level of the intervals; each law's own by default.
    /// - Throws: ``ComparisonError``, or `WorkMeter.Stop`.
    public static func compare(
        _ laws: [FittedLaw],
        dPrime: Double? = nil,
        level: Double? = nil,
        meter: WorkMeter = WorkMeter()
    ) throws -> [ComparedLaw] {
        guard let first = laws.first else { return [] }
        guard laws.allSatisfy({ $0.goal == first.goal }) else { throw ComparisonError.goalsDiffer }
        var contenders: [Contender] = []
        for law in laws {
            meter.spend(
                law.model.blend.map { 2_000 * $0.kriging.components.count * $0.kriging.rows.table.levels.count }
                    ?? 100_000
            )
            try meter.check()
            do throws(PredictionError) {
                contenders.append(try Contender(law, dPrime: law.model.dependsOn(.dPrime) ? dPrime : nil, level: level))
            } catch {
                throw ComparisonError.prediction(error)
            }
        }
        let surfaces = BestOfSeveral(contenders.map { ($0.law, $0.surface) }).probabilities
        let runs = BestOfSeveral(contenders.map { ($0.law, $0.run) }).probabilities
        func isBefore(_ a: Int, _ b: Int) -> Bool {
            if surfaces[a] != surfaces[b] { return surfaces[a] > surfaces[b] }
            let (own, other) = (contenders[a].optimum.value, contenders[b].optimum.value)
            return own != other ? first.goal.isBetter(own, than: other) : a < b
        }
        return laws.indices.sorted(by: isBefore).enumerated().map { rank, index in
            contenders[index].report(index: index, rank: rank + 1, best: surfaces[index], bestRun: runs[index])
        }
    }
}

/// The probability of each of several independent values to be the best.
private struct BestOfSeveral {
    let probabilities: [Double]

    private static let intervals = 4_000
    /// Student's t with few degrees of freedom has little beyond so many scales.
    private static let scales = 60.0

    init(_ entries: [(law: FittedLaw, mixture: StudentMixture)]) {
        guard let first = entries.first?.law, entries.count > 1 else {
            probabilities = entries.map { _ in 1 }
            return
        }
        // Values of several laws are compared on the first law's fitted scale, larger is better.
        let curves = entries.map { entry in
            let tables = entry.law.model.tables
            let isSame = entry.law.scale == first.scale
            return { (merit: Double) -> Double in
                let fitted = first.direction * merit
                let own = isSame ? fitted : entry.law.scale.unlimited(first.scale.unlimitedOriginal(fitted))
                let below = entry.mixture.cumulative(own, tables: tables)
                return entry.law.direction > 0 ? below : 1 - below
            }
        }
        let ends = entries.map { entry -> (Double, Double) in
            let spread = Self.scales * entry.mixture.squaredScale.squareRoot()
            let ends = [entry.mixture.mean - spread, entry.mixture.mean + spread].map { value in
                entry.law.scale == first.scale
                    ? value : first.scale.unlimited(entry.law.scale.unlimitedOriginal(value))
            }.filter(\.isFinite).map { first.direction * $0 }
            return (ends.min() ?? 0, ends.max() ?? 0)
        }
        // Nodes are dense about every value: quantile-like steps by a hyperbolic sine, and a common order.
        var nodes: [Double] = []
        let share = Self.intervals / entries.count
        for (low, high) in ends {
            let (centre, half) = ((low + high) / 2, (high - low) / 2)
            for step in 0...share {
                let t = 2 * Double(step) / Double(share) - 1
                nodes.append(centre + half * Elementary.sinh(8 * t) / Elementary.sinh(8))
            }
        }
        nodes.sort()
        var sums = [Double](repeating: 0, count: entries.count)
        var below = curves.map { $0(nodes[0]) }
        // Mass below the first node is spread as at the node; there is none to speak of.
        for node in nodes.dropFirst() {
            let next = curves.map { $0(node) }
            for index in entries.indices {
                let mass = next[index] - below[index]
                guard mass > 0 else { continue }
                var others = 1.0
                for other in entries.indices where other != index { others *= (next[other] + below[other]) / 2 }
                sums[index] += mass * others
            }
            below = next
        }
        let total = sums.reduce(0, +)
        probabilities = total > 0 ? sums.map { $0 / total } : sums.map { _ in 1 / Double(sums.count) }
    }
}

extension MetricScale {
    /// The fitted value of a number that the metric may not have, infinite beyond the ends.
    fileprivate func unlimited(_ value: Double) -> Double {
        switch self {
        case .share, .identity: value
        case .likelihood: Elementary.exp(-value)
        case .inverse: value > 0 ? 1 / value : .infinity
        case .logarithm: value > 0 ? Elementary.log(value) : -.infinity
        }
    }

    /// ``original(_:)`` without the limits of a share.
    fileprivate func unlimitedOriginal(_ fitted: Double) -> Double { self == .share ? fitted : original(fitted) }
}

/// One law of a comparison.
private struct Contender {
    let law: FittedLaw
    let optimum: ContinuousOptimum
    let roomToGrow: Double
    let interval: LawInterval
    /// The noise-free value at the optimum, and a run there.
    let surface: StudentMixture
    let run: StudentMixture

    init(_ law: FittedLaw, dPrime: Double?, level: Double?) throws(PredictionError) {
        self.law = law
        let level = try law.valid(level)
        let logDPrime = try law.logDPrime(dPrime)
        let surface = LawSurface(model: law.model, direction: law.direction, logDPrime: logDPrime)
        let (layers, dim) = (law.domain.layers, law.domain.dim)
        let peak = surface.peak(
            layers: layers.low...(2 * layers.high),
            dim: dim.low...(2 * dim.high),
            within: (law.geometry, law.geometry.reach)
        )
        let known = surface.peak(
            layers: layers.low...layers.high,
            dim: dim.low...dim.high,
            within: (law.geometry, law.geometry.reach)
        )
        let point = surface.point(layers: peak.layers, dim: peak.dim)
        let value = law.scale.original(law.model.value(point))
        let measured = law.scale.original(law.model.value(surface.point(layers: known.layers, dim: known.dim)))
        optimum = ContinuousOptimum(
            layers: peak.layers,
            dim: peak.dim,
            dPrime: dPrime,
            value: value,
            interior: peak.isInterior
        )
        roomToGrow = law.goal.isBetter(value, than: measured) ? abs(value - measured) : 0
        interval = law.model.interval(point, level: level)
        self.surface = law.model.predictive(point, includingNoise: false)
        run = law.model.predictive(point, includingNoise: true)
    }

    func report(index: Int, rank: Int, best: Double, bestRun: Double) -> ComparedLaw {
        let prediction = law.prediction(interval)
        return ComparedLaw(
            index: index,
            rank: rank,
            optimum: optimum,
            low: prediction.low,
            high: prediction.high,
            standardError: prediction.standardError,
            probabilityOfBeingBest: best,
            probabilityOfBestRun: bestRun,
            roomToGrow: roomToGrow,
            decayTerms: decayTerms
        )
    }

    private var decayTerms: [ComparedLaw.DecayTerm] {
        let members = law.model.closed.map { [$0] } ?? law.model.blend?.members.map(\.closed) ?? []
        guard let closed = members.first(where: { $0.model.structure.form == .performanceLaw }) else { return [] }
        let report = ParameterReport(
            model: closed.model,
            covariance: closed.covariance,
            deviation: closed.residualVariance.squareRoot(),
            quantile: 0
        ).parameters
        func value(_ name: String) -> Double? { report.first { $0.name == name }?.value }
        let names: [(Axis, String, String)] = [(.layers, "w1", "w3"), (.dim, "w2", "w4")]
        return names.compactMap { axis, weight, exponent in
            guard let weight = value(weight), let exponent = value(exponent) else { return nil }
            let peak = exponent < 0 ? Elementary.pow(2, -1 / exponent) : nil
            return ComparedLaw.DecayTerm(
                axis: axis,
                weight: weight,
                exponent: exponent,
                turningPoint: peak.flatMap { $0.isFinite ? $0 : nil }
            )
        }
    }
}
