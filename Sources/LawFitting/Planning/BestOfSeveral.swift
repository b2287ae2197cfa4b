import ElementaryFunctions
import ResourceMetering

/// The probability of each of several values to be the best, where what they do not share is independent.
struct BestOfSeveral {
    let probabilities: [Double]

    private static let intervals = 4_000
    /// Student's t with few degrees of freedom has little beyond so many scales.
    private static let scales = 60.0
    /// Work units of a distribution function at one value.
    private static let unitsPerCurve = 120
    private static let unitsPerComponent = 25

    /// One value: of a law, its distribution, and by component of its kriging what of the squared scale comes from noise.
    struct Entry {
        let law: FittedLaw
        let mixture: StudentMixture
        var noise: [Double] = []
    }

    /// What is uncertain about the form is common to the laws of a comparison: the same kind of model on other data. So where laws have the same
    /// members, each member compares them, and the answers are mixed. Else a member's bias, which all laws share, would count as
    /// independent errors, and the probabilities would be timid. What is unknown of the surface is common to them as far as they have the
    /// surface in common.
    ///
    /// Without meaning if the meter stops the work.
    ///
    /// - Parameter share: how much of the surface the laws have in common (``SharedSurface``).
    static func probabilities(_ entries: [Entry], share: Double, meter: WorkMeter = WorkMeter()) -> [Double] {
        let apart = entries.compactMap { entry in entry.law.model.blend?.apart(entry.mixture) }
        guard let first = apart.first, !first.isEmpty, apart.count == entries.count,
            apart.allSatisfy({ $0.map(\.form) == first.map(\.form) })
        else { return BestOfSeveral(entries, meter).probabilities }
        var sums = [Double](repeating: 0, count: entries.count)
        for member in first.indices {
            let own = entries.indices.map { index in
                let mixture = apart[index][member].mixture
                let isKriging = apart[index][member].form == .kriging
                return Entry(
                    law: entries[index].law,
                    mixture: isKriging ? mixture.unshared(share, keeping: entries[index].noise) : mixture
                )
            }
            let probabilities = BestOfSeveral(own, meter).probabilities
            for index in sums.indices { sums[index] += first[member].weight * probabilities[index] }
        }
        return sums
    }

    init(_ entries: [Entry], _ meter: WorkMeter = WorkMeter()) {
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
        let units = entries.reduce(entries.count * entries.count) { sum, entry in
            sum + Self.unitsPerCurve + Self.unitsPerComponent * entry.mixture.components.count
        }
        for node in nodes.dropFirst() where !meter.isStopped {
            meter.spend(units)
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
        case .logOdds: value <= 0 ? -.infinity : value >= 1 ? .infinity : Elementary.log(value / (1 - value))
        case .logarithm: value > 0 ? Elementary.log(value) : -.infinity
        }
    }

    /// ``original(_:)`` without the limits of a share.
    fileprivate func unlimitedOriginal(_ fitted: Double) -> Double { self == .share ? fitted : original(fitted) }
}
