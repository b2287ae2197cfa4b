/// The values of a sequence by rank, and the ranks within r of each: integers compare faster than numbers, and as exactly.
struct ValueRanks {
    /// Of each value: its rank among the distinct ones, and the lowest and highest rank at most r away.
    private(set) var ranks: [Int32] = []
    private(set) var lowest: [Int32] = []
    private(set) var highest: [Int32] = []

    init(_ values: UnsafeBufferPointer<Double>, r: Double) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        ranks = [Int32](repeating: 0, count: values.count)
        var distinct: [Double] = []
        for index in order {
            if distinct.last != values[index] { distinct.append(values[index]) }
            ranks[index] = Int32(truncatingIfNeeded: distinct.count - 1)
        }
        var lows: [Int32] = []
        var highs: [Int32] = []
        var (low, high) = (0, 0)
        for value in distinct {
            // Rounding keeps the order of differences, so both ends only move on.
            while value - distinct[low] > r { low += 1 }
            while high + 1 < distinct.count, distinct[high + 1] - value <= r { high += 1 }
            lows.append(Int32(truncatingIfNeeded: low))
            highs.append(Int32(truncatingIfNeeded: high))
        }
        lowest = ranks.map { lows[Int($0)] }
        highest = ranks.map { highs[Int($0)] }
    }
}
