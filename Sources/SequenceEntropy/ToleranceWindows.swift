/// ApEn of numeric sequences at r > 0, where windows match when all their items are at most r apart.
///
/// Windows are sorted by their first item, so each is compared only with those whose first item is near enough:
/// O(n log n) plus the pairs within r in the first coordinate, instead of all n².
struct ToleranceWindows: Sendable {
    private let m: Int
    private let r: Double
    private var order: [Int] = []
    private var counts: [UInt32] = []
    private var nextCounts: [UInt32] = []

    init(m: Int, r: Double) {
        self.m = m
        self.r = r
    }

    /// - Parameters:
    ///   - values: One sequence, or several one after another.
    ///   - lengths: The sequences' lengths; no window crosses from one to the next.
    mutating func entropy(of values: UnsafeBufferPointer<Double>, lengths: some Collection<Int>) -> ApproximateEntropy {
        order.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        nextCounts.removeAll(keepingCapacity: true)
        var begin = 0
        var windows = 0
        var nextWindows = 0
        for length in lengths {
            for position in 0..<max(0, length - m + 1) { order.append(begin + position) }
            windows += max(0, length - m + 1)
            nextWindows += max(0, length - m)
            // A window counts itself; 0 where none begins.
            for position in 0..<length {
                counts.append(position + m <= length ? 1 : 0)
                nextCounts.append(position + m < length ? 1 : 0)
            }
            begin += length
        }
        order.sort { values[$0] < values[$1] }
        countPairs(values)
        return ApproximateEntropy(
            phi: Self.phi(counts, windows: windows),
            nextPhi: Self.phi(nextCounts, windows: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }

    private mutating func countPairs(_ values: UnsafeBufferPointer<Double>) {
        let (m, r) = (m, r)
        order.withUnsafeBufferPointer { order in
            counts.withUnsafeMutableBufferPointer { counts in
                nextCounts.withUnsafeMutableBufferPointer { nextCounts in
                    for (rank, first) in order.enumerated() {
                        let nearest = values[first]
                        var other = rank + 1
                        // Rounding keeps the order of differences, so the first one beyond r ends the search.
                        while other < order.count, values[order[other]] - nearest <= r {
                            let second = order[other]
                            other += 1
                            var item = 1
                            while item < m, (values[first + item] - values[second + item]).magnitude <= r { item += 1 }
                            guard item == m else { continue }
                            counts[first] += 1
                            counts[second] += 1
                            // Both windows need an item more for the longer match.
                            guard nextCounts[first] > 0, nextCounts[second] > 0,
                                (values[first + m] - values[second + m]).magnitude <= r
                            else { continue }
                            nextCounts[first] += 1
                            nextCounts[second] += 1
                        }
                    }
                }
            }
        }
    }

    /// (1/K) Σ ln(c_i/K), by how many windows have c matches.
    private static func phi(_ counts: [UInt32], windows: Int) -> Double {
        guard windows > 0 else { return 0 }
        var windowsByCount: [UInt32: Int] = [:]
        for count in counts where count > 0 { windowsByCount[count, default: 0] += 1 }
        if windowsByCount == [UInt32(truncatingIfNeeded: windows): windows] { return 0 }
        var sum = NeumaierSum()
        for (count, windows) in windowsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(windows) * logarithm(Double(count)))
        }
        return sum.value / Double(windows) - logarithm(Double(windows))
    }
}
