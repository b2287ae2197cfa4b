import ResourceMetering

/// The joint posterior of a law's noise-free surface at several points.
///
/// The mixture's components keep their weights at every point, so a draw is one component's surface at all of them. That is
/// coherent: the difference of two points has the distribution that the joint law implies.
struct JointPosterior: Sendable {
    /// One component: its mean by point, and A with covariance AAᵀ, by points, `rank` apart.
    private struct Part {
        var weight: Double
        var degreesOfFreedom: Double
        var means: [Double]
        var factor: [Double]
        var rank: Int
    }

    private let parts: [Part]
    let pointCount: Int

    /// The rank to which a component's covariance is followed.
    static let rankLimit = 32

    /// Costs some 0.1 ms per point at 24 rows.
    init(_ blend: PredictiveBlend, at points: [LawPoint], meter: WorkMeter = WorkMeter()) {
        var parts: [Part] = []
        for surface in blend.kriging.surfaces(at: points, meter: meter) {
            if meter.isStopped { break }
            meter.spend(points.count * Self.rankLimit * (100 + blend.kriging.rows.count))
            let (factor, rank) = surface.factor(rankLimit: Self.rankLimit)
            parts.append(
                Part(
                    weight: blend.krigingWeight * surface.weight,
                    degreesOfFreedom: blend.kriging.degreesOfFreedom,
                    means: surface.means,
                    factor: factor,
                    rank: rank
                )
            )
        }
        self.init(parts + blend.members.map { Self.part($0, at: points) }, points.count)
    }

    /// A law that is one closed form.
    init(_ closed: ClosedForm, form: LawForm, degreesOfFreedom: Double, at points: [LawPoint]) {
        let member = PredictiveBlend.Member(
            form: form,
            weight: 1,
            closed: closed,
            degreesOfFreedom: degreesOfFreedom
        )
        self.init([Self.part(member, at: points)], points.count)
    }

    private init(_ parts: [Part], _ pointCount: Int) {
        self.parts = parts
        self.pointCount = pointCount
    }

    private static func part(_ member: PredictiveBlend.Member, at points: [LawPoint]) -> Part {
        let deviation = member.closed.residualVariance.squareRoot()
        let rank = member.closed.model.structure.parameterCount
        var factor: [Double] = []
        var means: [Double] = []
        for point in points {
            let offsets = member.closed.model.scales.offsets(of: point)
            let (value, gradient) = member.closed.model.valueAndGradient(offsets)
            let transformed = member.closed.covariance.transform(gradient)
            means.append(value)
            for index in 0..<rank { factor.append(deviation * transformed[index]) }
        }
        return Part(
            weight: member.weight,
            degreesOfFreedom: member.degreesOfFreedom,
            means: means,
            factor: factor,
            rank: rank
        )
    }

    /// Draws of the surface, one after another, `pointCount` apart, always the same.
    ///
    /// Components get draws in proportion to their weights by systematic allocation. Normal numbers come in antithetic pairs from a
    /// fixed generator; χ² is Wilson and Hilferty's cube of a normal number.
    func draws(_ count: Int) -> [Double] {
        var generator = SplitMix64(seed: 0x4A6F_696E_7444_7261)
        var result: [Double] = []
        result.reserveCapacity(count * pointCount)
        var (cumulative, next) = (0.0, 0.5)
        for part in parts {
            cumulative += part.weight * Double(count)
            var (normals, radius, isFresh) = ([Double](), 0.0, false)
            while next < cumulative, result.count < count * pointCount {
                if isFresh {
                    normals = normals.map { -$0 }
                } else {
                    normals = (0..<part.rank).map { _ in Self.normal(&generator) }
                    radius = Self.radius(part.degreesOfFreedom, Self.normal(&generator))
                }
                isFresh.toggle()
                for point in 0..<pointCount {
                    var sum = 0.0
                    for index in 0..<part.rank { sum += part.factor[(point * part.rank) + index] * normals[index] }
                    result.append(part.means[point] + (radius * sum))
                }
                next += 1
            }
        }
        // Rounding may leave the last draw out.
        while result.count < count * pointCount { result.append(contentsOf: result.suffix(pointCount)) }
        return result
    }

    private static func normal(_ generator: inout SplitMix64) -> Double {
        NormalDistribution.quantile((Double(generator.next() >> 11) + 0.5) * 0x1p-53)
    }

    /// √(ν/χ²).
    private static func radius(_ degreesOfFreedom: Double, _ normal: Double) -> Double {
        let share = 2 / (9 * degreesOfFreedom)
        let root = max(1 - share + (normal * share.squareRoot()), 0.1)
        return 1 / (root * root * root).squareRoot()
    }
}

/// The places that together promise most: greedy maximisation of E max f over the draws.
///
/// A repeated place adds nothing, but about a best corner its neighbours still promise most. So a place must keep its distance from
/// those before it, as long as any does. Where no place adds anything in any draw, the choice ends.
struct GreedyBatch {
    /// - Parameters:
    ///   - first: The place that is chosen in any case, before the others.
    ///   - draws: One after another, `pointCount` apart. Larger is better.
    ///   - isApart: Whether two places are far enough from each other.
    static func choose(
        _ count: Int,
        after first: Int,
        draws: [Double],
        pointCount: Int,
        isApart: (Int, Int) -> Bool = { _, _ in true }
    ) -> [Int] {
        let drawCount = draws.count / pointCount
        var best = (0..<drawCount).map { draws[($0 * pointCount) + first] }
        var chosen = [first]
        while chosen.count < min(count, pointCount) {
            var leader: (place: Int, gain: Double)?
            let rest = (0..<pointCount).filter { !chosen.contains($0) }
            let apart = rest.filter { place in chosen.allSatisfy { isApart($0, place) } }
            for place in apart.isEmpty ? rest : apart {
                var gain = 0.0
                for draw in 0..<drawCount { gain += max(0, draws[(draw * pointCount) + place] - best[draw]) }
                if gain > leader?.gain ?? 0 { leader = (place, gain) }
            }
            guard let leader else { break }
            chosen.append(leader.place)
            for draw in 0..<drawCount {
                best[draw] = max(best[draw], draws[(draw * pointCount) + leader.place])
            }
        }
        return chosen
    }
}
