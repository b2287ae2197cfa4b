extension ApproximateEntropy {
    /// Of one sequence of labels, at r = 0: windows match when they are equal. O(n log m).
    public init(ofLabels labels: [UInt32], m: Int) throws(EntropyOptions.Invalid) {
        let options = try EntropyOptions(m: m)
        var patterns = ExactPatterns(m: options.m)
        var pooled: PooledPatterns?
        self = labels.withUnsafeBufferPointer { patterns.entropy(of: $0, pooled: &pooled) }
    }

    /// Of one sequence of finite numbers: windows match when all their items are at most `r` apart.
    public init(ofValues values: [Double], m: Int, r: Double) throws(EntropyOptions.Invalid) {
        let options = try EntropyOptions(m: m, r: r)
        let windows = ToleranceWindows(m: options.m, r: options.r)
        self = values.withUnsafeBufferPointer { windows.entropy(of: $0, lengths: [$0.count]) }
    }
}
