import ElementaryFunctions

/// One of several compared laws: its optimum, its rank, and its room to grow.
public struct ComparedLaw: Hashable, Sendable {
    /// The term of one axis in the Performance Law. Its gain per unit of ln x is `weight`·w·(x^(−w)/2 − 1), where w is `exponent`.
    public struct DecayTerm: Hashable, Sendable {
        public let axis: Axis
        /// w1 or w2 of the `performance-law` fit.
        public let weight: Double
        /// w3 or w4.
        public let exponent: Double
        /// 2^(−1/w), the peak of the term; `nil` if it has none above 1 (w ≥ 0).
        public let turningPoint: Double?
    }

    /// The law's index in the input.
    public let index: Int
    /// 1 for the law that was the best in the most draws.
    public let rank: Int
    public let optimum: ContinuousOptimum
    /// The interval of a new measurement at the optimum.
    public let low: Double
    public let high: Double
    /// The standard error of the optimum's value.
    public let standardError: Double
    /// The share of the joint draws in which this law's value at its optimum was the highest.
    public let probabilityOfBeingBest: Double
    /// The gain beyond the measured ranges: the optimum's value minus the surface's highest within them, at least 0.
    public let roomToGrow: Double
    /// The terms of layers and dim; empty if the law neither is nor contains a `performance-law`.
    public let decayTerms: [DecayTerm]
}

extension FittedLaw {
    /// Ranks laws, for instance of several frameworks on one dataset, by the probability that their optimum is the best.
    ///
    /// Laws are fitted to separate runs, so their errors are independent: a joint draw is one new measurement at every law's
    /// optimum, each from its own Student's t. Equal probabilities are ranked by value, then by index.
    ///
    /// - Parameters:
    ///   - dPrime: the data of the comparison, for laws that span several D′.
    ///   - level: the confidence level of the intervals; each law's own by default.
    ///   - draws: 10,000 give the probabilities to half a percent.
    public static func compare(
        _ laws: [FittedLaw],
        dPrime: Double? = nil,
        level: Double? = nil,
        draws: Int = 10_000,
        using generator: inout some RandomNumberGenerator
    ) throws(PredictionError) -> [ComparedLaw] {
        var contenders: [Contender] = []
        for law in laws {
            contenders.append(try Contender(law, dPrime: law.model.dependsOn(.dPrime) ? dPrime : nil, level: level))
        }
        var wins = [Int](repeating: 0, count: laws.count)
        let draws = max(draws, 1)
        for _ in 0..<draws where !laws.isEmpty {
            var best = (index: 0, value: -Double.infinity)
            for (index, contender) in contenders.enumerated() {
                let value = contender.draw(using: &generator)
                if value > best.value { best = (index, value) }
            }
            wins[best.index] += 1
        }
        let order = laws.indices.sorted { a, b in
            (-wins[a], -contenders[a].moments.value, a) < (-wins[b], -contenders[b].moments.value, b)
        }
        return order.enumerated().map { rank, index in
            contenders[index].report(index: index, rank: rank + 1, probability: Double(wins[index]) / Double(draws))
        }
    }
}

/// One law of a comparison.
private struct Contender {
    let law: FittedLaw
    let optimum: ContinuousOptimum
    /// The highest point within the measured ranges.
    let measuredPeak: ContinuousOptimum
    let moments: Moments
    let quantile: Double

    init(_ law: FittedLaw, dPrime: Double?, level: Double?) throws(PredictionError) {
        self.law = law
        quantile = try law.quantile(level)
        let offset = try law.dPrimeOffset(dPrime)
        let surface = LawSurface(model: law.model, dPrimeOffset: offset)
        let (layers, dim) = (law.domain.layers, law.domain.dim)
        optimum = surface.peak(layers: layers.low...(2 * layers.high), dim: dim.low...(2 * dim.high), dPrime: dPrime)
        measuredPeak = surface.peak(layers: layers.low...layers.high, dim: dim.low...dim.high, dPrime: dPrime)
        moments = law.model.moments(
            law.model.scales.offsets(layers: optimum.layers, dim: optimum.dim, dPrimeOffset: offset)
        )
    }

    private var deviation: Double { (moments.variance + moments.noise).squareRoot() }

    /// A new measurement at the optimum, from Student's t by Bailey's polar method (Mathematics of Computation 62, 1994).
    func draw(using generator: inout some RandomNumberGenerator) -> Double {
        let degrees = law.degreesOfFreedom
        while true {
            let (x, y) = (signedUniform(using: &generator), signedUniform(using: &generator))
            let square = x * x + y * y
            guard square > 0, square <= 1 else { continue }
            let t = x * (degrees * (Elementary.pow(square, -2 / degrees) - 1) / square).squareRoot()
            return moments.value + deviation * t
        }
    }

    /// A number in [−1, 1], from the top 53 bits.
    private func signedUniform(using generator: inout some RandomNumberGenerator) -> Double {
        (Double(generator.next() >> 11) + 0.5) * 0x1p-52 - 1
    }

    func report(index: Int, rank: Int, probability: Double) -> ComparedLaw {
        ComparedLaw(
            index: index,
            rank: rank,
            optimum: optimum,
            low: (moments.value - quantile * deviation).clampedToUnit,
            high: (moments.value + quantile * deviation).clampedToUnit,
            standardError: moments.variance.squareRoot(),
            probabilityOfBeingBest: probability,
            roomToGrow: max(0, optimum.value - measuredPeak.value),
            decayTerms: decayTerms
        )
    }

    private var decayTerms: [ComparedLaw.DecayTerm] {
        for member in law.model.members {
            guard case .parametric(let closed) = member.component else { continue }
            guard closed.model.structure.form == .performanceLaw else { continue }
            let report = ParameterReport(
                model: closed.model,
                covariance: closed.covariance,
                deviation: closed.residualVariance.squareRoot(),
                quantile: quantile
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
        return []
    }
}
