/// The values of a sequence by rank, and the range of ranks within r of each. Integers compare faster than numbers, and only
/// this type says which values match.
struct ValueRanks {
    /// Ranks and indices have 31 bits.
    static let mostValues = Int(Int32.max)

    /// The indices of the values in ascending order of the value.
    let order: [Int32]
    /// For each value: its rank among the distinct values.
    private(set) var ranks: [Int32]
    /// For each rank: the lowest and the highest rank within r.
    private(set) var lows: [Int32] = []
    private(set) var highs: [Int32] = []
    /// The distinct values in ascending order.
    private(set) var distinct: [Double] = []
    let r: Double

    /// - Parameter values: Finite.
    init(_ values: UnsafeBufferPointer<Double>, r: Double) {
        precondition(values.count <= Self.mostValues, "tolerant matching takes fewer than 2^31 values")
        self.r = r
        order = RadixSort.order(of: values)
        ranks = [Int32](repeating: 0, count: values.count)
        for index in order {
            let value = values[Int(index)]
            if distinct.last != value { distinct.append(value) }
            ranks[Int(index)] = Int32(distinct.count - 1)
        }
        lows.reserveCapacity(distinct.count)
        highs.reserveCapacity(distinct.count)
        var (low, high) = (0, 0)
        for value in distinct {
            // A larger value is never near a smaller one that this value is far from, so both ends only move up.
            while !Self.areNear(distinct[low], value, r: r) { low += 1 }
            high = max(high, low)
            while high + 1 < distinct.count, Self.areNear(value, distinct[high + 1], r: r) { high += 1 }
            lows.append(Int32(low))
            highs.append(Int32(high))
        }
    }

    /// Whether two values match: |a − b| ≤ r + 10^-12 · max(r, |a|, |b|).
    ///
    /// Decimal steps such as 0.4 − 0.3 are not exact in binary, so a difference that should be r is often a little more.
    static func areNear(_ first: Double, _ second: Double, r: Double) -> Bool {
        (first - second).magnitude <= r + 1e-12 * max(r, first.magnitude, second.magnitude)
    }

    /// How many values lie within r of a value, itself included: the mean over all values.
    var meanNear: Double {
        guard !ranks.isEmpty else { return 0 }
        // Prefix sums: the number of values below each rank.
        var below = [Int](repeating: 0, count: distinct.count + 1)
        for rank in ranks { below[Int(rank) + 1] += 1 }
        for rank in distinct.indices { below[rank + 1] += below[rank] }
        var sum = 0.0
        for rank in distinct.indices {
            let near = below[Int(highs[rank]) + 1] - below[Int(lows[rank])]
            sum += Double(below[rank + 1] - below[rank]) * Double(near)
        }
        return sum / Double(ranks.count)
    }
}
