/// What the sequences of one part of a dataset contribute to its summary, for one pattern length.
///
/// It has counts, multisets and exact sums only. So parts over disjoint sets of users can be merged in any order and grouping,
/// and the summary of all has the bits of a single accumulator. It grows with the distinct lengths and the distinct values of
/// ApEn. Items are not part of it, because their numbers mean nothing elsewhere. The pooled and the compression measure have no
/// such part; for the pooled one there are `PooledCounts`.
public struct EntropyPart: Sendable, Equatable {
    /// By length, the number of sequences.
    public var lengths: [Int: Int]
    /// By ApEn, the number of sequences that have m + 1 items or more.
    public var entropies: [Double: Int]
    /// Sequences with Φ^m − Φ^(m+1) < 0.
    public var negative: Int
    /// Sequences in which no item occurs twice.
    public var withoutRepeat: Int
    /// Whether any value is not an integer, at r > 0.
    public var hasFraction: Bool
    /// Σ |S|/ApEn(S) as digits of 32 bits, the lowest first. Their unit is 2^−1074.
    public var perSequence: [UInt32]
    /// The sum of the sequences' Lempel-Ziv entropies, in the same form; `nil` if it was not measured.
    public var lempelZiv: [UInt32]?

    public init(
        lengths: [Int: Int],
        entropies: [Double: Int],
        negative: Int,
        withoutRepeat: Int,
        hasFraction: Bool,
        perSequence: [UInt32],
        lempelZiv: [UInt32]?
    ) {
        self.lengths = lengths
        self.entropies = entropies
        self.negative = negative
        self.withoutRepeat = withoutRepeat
        self.hasFraction = hasFraction
        self.perSequence = perSequence
        self.lempelZiv = lempelZiv
    }

    /// Why the figures of a part cannot be those of sequences.
    public enum Invalid: String, Error, Sendable {
        case lengths, entropies, negative, withoutRepeat, perSequence, lempelZiv
    }

    /// The largest number of users. Sums of a few such numbers do not overflow.
    public static let mostUsers = 1 << 48
    /// The number of digits of an exact sum.
    public static let digits = ExactSum.digits
    /// Indices have 31 bits.
    private static let longestSequence = Int(Int32.max)
    private static let mostTokens = 1 << 52

    public var users: Int { lengths.values.reduce(0, +) }

    /// Checks every figure against the others, so that a summary of them is possible.
    ///
    /// - Parameter m: the pattern length.
    /// - Returns: the number of items.
    public func check(m: Int) throws(Invalid) -> Int {
        var (users, tokens, measured) = (0, 0, 0)
        for (length, count) in lengths {
            guard 0...Self.longestSequence ~= length, 1...Self.mostUsers ~= count else { throw .lengths }
            let (items, overflow) = length.multipliedReportingOverflow(by: count)
            guard !overflow, items <= Self.mostTokens else { throw .lengths }
            users += count
            tokens += items
            if length > m { measured += count }
            guard users <= Self.mostUsers, tokens <= Self.mostTokens else { throw .lengths }
        }
        var defined = 0
        for (entropy, count) in entropies {
            guard entropy.isFinite, entropy >= 0, 1...Self.mostUsers ~= count else { throw .entropies }
            defined += count
            guard defined <= measured else { throw .entropies }
        }
        guard defined == measured else { throw .entropies }
        let positive = defined - (entropies[0] ?? 0)
        guard 0...positive ~= negative else { throw .negative }
        guard 0...users ~= withoutRepeat else { throw .withoutRepeat }
        guard let sum = ExactSum(digits: perSequence), sum.value.isFinite, (sum.value > 0) == (positive > 0) else {
            throw .perSequence
        }
        if let lempelZiv {
            // A sequence of one item has the entropy 0.
            guard let sum = ExactSum(digits: lempelZiv), sum.value.isFinite, tokens > 0 || sum.value == 0 else {
                throw .lempelZiv
            }
        }
        return tokens
    }

    /// The number of windows of `length` items. The part was checked.
    public func windows(of length: Int) -> Int { lengths.reduce(0) { $0 + max(0, $1.key - length + 1) * $1.value } }

    /// Whether patterns of `length` items can occur so often: every window has one pattern.
    public func hasWindows(_ patternsByCount: [Int: Int], of length: Int) -> Bool {
        var left = windows(of: length)
        for (count, patterns) in patternsByCount {
            let (windows, overflow) = count.multipliedReportingOverflow(by: patterns)
            guard count > 0, patterns > 0, !overflow, windows <= left else { return false }
            left -= windows
        }
        return left == 0
    }

    /// Adds the sequences of another part with the same options. Both were checked; the result is to be checked again.
    public mutating func merge(_ other: EntropyPart) {
        lengths.merge(other.lengths, uniquingKeysWith: +)
        entropies.merge(other.entropies, uniquingKeysWith: +)
        negative += other.negative
        withoutRepeat += other.withoutRepeat
        hasFraction = hasFraction || other.hasFraction
        perSequence = Self.sum(perSequence, other.perSequence)
        lempelZiv = lempelZiv.flatMap { own in other.lempelZiv.map { Self.sum(own, $0) } }
    }

    private static func sum(_ first: [UInt32], _ second: [UInt32]) -> [UInt32] {
        guard var sum = ExactSum(digits: first), let other = ExactSum(digits: second) else { return first }
        sum.merge(other)
        return sum.carriedDigits
    }
}
