import TemporaryStorage

/// A dataset's figures for one `maxLength` and one tolerance, and for one or more pattern lengths.
struct LengthStatistics: Sendable {
    let maxLength: Int?
    let r: Double
    let measures: Set<Measure>
    private(set) var sequences: SequenceStatistics
    private(set) var patterns: [PatternStatistics]

    /// - Parameters:
    ///   - memory: Bytes that the pooled figures may take; beyond them they use a temporary file.
    ///   - shares: How many such figures share them.
    init(patternLengths: [Int], r: Double, maxLength: Int?, measures: Set<Measure>, memory: Int, shares: Int) {
        self.maxLength = maxLength
        self.r = r
        self.measures = measures
        sequences = SequenceStatistics(
            measures: measures,
            r: r,
            patternLengths: patternLengths,
            memory: memory,
            shares: shares
        )
        patterns = patternLengths.map { PatternStatistics(m: $0, r: r) }
    }

    /// Memory that grows with the dataset, in bytes; scratch memory for the longest sequence not counted.
    var bytes: Int { patterns.reduce(sequences.bytes) { $0 + $1.bytes } }

    var storageFailure: SpillFile.Failure? { sequences.pooled?.failure }

    /// - Parameter position: How many items stand before the sequence; nil for all that were added before.
    mutating func compress(_ sequence: TruncatedSequence, at position: Int? = nil) {
        sequences.compress(sequence, at: position)
    }

    mutating func compress(block: [UInt32]) {
        sequences.compress(block: block)
    }

    mutating func take(_ cutter: BlockCutter) {
        sequences.take(cutter)
    }

    /// Adds a sequence that is cut to `maxLength` to all figures but the compression measure.
    mutating func add(_ items: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<Double>?) {
        precondition(r == 0 || values != nil, "r > 0 compares values")
        let values = r > 0 ? values : nil
        let hasRepeat = sequences.add(items, values: values)
        sequences.marks.withUnsafeBufferPointer { marks in
            for index in patterns.indices { patterns[index].add(items, marks: hasRepeat ? marks : nil, values: values) }
        }
    }

    mutating func merge(_ other: LengthStatistics) {
        sequences.merge(other.sequences)
        for (index, theirs) in other.patterns.enumerated() { patterns[index].merge(theirs) }
    }
}

/// The last items of a user's sequence, as many as count.
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
