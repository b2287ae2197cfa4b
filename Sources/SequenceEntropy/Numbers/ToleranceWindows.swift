/// ApEn of numeric sequences at r > 0, where windows match when all their items are at most r apart.
struct ToleranceWindows: Sendable {
    private let m: Int
    private let r: Double

    init(m: Int, r: Double) {
        self.m = m
        self.r = r
    }

    /// Memory that counting takes for each value, about.
    static func bytesPerValue(m: Int) -> Int { 64 + 4 * min(m + 1, ToleranceTree.mostCoordinates) }

    /// Of one sequence.
    func entropy(of values: UnsafeBufferPointer<Double>) -> ApproximateEntropy {
        entropy(of: values, lengths: CollectionOfOne(values.count)) { _ in true }
            ?? ApproximateEntropy(phi: 0, nextPhi: 0, windows: 0, nextWindows: 0)
    }

    /// - Parameters:
    ///   - values: One sequence, or several one after another.
    ///   - lengths: The sequences' lengths; no window crosses from one to the next.
    ///   - shouldContinue: Is told the share of the work that is done, and whether to stop: then the result is nil.
    func entropy(
        of values: UnsafeBufferPointer<Double>,
        lengths: some Collection<Int>,
        shouldContinue: (_ share: Double) -> Bool
    ) -> ApproximateEntropy? {
        let ranking = ValueRanks(values, r: r)
        var phis: [Double] = []
        var windows: [Int] = []
        for width in [m, m + 1] {
            let points = Self.windows(of: lengths, width: width)
            guard
                let counts = windowsByCount(
                    values,
                    ranking,
                    points,
                    width: width,
                    shouldContinue: { share in
                        shouldContinue((share + (width == m ? 0 : 1)) / 2)
                    }
                )
            else { return nil }
            phis.append(Self.phi(counts, windows: points.count))
            windows.append(points.count)
        }
        return ApproximateEntropy(phi: phis[0], nextPhi: phis[1], windows: windows[0], nextWindows: windows[1])
    }

    /// Where windows begin, in order.
    private static func windows(of lengths: some Collection<Int>, width: Int) -> [Int32] {
        var points: [Int32] = []
        var begin = 0
        for length in lengths {
            for window in begin..<begin + max(0, length - width + 1) {
                points.append(Int32(truncatingIfNeeded: window))
            }
            begin += length
        }
        return points
    }

    private func windowsByCount(
        _ values: UnsafeBufferPointer<Double>,
        _ ranking: ValueRanks,
        _ points: [Int32],
        width: Int,
        shouldContinue: (_ share: Double) -> Bool
    ) -> [Int: Int]? {
        if width <= ToleranceGrid.mostCoordinates {
            return ToleranceGrid(ranking, points: points, width: width).windowsByCount(shouldContinue: shouldContinue)
        }
        return ToleranceTree(values, ranking, points: points.map(Int.init), width: width, r: r)
            .windowsByCount(shouldContinue: shouldContinue)
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
