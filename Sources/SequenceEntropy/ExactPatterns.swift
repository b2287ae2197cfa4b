/// ApEn of label sequences at r = 0 in one pass per step over hashed patterns: O(n log m), no allocation per sequence.
struct ExactPatterns: Sendable {
    private let m: Int
    private let steps: PatternSteps
    private var table = PatternTable()
    private var logs = CountLogarithms()
    private var classes: [UInt32] = []

    init(m: Int) {
        self.m = m
        steps = PatternSteps(m: m)
    }

    /// - Parameter pooled: Receives the sequence's patterns too, each distinct one once with its count.
    mutating func entropy(
        of sequence: UnsafeBufferPointer<UInt32>,
        pooled: inout PooledPatterns?
    ) -> ApproximateEntropy {
        let length = sequence.count
        guard length >= m, let first = sequence.baseAddress else {
            return ApproximateEntropy(allDistinct: length, m: m)
        }
        if classes.count < length { classes = Array(repeating: 0, count: length + length / 2) }
        pooled?.beginSequence()
        var phis = (phi: 0.0, nextPhi: 0.0)
        classes.withUnsafeMutableBufferPointer { classes in
            guard let scratch = classes.baseAddress else { return }
            var source = first
            for (index, step) in steps.steps.enumerated() {
                let windows = length - step.length + 1
                guard windows > 0 else { break }
                if pooled != nil {
                    // The patterns' global numbers are looked up by the parts' classes, which the pass overwrites.
                    pooled?.keepParts(UnsafeBufferPointer(start: source, count: windows + step.offset))
                }
                table.countPairs(of: source, offset: step.offset, count: windows, numbers: scratch)
                pooled?.add(table, offset: step.offset, step: index)
                source = UnsafePointer(scratch)
                if steps.isCounted(index) {
                    phis.phi = phis.nextPhi
                    phis.nextPhi = logs.phi(of: table, windows: windows)
                }
            }
        }
        let nextWindows = length - m
        return ApproximateEntropy(
            phi: nextWindows > 0 ? phis.phi : phis.nextPhi,
            nextPhi: nextWindows > 0 ? phis.nextPhi : 0,
            windows: nextWindows + 1,
            nextWindows: nextWindows
        )
    }
}
