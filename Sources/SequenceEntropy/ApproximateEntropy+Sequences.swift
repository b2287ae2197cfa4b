extension ApproximateEntropy {
    /// Of one sequence of labels, at r = 0: windows match when they are equal. O(n log m).
    public init(ofLabels labels: [UInt32], m: Int) throws(EntropyOptions.Invalid) {
        let options = try EntropyOptions(m: m)
        var patterns = RepeatedPatterns(m: options.m)
        // Every label may occur twice, as far as is known.
        let marks = [UInt8](repeating: 1, count: labels.count)
        self = labels.withUnsafeBufferPointer { labels in
            marks.withUnsafeBufferPointer { patterns.entropy(of: labels, marks: $0) }
        }
    }

    /// Of one sequence of finite numbers: windows match when all their items are at most `r` apart.
    public init(ofValues values: [Double], m: Int, r: Double) throws(EntropyOptions.Invalid) {
        let options = try EntropyOptions(m: m, r: r)
        let windows = ToleranceWindows(m: options.m, r: options.r)
        self = values.withUnsafeBufferPointer { windows.entropy(of: $0) }
    }
}
