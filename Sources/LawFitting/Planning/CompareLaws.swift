import ElementaryFunctions
public import ResourceMetering

extension FittedLaw {
    /// Ranks laws, for instance of several frameworks on one dataset, by the probability that their optimum is the best.
    ///
    /// Laws are fitted to separate runs, so the noise in them is independent, and the probability is ∫ Π F_j dF_i over the distributions
    /// of the values at the optima: up to the quadrature, without draws. What the laws have in common cancels (``BestOfSeveral``). Equal probabilities are ranked by value, then by index.
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
            do throws(PredictionError) {
                contenders.append(
                    try Contender(law, dPrime: law.model.dependsOn(.dPrime) ? dPrime : nil, level: level, meter)
                )
            } catch {
                throw ComparisonError.prediction(error)
            }
            try meter.check()
        }
        let share = SharedSurface.share(of: laws)
        let surfaces = BestOfSeveral.probabilities(contenders.map(\.surface), share: share, meter: meter)
        let runs = BestOfSeveral.probabilities(contenders.map(\.run), share: share, meter: meter)
        try meter.check()
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

/// One law of a comparison.
private struct Contender {
    let law: FittedLaw
    let optimum: ContinuousOptimum
    let roomToGrow: Double
    let interval: LawInterval
    /// The noise-free value at the optimum, and a run there.
    let surface: BestOfSeveral.Entry
    let run: BestOfSeveral.Entry

    /// Without meaning if the meter stops the work.
    init(_ law: FittedLaw, dPrime: Double?, level: Double?, _ meter: WorkMeter) throws(PredictionError) {
        self.law = law
        let level = try law.valid(level)
        let logDPrime = try law.logDPrime(dPrime)
        let surface = LawSurface(model: law.model, direction: law.direction, logDPrime: logDPrime)
        let (layers, dim) = (law.domain.layers, law.domain.dim)
        let peak = surface.peak(
            layers: layers.low...(2 * layers.high),
            dim: dim.low...(2 * dim.high),
            within: (law.geometry, law.geometry.reach),
            meter: meter
        )
        // An optimum among the measured sizes is the best of them; a search there would end at it but for rounding.
        let isMeasured = layers.contains(peak.layers) && dim.contains(peak.dim)
        let known =
            isMeasured
            ? peak
            : surface.peak(
                layers: layers.low...layers.high,
                dim: dim.low...dim.high,
                within: (law.geometry, law.geometry.reach),
                meter: meter
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
        let kriging = law.model.blend?.kriging
        let place = law.model.blend?.normalised(point)
        let noise = kriging.flatMap { kriging in place.map(kriging.noiseVariances) } ?? []
        self.surface = BestOfSeveral.Entry(
            law: law,
            mixture: law.model.predictive(point, includingNoise: false),
            noise: noise
        )
        // The noise of the run itself is its own.
        let runNoise = kriging.flatMap { kriging in place.map { kriging.moments($0).map(\.noise) } } ?? []
        run = BestOfSeveral.Entry(
            law: law,
            mixture: law.model.predictive(point, includingNoise: true),
            noise: zip(noise, runNoise).map { $0 + $1 }
        )
    }

    func report(index: Int, rank: Int, best: Double, bestRun: Double) -> ComparedLaw {
        let prediction = law.prediction(interval)
        return ComparedLaw(
            index: index,
            rank: rank,
            optimum: optimum,
            low: prediction.low,
            high: prediction.high,
            isClamped: prediction.isClamped,
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
            guard let coefficient = value(weight), let exponent = value(exponent) else { return nil }
            let peak = exponent < 0 ? Elementary.pow(2, -1 / exponent) : nil
            return ComparedLaw.DecayTerm(
                axis: axis,
                // w·g(x; e) = −w·e·(ln x + 1/(2e·x^e)). The factor w itself grows without bound as e goes to 0.
                weight: -coefficient * exponent,
                exponent: exponent,
                turningPoint: peak.flatMap { $0.isFinite ? $0 : nil }
            )
        }
    }
}
