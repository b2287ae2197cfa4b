public import TemporaryStorage

/// The figures of one dataset for several pattern lengths and several `maxLength`s in one pass.
///
/// What does not depend on the pattern length (Lempel-Ziv, Shannon, compression) is measured once per `maxLength`.
public struct EntropySweep: Sendable {
    /// One combination, and its figures.
    public struct Point: Sendable, Equatable {
        public let m: Int
        public let maxLength: Int?
        public let summary: EntropySummary
    }

    /// The combinations in the order in which `points` has them: by `maxLength`, then by pattern length.
    private var datasets: [DatasetEntropy] = []
    private let patternLengths: Int

    /// - Parameters:
    ///   - m: Pattern lengths, at least one; one that is named twice counts once.
    ///   - maxLength: How many of each user's last items count, nil for all; at least one, each once.
    ///   - memory: Bytes that the pooled figures of all combinations together may take.
    public init(
        m: [Int],
        maxLength: [Int?] = [nil],
        r: Double = 0,
        measures: Set<Measure> = Set(Measure.allCases),
        memory: Int = 2 << 30
    ) throws(EntropyOptions.Invalid) {
        let lengths = Self.unique(m)
        let maxLengths = Self.unique(maxLength)
        precondition(!lengths.isEmpty && !maxLengths.isEmpty, "a sweep needs a combination")
        patternLengths = lengths.count
        for maxLength in maxLengths {
            for (index, m) in lengths.enumerated() {
                let own = index == 0 ? measures : measures.intersection([.pooled])
                let options = try EntropyOptions(m: m, r: r, maxLength: maxLength, measures: own)
                datasets.append(DatasetEntropy(options: options, memory: memory / (lengths.count * maxLengths.count)))
            }
        }
    }

    /// Memory that grows with the dataset, in bytes.
    public var bytes: Int { datasets.reduce(0) { $0 + $1.bytes } }

    /// Why sequences could not be kept for the pooled figures; nil as long as they could.
    public var storageFailure: SpillFile.Failure? { datasets.lazy.compactMap(\.storageFailure).first }

    /// Adds one user's items in time order; parameters as those of `DatasetEntropy.add`.
    public mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        for index in datasets.indices { datasets[index].add(sequence, values: values, integers: integers) }
    }

    /// Adds what a sweep over the same combinations and item numbers has accumulated.
    public mutating func merge(_ other: EntropySweep) {
        precondition(datasets.count == other.datasets.count, "figures of different combinations do not add up")
        for (index, dataset) in other.datasets.enumerated() { datasets[index].merge(dataset) }
    }

    public func points(short: ShortPolicy = .exclude) -> [Point] {
        var points: [Point] = []
        var first: EntropySummary?
        for (index, dataset) in datasets.enumerated() {
            var summary = dataset.summary(short: short)
            if index % patternLengths == 0 {
                first = summary
            } else if let first {
                summary.takeSequenceMeasures(of: first)
            }
            points.append(Point(m: dataset.options.m, maxLength: dataset.options.maxLength, summary: summary))
        }
        return points
    }

    private static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}
