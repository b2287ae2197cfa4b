/// Φ from counts: (1/K) Σ c·ln c − ln K, by counts of counts.
///
/// Folding how many patterns occur c times leaves few terms, so the sum is as exact for millions of windows as for ten,
/// and needs few logarithms.
struct CountLogarithms: Sendable {
    /// c·ln c for the counts that nearly all patterns have.
    private let small: [Double] = (0..<256).map { $0 == 0 ? 0 : Double($0) * logarithm(Double($0)) }
    private var patterns = [Int](repeating: 0, count: 256)

    /// - Parameter table: All patterns, or at least all that occur twice: one that occurs once adds 1·ln 1.
    mutating func phi(of table: borrowing PatternTable, windows: Int) -> Double {
        let total = Double(windows)
        // No pattern twice: the sum has no terms.
        if table.distinct == 0 || table.distinct == windows { return windows == 1 ? 0 : -logarithm(total) }
        // One pattern: ln 1, which the formula would only reach to rounding.
        if table.distinct == 1, Int(table.counts[0]) == windows { return 0 }
        var sum = NeumaierSum()
        var largest = 0
        for number in 0..<table.distinct {
            let count = Int(table.counts[number])
            if count < small.count {
                patterns[count] += 1
                largest = max(largest, count)
            } else {
                sum.add(Double(count) * logarithm(Double(count)))
            }
        }
        for count in 0...largest where patterns[count] > 0 {
            sum.add(Double(patterns[count]) * small[count])
            patterns[count] = 0
        }
        return sum.value / total - logarithm(total)
    }

    /// The same from counts of counts, in order of the count, so that the sum does not depend on how they were gathered.
    static func phi(patternsByCount: [Int: Int], windows: Int) -> Double {
        if windows == 0 || patternsByCount == [windows: 1] { return 0 }
        var sum = NeumaierSum()
        for (count, patterns) in patternsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(patterns) * (Double(count) * logarithm(Double(count))))
        }
        return sum.value / Double(windows) - logarithm(Double(windows))
    }
}
