import ElementaryFunctions

/// Φ = (1/K) Σ c·ln c − ln K, computed from counts of counts.
///
/// Grouping the patterns by their count c leaves few terms. So the sum is as accurate for millions of windows as for ten,
/// and it needs few logarithms.
struct CountLogarithms: Sendable {
    /// Natural logarithms of the counts and lengths that nearly all sequences have. Entry 0 is 0.
    private static let table: [Double] = [0] + (1..<4_096).map { Elementary.log(Double($0)) }
    /// A reference to the table. Access through it does not check whether the static table was initialised.
    private let table = Self.table

    /// ln K.
    func callAsFunction(_ count: Int) -> Double {
        count < table.count ? table[count] : Elementary.log(Double(count))
    }

    /// Φ of windows that are all distinct: −ln K.
    func phi(allDistinct windows: Int) -> Double { windows > 1 ? -self(windows) : 0 }

    /// - Parameter patterns: At least all patterns that occur twice. A pattern that occurs once contributes 1·ln 1 = 0.
    func phi(of patterns: PatternTable, windows: Int) -> Double {
        // A single pattern gives ln 1 exactly; the formula would only reach it up to rounding.
        if patterns.mostFrequent == windows { return 0 }
        var sum = NeumaierSum()
        patterns.forEachFrequency { count, patterns in sum.add(Double(patterns * count) * self(count)) }
        return sum.value / Double(windows) - self(windows)
    }

    /// Φ of patterns by their counts, from a dictionary that has at least all counts above 1. The sum runs in ascending order of the count, so it
    /// does not depend on how the counts were gathered.
    static func phi(patternsByCount: [Int: Int], windows: Int) -> Double {
        if windows == 0 || patternsByCount == [windows: 1] { return 0 }
        var sum = NeumaierSum()
        for (count, patterns) in patternsByCount.sorted(by: { $0.key < $1.key }) {
            sum.add(Double(patterns) * (Double(count) * Elementary.log(Double(count))))
        }
        return sum.value / Double(windows) - Elementary.log(Double(windows))
    }
}
