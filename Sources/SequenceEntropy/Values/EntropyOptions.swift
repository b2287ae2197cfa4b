/// What to compute of a dataset; a value of this type is valid.
public struct EntropyOptions: Sendable, Hashable {
    public enum Invalid: Error, Sendable, Hashable {
        case patternLength(Int, allowed: ClosedRange<Int>)
        case tolerance(Double)
        case maxLength(Int)
    }

    public static let patternLengths = 1...1_024

    /// Pattern length, `m`.
    public let m: Int
    /// Largest distance, in the items' own unit, at which two windows match, `r`.
    public let r: Double
    /// How many of each user's last items count; nil for all.
    public let maxLength: Int?
    public let measures: Set<Measure>

    public init(
        m: Int = 2,
        r: Double = 0,
        maxLength: Int? = nil,
        measures: Set<Measure> = Set(Measure.allCases)
    ) throws(Invalid) {
        guard Self.patternLengths.contains(m) else { throw .patternLength(m, allowed: Self.patternLengths) }
        guard r >= 0, r.isFinite else { throw .tolerance(r) }
        if let maxLength, maxLength < 1 { throw .maxLength(maxLength) }
        self.m = m
        self.r = r
        self.maxLength = maxLength
        self.measures = measures
    }
}

/// What can be measured beside the per-user approximate entropy; raw values are the words of the HTTP contract.
public enum Measure: String, Sendable, Hashable, CaseIterable, Codable {
    case pooled, lempelZiv, shannon, compression
}

/// How sequences with fewer than m + 1 items, whose ApEn is undefined, enter the mean.
public enum ShortPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    case exclude
    /// As 0, like the published code.
    case zero
}
