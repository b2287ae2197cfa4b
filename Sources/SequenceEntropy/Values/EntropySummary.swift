/// The measures of a dataset. Entropies are in nats, except Shannon's, which is in bits.
public struct EntropySummary: Sendable, Equatable, Codable {
    /// Why a value is absent. Raw values are part of stored records.
    public enum Absence: String, Sendable, Equatable, Codable {
        case notAsked
        case noSequence
        case noItem
        /// Every sequence has fewer than m + 1 items.
        case allTooShort
        /// ApEn is 0, so 1/ApEn does not exist.
        case zeroApEn
        /// The temporary file failed, for example because the disk is full.
        case storageFailed
        /// Compression failed, in a version that called zlib. Stored records may say so.
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
    /// Distinct items, after `maxLength` was applied.
    public let items: Int
    /// Items including repeats, after `maxLength` was applied.
    public let tokens: Int
    /// Mean over users.
    public let apEn: Double?
    public let apEnPrime: Double?
    public let dPrime: Double?
    /// Sequences with fewer than m + 1 items.
    public let undefined: Int
    /// Sequences whose ApEn is defined and 0.
    public let zero: Int
    /// Sequences with Φ^m − Φ^(m+1) < 0.
    public let negative: Int
    /// Sequences in which no item occurs twice.
    public let withoutRepeat: Int
    public let length: Distribution?
    /// Over the sequences that are part of the mean.
    public let apEnDistribution: Distribution?
    /// The same distributions in bins; `nil` without values, and in records that were stored before they were kept.
    public let lengthBins: Histogram?
    public let apEnBins: Histogram?
    /// Σ |S|/ApEn(S) over the sequences with ApEn > 0.
    public let perSequenceDPrime: Double?
    /// Number of sequences that this sum leaves out.
    public let perSequenceExcluded: Int
    public let pooled: Pooled?
    /// Mean over users.
    public let lempelZivEntropy: Double?
    public let shannonEntropy: Double?
    public let compressionRatio: Double?
    /// The blocks that the compression ratio rests on; `nil` without one.
    public let compressionBlocks: Int?
    /// The standard error of a compression ratio that rests on a sample of the blocks; else `nil`.
    public let compressionError: Double?
    /// One entry for each quantity that is nil.
    public let absences: [Quantity: Absence]
    public let warnings: [EntropyWarning]
}

/// A fact about a dataset that a reader must know to interpret its measures.
public enum EntropyWarning: Sendable, Equatable, Codable {
    /// No sequence contains an item twice, so each ApEn is ln(K/(K−1)): a function of the length alone.
    case noRepeats(sequences: Int)
    /// Φ^m − Φ^(m+1) is negative for some sequences, and perhaps for the pooled windows, before the absolute value.
    case negativeApEn(sequences: Int, of: Int, pooled: Bool)
    /// r ≥ 1 on integer items: which items match depends on how they happen to be numbered.
    case labelTolerance(r: Double)
}
