/// All sequences, for the pooled figure at r > 0: near windows have no pattern that could be counted once, so that
/// every value is needed at once. They stay in memory; `bytes` says what counting them will take, so that whoever bounds
/// the memory can refuse in time.
struct PooledValues: Sendable {
    private var values: [Double] = []
    private var lengths: [Int] = []
    private let m: Int

    /// - Parameter m: The greatest pattern length that will be asked for.
    init(m: Int) {
        self.m = m
    }

    /// Memory of the values and of what counting will take for them, in bytes.
    var bytes: Int { 8 * values.capacity + 8 * lengths.capacity + values.count * ToleranceWindows.bytesPerValue(m: m) }

    mutating func add(_ sequence: UnsafeBufferPointer<Double>) {
        values.append(contentsOf: sequence)
        lengths.append(sequence.count)
    }

    mutating func merge(_ other: PooledValues) {
        values.append(contentsOf: other.values)
        lengths.append(contentsOf: other.lengths)
    }

    /// - Parameter shouldContinue: Is told the share of the work that is done, and whether to stop: then the result is nil.
    func entropy(m: Int, r: Double, shouldContinue: (_ share: Double) -> Bool) -> ApproximateEntropy? {
        let windows = ToleranceWindows(m: m, r: r)
        return values.withUnsafeBufferPointer { windows.entropy(of: $0, lengths: lengths, shouldContinue: shouldContinue) }
    }
}
