import ElementaryFunctions
import ResourceMetering

/// ApEn of numeric sequences at r > 0. Windows match if all their items do, by `ValueRanks`.
struct ToleranceWindows: Sendable {
    private let m: Int
    private let r: Double
    /// The threads that count. The result does not depend on their number.
    private let pool: ThreadPool
    private let meter: WorkMeter

    init(m: Int, r: Double, pool: ThreadPool, meter: WorkMeter) {
        self.m = m
        self.r = r
        self.pool = pool
        self.meter = meter
    }

    /// Approximate memory per value while windows are counted, in bytes.
    static func bytesPerValue(m: Int) -> Int { 64 + 4 * min(m + 1, ToleranceTree.mostCoordinates) }

    /// The entropy of one sequence.
    func entropy(of values: UnsafeBufferPointer<Double>) -> ApproximateEntropy {
        entropy(of: values, lengths: CollectionOfOne(values.count)) { _ in }
    }

    /// - Parameters:
    ///   - values: One or more sequences, concatenated; fewer than 2^31 values.
    ///   - lengths: The lengths of the sequences. No window crosses from one sequence to the next.
    ///   - counted: Receives the finished share of the work from time to time.
    func entropy(
        of values: UnsafeBufferPointer<Double>,
        lengths: some Collection<Int>,
        counted: (_ share: Double) -> Void
    ) -> ApproximateEntropy {
        let ranking = ValueRanks(values, r: r)
        meter.spend(values.count * WorkUnits.rankedValue)
        func phi(_ width: Int, counted: (_ share: Double) -> Void) -> (value: Double, windows: Int) {
            if meter.isStopped { return (0, 0) }
            let points = Self.windows(of: lengths, width: width)
            meter.spend(points.count * WorkUnits.rankedValue)
            let counts = windowsByCount(ranking, points, width: width, counted: counted)
            return (Self.phi(counts, windows: points.count), points.count)
        }
        let shorter = phi(m) { counted($0 / 2) }
        let longer = phi(m + 1) { counted(0.5 + $0 / 2) }
        return ApproximateEntropy(
            phi: shorter.value,
            nextPhi: longer.value,
            windows: shorter.windows,
            nextWindows: longer.windows
        )
    }

    /// The starts of all windows, in ascending order.
    private static func windows(of lengths: some Collection<Int>, width: Int) -> [Int32] {
        var points: [Int32] = []
        var begin = 0
        for length in lengths {
            for window in begin..<(begin + max(0, length - width + 1)) { points.append(Int32(window)) }
            begin += length
        }
        return points
    }

    private func windowsByCount(
        _ ranking: ValueRanks,
        _ points: [Int32],
        width: Int,
        counted: (_ share: Double) -> Void
    ) -> [Int: Int] {
        if width <= ToleranceGrid.mostCoordinates {
            return ToleranceGrid(ranking, points: points, width: width).windowsByCount(
                pool: pool,
                meter: meter,
                counted: counted
            )
        }
        return ToleranceTree(ranking, points: points.map(Int.init), width: width)
            .windowsByCount(pool: pool, meter: meter, counted: counted)
    }

    /// (1/K) Σ ln(c_i/K), from the number of windows that have c matches, for each c.
    private static func phi(_ windowsByCount: [Int: Int], windows: Int) -> Double {
        guard windows > 0 else { return 0 }
        if windowsByCount == [windows: windows] { return 0 }
        var sum = NeumaierSum()
        for (count, windows) in windowsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(windows) * Elementary.log(Double(count)))
        }
        return sum.value / Double(windows) - Elementary.log(Double(windows))
    }
}
