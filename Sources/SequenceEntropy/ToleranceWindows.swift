/// ApEn of numeric sequences at r > 0, where windows match when all their items are at most r apart.
struct ToleranceWindows: Sendable {
    private let m: Int
    private let r: Double

    init(m: Int, r: Double) {
        self.m = m
        self.r = r
    }

    /// - Parameters:
    ///   - values: One sequence, or several one after another.
    ///   - lengths: The sequences' lengths; no window crosses from one to the next.
    func entropy(of values: UnsafeBufferPointer<Double>, lengths: some Collection<Int>) -> ApproximateEntropy {
        var points: [Int] = []
        var nextPoints: [Int] = []
        var begin = 0
        for length in lengths {
            points.append(contentsOf: begin..<begin + max(0, length - m + 1))
            nextPoints.append(contentsOf: begin..<begin + max(0, length - m))
            begin += length
        }
        let (windows, nextWindows) = (points.count, nextPoints.count)
        let ranking = ValueRanks(values, r: r)
        let tree = WindowTree(values, ranking, points: points, width: m, r: r)
        let nextTree = WindowTree(values, ranking, points: nextPoints, width: m + 1, r: r)
        return ApproximateEntropy(
            phi: Self.phi(tree.windowsByCount(), windows: windows),
            nextPhi: Self.phi(nextTree.windowsByCount(), windows: nextWindows),
            windows: windows,
            nextWindows: nextWindows
        )
    }

    /// (1/K) Σ ln(c_i/K), by how many windows have c matches.
    private static func phi(_ windowsByCount: [Int: Int], windows: Int) -> Double {
        guard windows > 0 else { return 0 }
        if windowsByCount == [windows: windows] { return 0 }
        var sum = NeumaierSum()
        for (count, windows) in windowsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(windows) * logarithm(Double(count)))
        }
        return sum.value / Double(windows) - logarithm(Double(windows))
    }
}
