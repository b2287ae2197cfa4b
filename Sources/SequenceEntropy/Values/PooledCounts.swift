/// How often the patterns of all sequences together occur. Nothing else of them is in the pooled ApEn.
public struct PooledCounts: Sendable, Equatable {
    /// How many patterns of m items occur c times, by c. Patterns that occur once may be missing.
    public var patterns: [Int: Int]
    /// How many patterns of m + 1 items occur c times, by c. Patterns that occur once may be missing.
    public var nextPatterns: [Int: Int]

    public init(patterns: [Int: Int] = [:], nextPatterns: [Int: Int] = [:]) {
        self.patterns = patterns
        self.nextPatterns = nextPatterns
    }
}
