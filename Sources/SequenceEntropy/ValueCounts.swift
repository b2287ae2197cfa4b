/// A multiset of values, kept as a count per distinct value: sequences of equal length without repeats share one.
struct ValueCounts: Sendable {
    private var counts: [Double: Int] = [:]
    private(set) var total = 0

    mutating func add(_ value: Double, count: Int = 1) {
        guard count > 0 else { return }
        counts[value, default: 0] += count
        total += count
    }

    mutating func merge(_ other: ValueCounts) {
        for (value, count) in other.counts { add(value, count: count) }
    }

    /// Nil for no value. Summed in order of the value, so that the result does not depend on how values arrived.
    func distribution() -> Distribution? {
        guard total > 0 else { return nil }
        let sorted = counts.sorted { $0.key < $1.key }
        var ends: [Int] = []
        var sum = NeumaierSum()
        for (value, count) in sorted {
            ends.append((ends.last ?? 0) + count)
            sum.add(value * Double(count))
        }
        func statistic(_ rank: Int) -> Double {
            var (low, high) = (0, sorted.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] > rank { high = middle } else { low = middle + 1 }
            }
            return sorted[low].key
        }
        func percentile(_ quantile: Double) -> Double {
            let place = Double(total - 1) * quantile
            let rank = Int(place)
            let (lower, upper) = (statistic(rank), statistic(Swift.min(rank + 1, total - 1)))
            return lower + (upper - lower) * (place - Double(rank))
        }
        return Distribution(
            min: sorted[0].key,
            p25: percentile(0.25),
            median: percentile(0.5),
            p75: percentile(0.75),
            max: sorted[sorted.count - 1].key,
            mean: sum.value / Double(total)
        )
    }
}
