/// The shape of a set of values; percentiles interpolate linearly between order statistics, as numpy does by default.
public struct Distribution: Sendable, Equatable, Codable {
    public let min: Double
    public let p25: Double
    public let median: Double
    public let p75: Double
    public let max: Double
    public let mean: Double
}

/// A multiset of values, kept as a count per distinct value: sequences of equal length without repeats share one.
struct ValueHistogram: Sendable {
    private struct Slot: Sendable {
        var value = 0.0
        /// 0 for a free slot.
        var count = 0
    }

    /// A hash table with linear probing.
    private var slots = [Slot](repeating: Slot(), count: 64)
    private var bits = 6
    private var distinct = 0
    private(set) var total = 0
    /// Odd and unknown to clients, who could otherwise choose values that all meet in one slot.
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    /// - Parameter value: Not NaN.
    mutating func add(_ value: Double, count: Int = 1) {
        guard count > 0 else { return }
        let index = slot(of: value)
        total += count
        if slots[index].count == 0 {
            slots[index].value = value
            distinct += 1
        }
        slots[index].count += count
        if 2 * distinct > slots.count { grow() }
    }

    mutating func merge(_ other: ValueHistogram) {
        for slot in other.slots { add(slot.value, count: slot.count) }
    }

    /// Memory in bytes.
    var bytes: Int { slots.count * MemoryLayout<Slot>.stride }

    /// Nil for no value. Summed in order of the value, so that the result does not depend on how values arrived.
    func distribution() -> Distribution? {
        guard total > 0 else { return nil }
        let sorted = slots.filter { $0.count > 0 }.sorted { $0.value < $1.value }
        var ends: [Int] = []
        var sum = NeumaierSum()
        for slot in sorted {
            ends.append((ends.last ?? 0) + slot.count)
            sum.add(slot.value * Double(slot.count))
        }
        func statistic(_ rank: Int) -> Double {
            var (low, high) = (0, sorted.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] > rank { high = middle } else { low = middle + 1 }
            }
            return sorted[low].value
        }
        func percentile(_ quantile: Double) -> Double {
            let place = Double(total - 1) * quantile
            let rank = Int(place)
            let (lower, upper) = (statistic(rank), statistic(Swift.min(rank + 1, total - 1)))
            return lower + (upper - lower) * (place - Double(rank))
        }
        return Distribution(
            min: sorted[0].value,
            p25: percentile(0.25),
            median: percentile(0.5),
            p75: percentile(0.75),
            max: sorted[sorted.count - 1].value,
            mean: sum.value / Double(total)
        )
    }

    /// The slot that holds the value, or the free one where it belongs.
    private func slot(of value: Double) -> Int {
        let mask = slots.count - 1
        // Values with few digits differ in their high bits only, which the product alone would push out.
        let pattern = value.bitPattern
        var index = Int(truncatingIfNeeded: ((pattern ^ pattern >> 32) &* multiplier) >> UInt64(64 - bits))
        while slots[index].count != 0, slots[index].value != value { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let old = slots
        bits += 1
        slots = [Slot](repeating: Slot(), count: 1 << bits)
        for slot in old where slot.count > 0 { slots[self.slot(of: slot.value)] = slot }
    }
}
