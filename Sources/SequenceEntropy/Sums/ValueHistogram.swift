/// The distribution of a multiset of values. Percentiles interpolate linearly between order statistics, as numpy does by
/// default.
public struct Distribution: Sendable, Equatable, Codable {
    public let min: Double
    public let p25: Double
    public let median: Double
    public let p75: Double
    public let max: Double
    public let mean: Double
}

/// A multiset of values, stored as a count per distinct value. Sequences of equal length without repeats share one value.
struct ValueHistogram: Sendable {
    private var counts: [UInt64: Int] = [:]
    private(set) var total = 0

    /// - Parameter value: Not NaN, and not −0.
    mutating func add(_ value: Double, count: Int = 1) {
        guard count > 0 else { return }
        counts[value.bitPattern, default: 0] += count
        total += count
    }

    mutating func merge(_ other: ValueHistogram) {
        counts.merge(other.counts, uniquingKeysWith: +)
        total += other.total
    }

    /// The least and the greatest value; `nil` if there is none.
    var extremes: (low: Double, high: Double)? {
        let values = counts.keys.lazy.map { Double(bitPattern: $0) }
        guard let low = values.min(), let high = values.max() else { return nil }
        return (low, high)
    }

    /// Delivers every distinct value with its count, in no order.
    func forEach(_ body: (_ value: Double, _ count: Int) -> Void) {
        for (bits, count) in counts { body(Double(bitPattern: bits), count) }
    }

    /// Memory in bytes.
    var bytes: Int { counts.capacity * 24 }

    /// `nil` if there is no value. The sum runs in ascending order, so the result does not depend on the order of arrival.
    func distribution() -> Distribution? {
        let sorted = counts.map { (value: Double(bitPattern: $0.key), count: $0.value) }.sorted { $0.value < $1.value }
        guard let first = sorted.first, let last = sorted.last else { return nil }
        // For each distinct value: how many values are at most as large.
        var ends: [Int] = []
        var sum = NeumaierSum()
        for (value, count) in sorted {
            ends.append((ends.last ?? 0) + count)
            sum.add(value * Double(count))
        }
        func orderStatistic(_ rank: Int) -> Double {
            var (low, high) = (0, sorted.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] > rank { high = middle } else { low = middle + 1 }
            }
            return sorted[low].value
        }
        func percentile(_ quantile: Double) -> Double {
            let position = Double(total - 1) * quantile
            let rank = Int(position)
            let (lower, upper) = (orderStatistic(rank), orderStatistic(Swift.min(rank + 1, total - 1)))
            return lower + (upper - lower) * (position - Double(rank))
        }
        return Distribution(
            min: first.value,
            p25: percentile(0.25),
            median: percentile(0.5),
            p75: percentile(0.75),
            max: last.value,
            mean: sum.value / Double(total)
        )
    }
}
