/// What to measure. Every value of this type is valid.
public struct EntropyOptions: Sendable, Hashable {
    public enum Invalid: Error, Sendable, Hashable {
        /// The list of pattern lengths is empty.
        case noPatternLength
        case patternLength(Int, allowed: ClosedRange<Int>)
        case tolerance(Double)
        case maxLength(Int)
    }

    public static let patternLengths = 1...1_024

    /// Pattern lengths, each once, in the order in which they were given. Never empty.
    public let m: [Int]
    /// Two windows match if all their items are at most `r` apart, in the items' own unit.
    public let r: Double
    /// Only the last `maxLength` items of each user count; `nil` counts all.
    public let maxLength: Int?
    public let measures: Set<Measure>

    /// - Parameter m: Pattern lengths, at least one. Repeated ones count once.
    public init(
        m: [Int] = [2],
        r: Double = 0,
        maxLength: Int? = nil,
        measures: Set<Measure> = Measure.byDefault
    ) throws(Invalid) {
        guard !m.isEmpty else { throw .noPatternLength }
        for m in m where !Self.patternLengths.contains(m) { throw .patternLength(m, allowed: Self.patternLengths) }
        guard r >= 0, r.isFinite else { throw .tolerance(r) }
        if let maxLength, maxLength < 1 { throw .maxLength(maxLength) }
        var seen: Set<Int> = []
        self.m = m.filter { seen.insert($0).inserted }
        self.r = r
        self.maxLength = maxLength
        self.measures = measures
    }
}

/// What to measure beside the approximate entropy per user. Raw values are the words of the HTTP contract.
public enum Measure: String, Sendable, Hashable, CaseIterable, Codable {
    case pooled, lempelZiv, shannon, compression
    /// The compression measure over every block, where `compression` takes a sample of more than 2,000.
    case compressionOfAllBlocks = "compression:all"

    public static let byDefault: Set<Measure> = [.pooled, .lempelZiv, .shannon, .compression]

    /// Whether the measure of a dataset follows from summaries of its parts.
    public var canBeMerged: Bool {
        switch self {
        case .lempelZiv, .shannon: true
        case .pooled, .compression, .compressionOfAllBlocks: false
        }
    }
}

extension Set<Measure> {
    public var includesCompression: Bool { contains(.compression) || contains(.compressionOfAllBlocks) }
}

/// How the mean treats sequences with fewer than m + 1 items, whose ApEn is undefined.
public enum ShortPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    case exclude
    /// They count as 0, as in the published code.
    case zero
}
