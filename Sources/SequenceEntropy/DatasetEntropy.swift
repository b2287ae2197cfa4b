public import TemporaryStorage

/// Accumulates a dataset's figures, one sequence at a time, in any order.
///
/// Items are numbers that stand for labels. Accumulators over the same numbering merge, and the merged summary is that of
/// one accumulator bit for bit, because every figure is a count, a multiset or an exact sum (on the compression measure,
/// see `merge`). Scratch memory is reused: a sequence costs no allocation once it is large enough.
public struct DatasetEntropy: Sendable {
    public let options: EntropyOptions
    private var figures: TailFigures

    /// - Parameter memory: Bytes that the pooled figure may take; beyond them it uses a temporary file.
    public init(options: EntropyOptions, memory: Int = 2 << 30) {
        self.options = options
        figures = TailFigures(
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
        let tail = SequenceTail(sequence, values: values, integers: integers, maxLength: options.maxLength)
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
