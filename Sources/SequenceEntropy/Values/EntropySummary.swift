/// What is known of a dataset. Entropies are in nats but for Shannon's, which is in bits.
public struct EntropySummary: Sendable, Equatable, Codable {
    /// Why a value does not exist.
    public enum Absence: String, Sendable, Equatable, Codable {
        case notAsked
        case noSequence
        case noItem
        /// Every sequence has fewer than m + 1 items.
        case allTooShort
        /// 1/ApEn does not exist.
        case zeroApEn
        /// What memory has no room for could not be kept in a temporary file: the disk is full, say.
        case storageFailed
        /// zlib could not compress.
        case compressionFailed
    }

    /// A value that may be absent.
    public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
        case apEn, apEnPrime, dPrime
        case perSequenceDPrime, length, apEnDistribution
        case pooledApEn, pooledApEnPrime, pooledDPrime
        case lempelZivEntropy, shannonEntropy, compressionRatio
    }

    public struct Pooled: Sendable, Equatable, Codable {
        public let apEn: Double?
        public let apEnPrime: Double?
        public let dPrime: Double?
        public let isNegative: Bool
        /// Windows of m items.
        public let windows: Int
        /// Windows of m + 1 items.
        public let nextWindows: Int
    }

    public let users: Int
    /// Distinct items left after `maxLength`.
    public let items: Int
    /// Items left after `maxLength`, repeats included.
    public let tokens: Int
    /// Mean over users.
    public let apEn: Double?
    public let apEnPrime: Double?
    public let dPrime: Double?
    /// Sequences with fewer than m + 1 items.
    public let undefined: Int
    /// Sequences whose ApEn is defined and 0.
    public let zero: Int
    /// Sequences whose Φ^m − Φ^(m+1) is below 0.
    public let negative: Int
    /// Sequences in which no item occurs twice.
    public let withoutRepeat: Int
    public let length: Distribution?
    /// Of the sequences that are part of the mean.
    public let apEnDistribution: Distribution?
    /// Σ |S|/ApEn(S) over the sequences whose ApEn is above 0.
    public let perSequenceDPrime: Double?
    /// Sequences that this sum leaves out.
    public let perSequenceExcluded: Int
    public let pooled: Pooled?
    /// Mean over users.
    public let lempelZivEntropy: Double?
    public let shannonEntropy: Double?
    public let compressionRatio: Double?
    /// One entry for each quantity that is nil.
    public let absences: [Quantity: Absence]
    public let warnings: [EntropyWarning]
}

/// A fact about a dataset without which its figures mislead.
public enum EntropyWarning: Sendable, Equatable, Codable {
    /// No sequence meets an item twice: each one's ApEn is ln(K/(K−1)), a function of its length alone.
    case noRepeats(sequences: Int)
    /// Sequences, and whether the pooled figure too, whose Φ^m − Φ^(m+1) is negative before the absolute value.
    case negativeApEn(sequences: Int, of: Int, pooled: Bool)
    /// r ≥ 1 on integer items: which of them match depends on how they happen to be numbered.
    case labelTolerance(r: Double)
}
