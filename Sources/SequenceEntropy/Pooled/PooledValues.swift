import ResourceMetering

/// All values, kept for the pooled ApEn at r > 0. Tolerant matching is not an equivalence, so windows cannot be aggregated
/// pattern by pattern, and counting needs all values at once. They stay in memory. `bytes` includes the memory that counting
/// will take, so that a caller with a bound can refuse in time.
struct PooledValues: Sendable {
    private var values: [Double] = []
    private var lengths: [Int] = []
    /// The largest requested m.
    private let m: Int

    init(m: Int) {
        self.m = m
    }

    /// Memory of the values and of counting them, in bytes.
    var bytes: Int { 8 * values.capacity + 8 * lengths.capacity + values.count * ToleranceWindows.bytesPerValue(m: m) }

    mutating func add(_ sequence: UnsafeBufferPointer<Double>) {
        values.append(contentsOf: sequence)
        lengths.append(sequence.count)
    }

    mutating func merge(_ other: PooledValues) {
        values.append(contentsOf: other.values)
        lengths.append(contentsOf: other.lengths)
    }

    /// - Parameters:
    ///   - pool: The threads that count.
    ///   - counted: Receives the finished share of the work from time to time.
    func entropy(
        m: Int,
        r: Double,
        pool: ThreadPool,
        meter: WorkMeter,
        counted: (_ share: Double) -> Void
    ) -> ApproximateEntropy {
        let windows = ToleranceWindows(m: m, r: r, pool: pool, meter: meter)
        return values.withUnsafeBufferPointer { windows.entropy(of: $0, lengths: lengths, counted: counted) }
    }
}
