public import ResourceMetering
package import TemporaryStorage

/// Accumulates the measures of a dataset, one sequence at a time, in any order.
///
/// Items are numbers that represent labels. Accumulators with the same options over the same numbering can be merged. The
/// merged summary equals that of a single accumulator bit for bit, because it is computed from counts, multisets and exact
/// sums. Only the compression measure depends on the order of the sequences; see `merge`. Scratch memory is reused, so a
/// sequence costs no allocation once the scratch memory is large enough.
public struct DatasetEntropy: Sendable {
    /// Indices have 31 bits: the largest length of one sequence and, at r > 0, of all sequences together. The pooled measure
    /// at r = 0 also needs fewer than 2^31 windows per partition. A dataset with at most `mostItems` items meets every limit.
    /// Larger input is a programming error, so callers refuse it first.
    public static let mostItems = Int(Int32.max)

    public let options: EntropyOptions
    private let memory: Int
    private let pool: ThreadPool
    private let meter: WorkMeter

    private(set) var sequences: SequenceStatistics
    /// One for each pattern length of the options.
    private(set) var patterns: [PatternStatistics]
    /// `nil` if the compression measure is not requested.
    private(set) var compression: BlockCompression?
    /// For the pooled measure, if it is requested: the first at r = 0, the second at r > 0.
    private var pooledSequences: PooledSequences?
    private var pooledValues: PooledValues?
    /// The counts of the pooled measure, if they were made elsewhere.
    private var pooledCounts: PooledCounts?
    /// For sequences that are added without scratch memory of others.
    private var scratch: EntropyScratch?

    /// - Parameters:
    ///   - memory: Bytes that the pooled measure at r = 0 may take. Beyond them it uses a temporary file.
    ///   - jobs: Number of threads that count windows at r > 0 and the pooled measure. It changes no result.
    ///   - meter: Counts the work. Once it has stopped, the accumulator means nothing.
    public init(_ options: EntropyOptions, memory: Int = 2 << 30, jobs: Int = 1, meter: WorkMeter = WorkMeter()) {
        self.init(options, memory: memory, pool: ThreadPool(threads: jobs), meter: meter, shares: 1)
    }

    /// - Parameter shares: Number of accumulators that share the memory and will be merged.
    init(_ options: EntropyOptions, memory: Int, pool: ThreadPool, meter: WorkMeter, shares: Int) {
        self.options = options
        self.memory = memory
        self.pool = pool
        self.meter = meter
        sequences = SequenceStatistics(measures: options.measures)
        patterns = options.m.map { PatternStatistics(m: $0, r: options.r, pool: pool, meter: meter) }
        if options.measures.includesCompression {
            compression = BlockCompression(
                mostSampled: options.measures.contains(.compressionOfAllBlocks) ? nil : BlockCompression.mostSampled,
                waitingMemory: memory / 16,
                pool: pool,
                meter: meter
            )
        }
        guard options.measures.contains(.pooled) else { return }
        if options.r == 0 {
            pooledSequences = PooledSequences(shortest: options.m.min() ?? 1, memory: memory, shares: shares)
        } else {
            pooledValues = PooledValues(m: options.m.max() ?? 1)
        }
    }

    /// The accumulator of a part that was measured elsewhere, for its summary.
    ///
    /// - Parameters:
    ///   - options: one pattern length, and no compression measure.
    ///   - part: checked for this pattern length.
    ///   - itemCounts: one for each distinct item; any number above 0 if Shannon's entropy is not requested.
    ///   - pooled: if the pooled measure is requested.
    public init(_ options: EntropyOptions, part: EntropyPart, itemCounts: [UInt64], pooled: PooledCounts? = nil) {
        precondition(options.m.count == 1, "a part has one pattern length")
        precondition(!options.measures.includesCompression, "a part has no such measure")
        precondition(
            options.measures.contains(.pooled) == (pooled != nil),
            "the pooled measure follows from its counts"
        )
        self.init(options)
        (pooledSequences, pooledValues, pooledCounts) = (nil, nil, pooled)
        sequences = SequenceStatistics(part, itemCounts: itemCounts, measures: options.measures)
        patterns = [PatternStatistics(part, m: options.m[0], r: options.r, pool: pool, meter: meter)]
    }

    /// What the sequences contribute to a summary, for the first pattern length.
    public var part: EntropyPart {
        var lengths: [Int: Int] = [:]
        sequences.lengths.forEach({ lengths[Int($0)] = $1 })
        var entropies: [Double: Int] = [:]
        patterns[0].entropies.forEach({ entropies[$0] = $1 })
        return EntropyPart(
            lengths: lengths,
            entropies: entropies,
            negative: patterns[0].negative,
            withoutRepeat: sequences.withoutRepeat,
            hasFraction: sequences.hasFraction,
            perSequence: patterns[0].perSequence.carriedDigits,
            lempelZiv: options.measures.contains(.lempelZiv) ? sequences.lempelZiv.carriedDigits : nil
        )
    }

    /// Delivers every item that occurs, with its count, or with 1 if Shannon's entropy is not requested.
    public func forEachItem(_ body: (_ item: UInt32, _ count: Int) -> Void) {
        sequences.items.forEach({ body(UInt32($0), Int(clamping: $1)) })
    }

    /// Memory that grows with the dataset, in bytes. Scratch memory for the longest sequence is not included.
    public var bytes: Int {
        patterns.reduce(sequences.bytes) { $0 + $1.bytes }
            + (compression?.bytes ?? 0) + (pooledSequences?.bytes ?? 0) + (pooledValues?.bytes ?? 0)
    }

    /// The failure of the temporary file; `nil` if there was none.
    package var storageFailure: SpillFile.Failure? { pooledSequences?.failure }

    /// Adds the items of one user in time order.
    ///
    /// - Parameters:
    ///   - sequence: The numbers of the items, each below 2^32 − 1; at most `mostItems`.
    ///   - values: The finite values of the items. Required at r > 0, ignored at r = 0.
    ///   - integers: The integer ids of the items if all of them are in 0…2^32 − 1, else `nil`. The compression measure
    ///     uses them.
    public mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        let last = TruncatedSequence(sequence, values: values, integers: integers, maxLength: options.maxLength)
        compress(last)
        var scratch = self.scratch.take() ?? EntropyScratch(meter: meter)
        measure(last.items, values: last.values, scratch: &scratch)
        self.scratch = scratch
    }

    /// Adds a truncated sequence to the compression measure only, which depends on the order of the sequences.
    mutating func compress(_ sequence: TruncatedSequence) {
        compression?.add(sequence.items, integers: sequence.integers)
    }

    /// Adds a batch of truncated sequences to every measure except compression.
    mutating func add(_ batch: SequenceBatch, scratch: inout EntropyScratch) {
        batch.forEachSequence { sequence, values in
            if !meter.isStopped { measure(sequence, values: values, scratch: &scratch) }
        }
        scratch.tally.report()
    }

    /// Adds a truncated sequence to every measure except compression.
    mutating func add(_ sequence: TruncatedSequence, scratch: inout EntropyScratch) {
        measure(sequence.items, values: sequence.values, scratch: &scratch)
        scratch.tally.report()
    }

    /// Gives memory back: writes to the temporary file what can be there, and compresses the blocks that wait.
    mutating func spill() {
        pooledSequences?.spill()
        compression?.compressWaiting()
    }

    /// Adds the sequences of another accumulator with the same options over the same item numbers.
    ///
    /// Parts can be formed and merged in any order. Only the compression measure depends on that order: complete blocks are
    /// added and incomplete ones concatenated. The ratio then differs from the whole dataset's by no more than blocks differ
    /// from each other. `ParallelEntropy` has no such difference, because it cuts blocks before it distributes sequences.
    /// Samples of blocks are merged with the larger of their steps.
    public mutating func merge(_ other: consuming DatasetEntropy) {
        precondition(options == other.options, "only accumulators with equal options can be merged")
        sequences.merge(other.sequences)
        for (index, theirs) in other.patterns.enumerated() { patterns[index].merge(theirs) }
        if let theirs = other.compression { compression?.merge(theirs) }
        if let theirs = other.pooledSequences { pooledSequences?.merge(theirs) }
        if let theirs = other.pooledValues { pooledValues?.merge(theirs) }
    }

    /// Computes every measure except compression for a truncated sequence.
    private mutating func measure(
        _ items: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        scratch: inout EntropyScratch
    ) {
        precondition(items.count <= Self.mostItems, "a sequence has fewer than 2^31 items")
        precondition(options.r == 0 || values != nil, "r > 0 compares values")
        let values = options.r > 0 ? values : nil
        scratch.tally.spend(WorkUnits.sequence * (1 + patterns.count) + items.count * WorkUnits.item)
        let hasRepeat = sequences.add(items, values: values, scratch: &scratch)
        let marks = scratch.filter.marks
        marks.withUnsafeBufferPointer { marks in
            for index in patterns.indices where !meter.isStopped {
                patterns[index].add(
                    items,
                    marks: hasRepeat ? marks : nil,
                    values: values,
                    scratch: &scratch.windows,
                    tally: &scratch.tally
                )
            }
        }
        pooledSequences?.add(items)
        if let values { pooledValues?.add(values) }
    }

    /// The pooled ApEn for one pattern length; `nil` if it is not requested.
    ///
    /// - Parameters:
    ///   - memory: Bytes for counting at r = 0.
    ///   - admits: Is asked for the bytes that counting takes beside them.
    ///   - counted: Receives the finished share of the work from time to time.
    func pooledEntropy(
        _ patterns: PatternStatistics,
        memory: Int?,
        admits: (_ bytes: Int) -> Bool,
        counted: (_ share: Double) -> Void
    ) throws(SpillFile.Failure) -> ApproximateEntropy? {
        let windows = (patterns.windows, patterns.nextWindows)
        if let pooledCounts { return ApproximateEntropy(pooledCounts, windows: windows) }
        if let pooledSequences {
            return try pooledSequences.entropy(
                m: patterns.m,
                windows: windows,
                memory: memory ?? self.memory / 2,
                pool: pool,
                meter: meter,
                admits: admits,
                counted: counted
            )
        }
        return pooledValues?.entropy(m: patterns.m, r: options.r, pool: pool, meter: meter, counted: counted)
    }

    /// The bytes with which the pooled measure at r = 0 needs one pass for each pattern length. With less it needs several.
    public var countingBytes: Int {
        guard pooledSequences != nil else { return 0 }
        return patterns.map { PooledSequences.countingBytes(m: $0.m, windows: $0.windows) }.max() ?? 0
    }
}

/// The last `maxLength` items of a user's sequence.
struct TruncatedSequence {
    let items: UnsafeBufferPointer<UInt32>
    let values: UnsafeBufferPointer<Double>?
    let integers: UnsafeBufferPointer<UInt32>?

    init(
        _ items: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        integers: UnsafeBufferPointer<UInt32>?,
        maxLength: Int?
    ) {
        precondition(values.map { $0.count == items.count } ?? true, "one value per item")
        precondition(integers.map { $0.count == items.count } ?? true, "one integer per item")
        let first = max(0, items.count - (maxLength ?? items.count))
        self.items = UnsafeBufferPointer(rebasing: items[first...])
        self.values = values.map { UnsafeBufferPointer(rebasing: $0[first...]) }
        self.integers = integers.map { UnsafeBufferPointer(rebasing: $0[first...]) }
    }
}
