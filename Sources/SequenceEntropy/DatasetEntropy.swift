public import TemporaryStorage

/// Accumulates a dataset's figures, one sequence at a time, in any order.
///
/// Items are numbers that stand for labels. Accumulators over the same numbering merge; the merged summary equals that
/// of one accumulator, to rounding. Scratch memory is reused: a sequence costs no allocation once it is large enough.
public struct DatasetEntropy: Sendable {
    public let options: EntropyOptions
    private let memory: Int

    var users = 0
    var tokens = 0
    var undefined = 0
    var zero = 0
    var negative = 0
    var withoutRepeat = 0
    var items = ItemCounts()
    var lengths = ValueCounts()
    /// ApEn of the sequences where it is defined.
    var entropies = ValueCounts()
    var perSequence = NeumaierSum()
    var lempelZiv = NeumaierSum()
    var compression = BlockCompression()
    /// The pooled figure at r = 0, by one or the other, as the pattern length asks.
    var pooled: PooledPatterns?
    var pooledWindows: PooledWindows?
    /// All values, for the pooled figure at r > 0, whose windows have no pattern that could be counted once.
    var pooledValues: [Double] = []
    var pooledLengths: [Int] = []
    var hasFraction = false

    private var patterns: ExactPatterns
    private var repeated: RepeatedPatterns
    private let tolerance: ToleranceWindows
    private var parser = LempelZivParser()

    /// - Parameter memory: Bytes that the pooled figure may take; beyond them it uses a temporary file.
    public init(options: EntropyOptions, memory: Int = 2 << 30) {
        self.options = options
        self.memory = memory
        patterns = ExactPatterns(m: options.m)
        repeated = RepeatedPatterns(m: options.m)
        tolerance = ToleranceWindows(m: options.m, r: options.r)
        guard options.r == 0, options.measures.contains(.pooled) else { return }
        if options.m <= PooledWindows.longest {
            pooledWindows = PooledWindows(m: options.m, memory: memory)
        } else {
            pooled = PooledPatterns(m: options.m)
        }
    }

    /// Memory that grows with the dataset, in bytes; scratch memory for the longest sequence not counted.
    public var bytes: Int {
        items.bytes + (pooled?.bytes ?? 0) + (pooledWindows?.bytes ?? 0) + 8 * pooledValues.capacity + 8
            * pooledLengths.capacity
    }

    /// Why sequences could not be kept for the pooled figure; nil as long as they could.
    public var storageFailure: SpillFile.Failure? { pooledWindows?.failure }

    /// Adds one user's items in time order.
    ///
    /// - Parameters:
    ///   - sequence: The items' numbers.
    ///   - values: The items' finite values, as many as there are items; used where `options.r` is above 0.
    ///   - integers: The items' integer ids where all of them are within 0…2^32 − 1; used by the compression measure.
    public mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>? = nil,
        integers: UnsafeBufferPointer<UInt32>? = nil
    ) {
        precondition(options.r == 0 || values != nil, "r > 0 compares values")
        precondition(values.map { $0.count == sequence.count } ?? true, "one value per item")
        precondition(integers.map { $0.count == sequence.count } ?? true, "one integer per item")
        let first = max(0, sequence.count - (options.maxLength ?? sequence.count))
        addTail(
            UnsafeBufferPointer(rebasing: sequence[first...]),
            values: values.map { UnsafeBufferPointer(rebasing: $0[first...]) },
            integers: integers.map { UnsafeBufferPointer(rebasing: $0[first...]) }
        )
    }

    /// Adds what `other` has accumulated with the same options over the same item numbers.
    public mutating func merge(_ other: consuming DatasetEntropy) {
        precondition(options == other.options, "figures of different options do not add up")
        users += other.users
        tokens += other.tokens
        undefined += other.undefined
        zero += other.zero
        negative += other.negative
        withoutRepeat += other.withoutRepeat
        items.merge(other.items)
        lengths.merge(other.lengths)
        entropies.merge(other.entropies)
        perSequence.merge(other.perSequence)
        lempelZiv.merge(other.lempelZiv)
        compression.merge(other.compression)
        if let theirs = other.pooled { pooled?.merge(theirs) }
        if let theirs = other.pooledWindows { pooledWindows?.merge(theirs) }
        pooledValues.append(contentsOf: other.pooledValues)
        pooledLengths.append(contentsOf: other.pooledLengths)
        hasFraction = hasFraction || other.hasFraction
    }

    private mutating func addTail(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        integers: UnsafeBufferPointer<UInt32>?
    ) {
        let length = sequence.count
        users += 1
        tokens += length
        lengths.add(Double(length))
        let hasRepeat = items.add(sequence)
        if !hasRepeat { withoutRepeat += 1 }
        addEntropy(entropy(of: sequence, values: values, hasRepeat: hasRepeat), length: length)
        if options.measures.contains(.lempelZiv), length > 0 {
            // Without a repeat no substring is ever known, so every Λ is 1.
            let sum = hasRepeat ? parser.sumOfLengths(of: sequence) : length
            lempelZiv.add(LempelZivParser.entropy(length: length, sumOfLengths: sum))
        }
        if options.measures.contains(.compression) { compression.add(sequence, integers: integers) }
    }

    private mutating func entropy(
        of sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        hasRepeat: Bool
    ) -> ApproximateEntropy {
        if options.r > 0, let values {
            hasFraction = hasFraction || values.contains { $0 != $0.rounded() }
            if options.measures.contains(.pooled) {
                pooledValues.append(contentsOf: values)
                pooledLengths.append(values.count)
            }
            return tolerance.entropy(of: values, lengths: CollectionOfOne(values.count))
        }
        pooledWindows?.add(sequence)
        if pooled != nil { return patterns.entropy(of: sequence, pooled: &pooled) }
        if !hasRepeat { return ApproximateEntropy(allDistinct: sequence.count, m: options.m) }
        return items.repeats.withUnsafeBufferPointer { repeated.entropy(of: sequence, repeats: $0) }
    }

    private mutating func addEntropy(_ entropy: ApproximateEntropy, length: Int) {
        guard entropy.isDefined else {
            undefined += 1
            return
        }
        let value = entropy.value
        entropies.add(value)
        if entropy.signed < 0 { negative += 1 }
        if value > 0 { perSequence.add(Double(length) / value) } else { zero += 1 }
    }
}
