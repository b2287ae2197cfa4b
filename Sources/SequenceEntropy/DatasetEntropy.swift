public import TemporaryStorage

/// The figures of one dataset for several pattern lengths and several `maxLength`s in one pass.
///
/// What does not depend on the pattern length (repeats, Lempel-Ziv, Shannon, compression, the sequences that the pooled
/// figure needs) is measured and kept once per `maxLength`. Merging is that of `DatasetEntropy`.
public struct EntropySweep: Sendable {
    /// One combination, and its figures.
    public struct Point: Sendable, Equatable {
        public let m: Int
        public let maxLength: Int?
        public let summary: EntropySummary
    }

    /// One for each `maxLength`.
    private(set) var figures: [LengthStatistics]

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
        try self.init(m: m, maxLength: maxLength, r: r, measures: measures, memory: memory, threads: 1)
    }

    /// - Parameter threads: How many sweeps that will merge share the memory.
    init(
        m: [Int],
        maxLength: [Int?],
        r: Double,
        measures: Set<Measure>,
        memory: Int,
        threads: Int
    ) throws(EntropyOptions.Invalid) {
        let patternLengths = Self.unique(m)
        let maxLengths = Self.unique(maxLength)
        precondition(!patternLengths.isEmpty && !maxLengths.isEmpty, "a sweep needs a combination")
        for maxLength in maxLengths {
            for m in patternLengths { _ = try EntropyOptions(m: m, r: r, maxLength: maxLength) }
        }
        figures = maxLengths.map { maxLength in
            LengthStatistics(
                patternLengths: patternLengths,
                r: r,
                maxLength: maxLength,
                measures: measures,
                memory: memory,
                shares: threads * maxLengths.count
            )
        }
    }

    /// Memory that grows with the dataset, in bytes.
    public var bytes: Int { figures.reduce(0) { $0 + $1.bytes } }

    /// Why sequences could not be kept for the pooled figures; nil as long as they could.
    public var storageFailure: SpillFile.Failure? { figures.lazy.compactMap(\.storageFailure).first }

    /// Adds one user's items in time order; parameters as those of `DatasetEntropy.add`.
    public mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        for index in figures.indices {
            let tail = TruncatedSequence(
                sequence,
                values: values,
                integers: integers,
                maxLength: figures[index].maxLength
            )
            figures[index].compress(tail)
            figures[index].add(tail.items, values: tail.values)
        }
    }

    /// Adds what a sweep over the same combinations and item numbers has accumulated; see `DatasetEntropy.merge`.
    public mutating func merge(_ other: consuming EntropySweep) {
        precondition(figures.count == other.figures.count, "figures of different combinations do not add up")
        for (index, theirs) in other.figures.enumerated() { figures[index].merge(theirs) }
    }

    /// The combinations by `maxLength`, then by pattern length, in the order in which they were named.
    public func points(short: ShortPolicy = .exclude) -> [Point] {
        points(short: short) { (_) throws(Never) in }
    }

    /// The same with reports on the pooled figures, whose counting takes seconds for tens of millions of items.
    ///
    /// - Parameter checkpoint: Is told from time to time what share of them is counted, up to 1; what it throws ends the work.
    public func points<Stop: Error>(
        short: ShortPolicy = .exclude,
        checkpoint: (_ share: Double) throws(Stop) -> Void
    ) throws(Stop) -> [Point] {
        let combinations = Double(figures.reduce(0) { $0 + $1.patterns.count })
        var points: [Point] = []
        for figures in figures {
            for (index, patterns) in figures.patterns.enumerated() {
                let done = Double(points.count)
                let summary = try figures.summary(index, short: short) { (share: Double) throws(Stop) in
                    try checkpoint((done + share) / combinations)
                }
                points.append(Point(m: patterns.m, maxLength: figures.maxLength, summary: summary))
            }
        }
        return points
    }

    /// Adds a batch of sequences together with blocks for the compression measure, which it has in place of integers.
    mutating func add(_ batch: SequenceBatch) {
        for (index, block) in batch.blocks { figures[index].compress(block: block) }
        batch.forEachSequence { sequence, values in
            for index in figures.indices {
                let maxLength = figures[index].maxLength
                let tail = TruncatedSequence(sequence, values: values, integers: nil, maxLength: maxLength)
                figures[index].add(tail.items, values: tail.values)
            }
        }
    }

    /// Takes what was cut elsewhere and does not make a block yet: for each `maxLength`.
    mutating func take(_ cutters: [BlockCutter]) {
        for (index, cutter) in cutters.enumerated() { figures[index].take(cutter) }
    }

    private static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}

/// Accumulates a dataset's figures, one sequence at a time, in any order.
///
/// Items are numbers that stand for labels. Accumulators over the same numbering merge, and the merged summary is that of
/// one accumulator bit for bit, because every figure is a count, a multiset or an exact sum (on the compression measure,
/// see `merge`). Scratch memory is reused: a sequence costs no allocation once it is large enough.
public struct DatasetEntropy: Sendable {
    public let options: EntropyOptions
    private var figures: LengthStatistics

    /// - Parameter memory: Bytes that the pooled figure may take; beyond them it uses a temporary file.
    public init(options: EntropyOptions, memory: Int = 2 << 30) {
        self.options = options
        figures = LengthStatistics(
            patternLengths: [options.m],
            r: options.r,
            maxLength: options.maxLength,
            measures: options.measures,
            memory: memory,
            shares: 1
        )
    }

    /// Memory that grows with the dataset, in bytes; scratch memory for the longest sequence not counted.
    public var bytes: Int { figures.bytes }

    /// Why sequences could not be kept for the pooled figure; nil as long as they could.
    public var storageFailure: SpillFile.Failure? { figures.storageFailure }

    /// Adds one user's items in time order.
    ///
    /// - Parameters:
    ///   - sequence: The items' numbers.
    ///   - values: The items' finite values, as many as there are items; used where `options.r` is above 0.
    ///   - integers: The items' integer ids where all of them are within 0…2^32 − 1; used by the compression measure.
    ///   - position: How many items of the whole dataset, each user's last `maxLength` ones, stand before this sequence;
    ///     nil for those that were added before. Used by the compression measure, see `merge`; either all sequences of all
    ///     parts have one, or none.
    public mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil,
        at position: Int? = nil
    ) {
        let tail = TruncatedSequence(sequence, values: values, integers: integers, maxLength: options.maxLength)
        figures.compress(tail, at: position)
        figures.add(tail.items, values: tail.values)
    }

    /// Adds what `other` has accumulated with the same options over the same item numbers.
    ///
    /// The figures become those of the sequences of both, in whatever order parts are made and merged. Only the
    /// compression measure, which blocks of the concatenated sequences define, has to know their order: its value is the
    /// whole dataset's if each sequence was added with its position. Without, a part's whole blocks count as they
    /// are and what is left of both goes together, which depends on the parts as little as one block differs from another.
    /// `ParallelEntropy` needs no positions.
    public mutating func merge(_ other: consuming DatasetEntropy) {
        precondition(options == other.options, "figures of different options do not add up")
        figures.merge(other.figures)
    }

    /// The figures of what has been added so far.
    public func summary(short: ShortPolicy = .exclude) -> EntropySummary {
        summary(short: short) { (_) throws(Never) in }
    }

    /// The same with reports on the pooled figure, whose counting takes seconds for tens of millions of items.
    ///
    /// - Parameter checkpoint: Is told from time to time what share of it is counted, up to 1; what it throws ends the work.
    public func summary<Stop: Error>(
        short: ShortPolicy = .exclude,
        checkpoint: (_ share: Double) throws(Stop) -> Void
    ) throws(Stop) -> EntropySummary {
        try figures.summary(0, short: short, checkpoint: checkpoint)
    }
}
