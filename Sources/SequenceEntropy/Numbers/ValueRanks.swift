/// The values of a sequence by rank, and the ranks within r of each: integers compare faster than numbers, and as exactly.
struct ValueRanks {
    /// The values' indices from the smallest value to the largest.
    let order: [Int32]
    /// Of each value: its rank among the distinct ones.
    private(set) var ranks: [Int32]
    /// Of each rank: the lowest and the highest rank at most r away.
    private(set) var lows: [Int32] = []
    private(set) var highs: [Int32] = []
    /// The distinct values in order.
    private(set) var distinct: [Double] = []
    let r: Double

    /// - Parameter values: Finite, and fewer than 2^31.
    init(_ values: UnsafeBufferPointer<Double>, r: Double) {
        self.r = r
        order = RadixSort.order(of: values)
        ranks = [Int32](repeating: 0, count: values.count)
        for index in order {
            let value = values[Int(index)]
            if distinct.last != value { distinct.append(value) }
            ranks[Int(index)] = Int32(truncatingIfNeeded: distinct.count - 1)
        }
        lows.reserveCapacity(distinct.count)
        highs.reserveCapacity(distinct.count)
        var (low, high) = (0, 0)
        for value in distinct {
            // Rounding keeps the order of differences, so both ends only move on.
            while value - distinct[low] > r { low += 1 }
            while high + 1 < distinct.count, distinct[high + 1] - value <= r { high += 1 }
            lows.append(Int32(truncatingIfNeeded: low))
            highs.append(Int32(truncatingIfNeeded: high))
        }
    }

    /// How many ranks are near a value's, on average over the values; itself included.
    var meanNear: Double {
        guard !ranks.isEmpty else { return 0 }
        // Values with that rank or a lower one.
        var upTo = [Int](repeating: 0, count: distinct.count + 1)
        for rank in ranks { upTo[Int(rank) + 1] += 1 }
        for rank in distinct.indices { upTo[rank + 1] += upTo[rank] }
        var sum = 0
        for rank in distinct.indices {
            sum += (upTo[rank + 1] - upTo[rank]) * (upTo[Int(highs[rank]) + 1] - upTo[Int(lows[rank])])
        }
        return Double(sum) / Double(ranks.count)
    }
}
