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
    init(_ blend: PredictiveBlend, at points: [PredictiveBlend.Point]) {
        pointCount = points.count
        var parts = blend.kriging.surfaces(at: points).map { surface in
            let (factor, rank) = surface.factor(rankLimit: Self.rankLimit)
            return Part(
                weight: blend.krigingWeight * surface.weight,
                degreesOfFreedom: blend.kriging.degreesOfFreedom,
                means: surface.means,
                factor: factor,
                rank: rank
            )
        }
        for member in blend.members {
            let deviation = member.closed.residualVariance.squareRoot()
            let rank = member.closed.model.structure.parameterCount
            var factor: [Double] = []
            var means: [Double] = []
            for point in points {
                let offsets = PredictiveBlend.offsets(member.closed.model, point)
                let (value, gradient) = member.closed.model.valueAndGradient(offsets)
                let transformed = member.closed.covariance.transform(gradient)
                means.append(value)
                for index in 0..<rank { factor.append(deviation * transformed[index]) }
            }
            parts.append(
                Part(
                    weight: member.weight,
                    degreesOfFreedom: member.degreesOfFreedom,
                    means: means,
                    factor: factor,
                    rank: rank
                )
            )
        }
        self.parts = parts
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

    /// P(f(x) ≥ f(reference)) for every point, exact for the mixture: Σw·T(Δmean/deviation of Δ).
    func probabilitiesOfReaching(_ reference: Int, tables: StudentTables) -> [Double] {
        (0..<pointCount).map { point in
            parts.reduce(0) { sum, part in
                let difference = part.means[point] - part.means[reference]
                var variance = 0.0
                for index in 0..<part.rank {
                    let delta = part.factor[(point * part.rank) + index] - part.factor[(reference * part.rank) + index]
                    variance += delta * delta
                }
                guard variance > 0 else { return difference >= 0 ? sum + part.weight : sum }
                let t = difference / variance.squareRoot()
                return sum + (part.weight * tables[part.degreesOfFreedom].valueAndDensity(t).cumulative)
            }
        }
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
/// A repeated place adds nothing, so a batch is never a cluster of copies.
struct GreedyBatch {
    /// - Parameters:
    ///   - draws: One after another, `pointCount` apart. Larger is better.
    static func choose(_ count: Int, draws: [Double], pointCount: Int) -> [Int] {
        guard pointCount > 0 else { return [] }
        let drawCount = draws.count / pointCount
        var best = [Double](repeating: -.infinity, count: drawCount)
        var chosen: [Int] = []
        while chosen.count < min(count, pointCount) {
            var leader: (place: Int, value: Double)?
            for place in 0..<pointCount where !chosen.contains(place) {
                var sum = 0.0
                for draw in 0..<drawCount { sum += max(best[draw], draws[(draw * pointCount) + place]) }
                if sum > leader?.value ?? -.infinity { leader = (place, sum) }
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
