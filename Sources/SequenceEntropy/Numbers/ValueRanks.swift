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
        let match = ValueMatch(distinct, r: r)
        var (low, high) = (0, 0)
        for value in distinct {
            // A larger value is never near a smaller one that this value is far from, so both ends only move up.
            while !match.areNear(distinct[low], value) { low += 1 }
            high = max(high, low)
            while high + 1 < distinct.count, match.areNear(value, distinct[high + 1]) { high += 1 }
            lows.append(Int32(low))
            highs.append(Int32(high))
        }
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

/// Says whether two values differ by at most r.
///
/// Decimal steps such as 0.4 − 0.3 are not exact in binary, so a difference that should be r is often a little more. The two values, r and
/// the difference are each off by at most half a unit in the last place, together by 2^-52 of r and of the larger value. Integers are exact,
/// however large they are: identifiers, and times in nanoseconds, have neighbours that are close for their size.
struct ValueMatch {
    private static let rounding = 0x1p-52

    private let r: Double
    /// What rounding adds, as a share of the larger value.
    private let valueRounding: Double

    /// - Parameter values: Finite. They are all compared in one way.
    init(_ values: [Double], r: Double) {
        self.r = r * (1 + Self.rounding)
        valueRounding = values.allSatisfy { $0 == $0.rounded() } ? 0 : Self.rounding
    }

    @inline(__always)
    func areNear(_ first: Double, _ second: Double) -> Bool {
        (first - second).magnitude <= r + valueRounding * max(first.magnitude, second.magnitude)
    }
}
