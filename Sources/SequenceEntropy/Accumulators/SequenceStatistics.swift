import TemporaryStorage

/// What is known of a dataset's sequences whatever the pattern length.
struct SequenceStatistics: Sendable {
    private let measures: Set<Measure>

    private(set) var users = 0
    private(set) var tokens = 0
    private(set) var withoutRepeat = 0
    private(set) var hasFraction = false
    private(set) var items: ItemCounts
    private(set) var lengths = ValueHistogram()
    private(set) var lempelZiv = ExactSum()
    private(set) var compression = BlockCompression()
    /// For the pooled figure, one or the other, as the tolerance asks.
    private(set) var pooled: PooledSequences?
    private(set) var pooledValues: PooledValues?

    private var filter = RepeatFilter()
    private var table = PatternTable()
    private var parser = LempelZivParser()
    private var scratch: [UInt32] = []

    /// - Parameters:
    ///   - patternLengths: The values of m that will be asked for; at least one.
    ///   - memory: Bytes that the pooled figures may take; beyond them they use a temporary file.
    ///   - shares: How many such figures share them.
    init(measures: Set<Measure>, r: Double, patternLengths: [Int], memory: Int, shares: Int) {
        self.measures = measures
        items = ItemCounts(isCounting: measures.contains(.shannon))
        guard measures.contains(.pooled) else { return }
        if r == 0 {
            pooled = PooledSequences(shortest: patternLengths.min() ?? 1, memory: memory, shares: shares)
        } else {
            pooledValues = PooledValues(m: patternLengths.max() ?? 1)
        }
    }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int {
        items.bytes + lengths.bytes + compression.bytes + (pooled?.bytes ?? 0) + (pooledValues?.bytes ?? 0)
    }

    /// Which items of the last sequence may occur twice in it, if any does; see `RepeatFilter`.
    var marks: [UInt8] { filter.marks }

    /// - Returns: Whether an item occurs twice in the sequence.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<Double>?) -> Bool {
        let length = sequence.count
        users += 1
        tokens += length
        lengths.add(Double(length))
        items.add(sequence)
        pooled?.add(sequence)
        if let values {
            hasFraction = hasFraction || values.contains { $0 != $0.rounded() }
            pooledValues?.add(values)
        }
        let hasRepeat = findRepeat(in: sequence)
        if !hasRepeat { withoutRepeat += 1 }
        if measures.contains(.lempelZiv), length > 0 {
            // Without a repeat no substring is ever known, so every Λ is 1.
            let sum = hasRepeat ? parser.sumOfLengths(of: sequence) : length
            lempelZiv.add(LempelZivParser.entropy(length: length, sumOfLengths: sum))
        }
        return hasRepeat
    }

    /// Adds a sequence to the compression measure, which depends on the order of sequences, if it is asked for.
    mutating func compress(_ sequence: TruncatedSequence, at position: Int?) {
        guard measures.contains(.compression) else { return }
        compression.add(sequence.items, integers: sequence.integers, at: position)
    }

    /// Adds a block to it that was cut elsewhere.
    mutating func compress(block: [UInt32]) {
        compression.add(block: block)
    }

    /// Takes what was cut elsewhere and does not make a block yet.
    mutating func take(_ cutter: BlockCutter) {
        compression.take(cutter)
    }

    mutating func merge(_ other: SequenceStatistics) {
        users += other.users
        tokens += other.tokens
        withoutRepeat += other.withoutRepeat
        hasFraction = hasFraction || other.hasFraction
        items.merge(other.items)
        lengths.merge(other.lengths)
        lempelZiv.merge(other.lempelZiv)
        compression.merge(other.compression)
        if let theirs = other.pooled { pooled?.merge(theirs) }
        if let theirs = other.pooledValues { pooledValues?.merge(theirs) }
    }

    private mutating func findRepeat(in sequence: UnsafeBufferPointer<UInt32>) -> Bool {
        switch filter.mark(sequence) {
        case .noRepeat: return false
        case .repeats: return true
        case .unknown: break
        }
        // The marked items share a hash; the table compares the items themselves.
        var keys: [UInt64] = []
        for (place, item) in sequence.enumerated() where filter.marks[place] == 1 { keys.append(UInt64(item)) }
        if scratch.count < keys.count { scratch = [UInt32](repeating: 0, count: keys.count) }
        scratch.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            table.count(keys, count: keys.count, numbers: numbers)
        }
        table.takeFrequencies { _, _ in }
        return table.distinct < keys.count
    }
}
