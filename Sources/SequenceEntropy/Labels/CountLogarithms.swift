/// Φ from counts: (1/K) Σ c·ln c − ln K, by counts of counts.
///
/// Folding how many patterns occur c times leaves few terms, so the sum is as exact for millions of windows as for ten,
/// and needs few logarithms.
struct CountLogarithms: Sendable {
    /// Natural logarithms of the counts and lengths that nearly all sequences have; 0 for 0.
    private static let table: [Double] = [0] + (1..<4_096).map { logarithm(Double($0)) }
    /// A reference to the table, which costs no check of whether it is there.
    private let table = Self.table

    /// ln K.
    func callAsFunction(_ count: Int) -> Double {
        count < table.count ? table[count] : logarithm(Double(count))
    }

    /// Φ of windows that are all distinct: −ln K.
    func phi(allDistinct windows: Int) -> Double { windows > 1 ? -self(windows) : 0 }

    /// - Parameter patterns: All patterns that occur twice, and any others: one that occurs once adds 1·ln 1.
    func phi(of patterns: inout PatternTable, windows: Int) -> Double {
        // One pattern: ln 1, which the formula would only reach to rounding.
        let isOnePattern = patterns.mostFrequent == windows
        var sum = NeumaierSum()
        patterns.takeFrequencies { count, patterns in sum.add(Double(patterns * count) * self(count)) }
        return isOnePattern ? 0 : sum.value / Double(windows) - self(windows)
    }

    /// The same from counts of counts of all patterns that occur twice, in order of the count, so that the sum
    /// does not depend on how they were gathered.
    static func phi(patternsByCount: [Int: Int], windows: Int) -> Double {
        if windows == 0 || patternsByCount == [windows: 1] { return 0 }
        var sum = NeumaierSum()
        for (count, patterns) in patternsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(patterns) * (Double(count) * logarithm(Double(count))))
        }
        return sum.value / Double(windows) - logarithm(Double(windows))
    }
}
