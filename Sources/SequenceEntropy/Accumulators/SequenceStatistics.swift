import ResourceMetering

/// The statistics of the sequences that depend on no pattern length.
struct SequenceStatistics: Sendable {
    private(set) var users = 0
    private(set) var tokens = 0
    private(set) var withoutRepeat = 0
    /// Whether any value is not an integer.
    private(set) var hasFraction = false
    private(set) var items: ItemCounts
    private(set) var lengths = ValueHistogram()
    /// Sum of the sequences' Lempel-Ziv entropies.
    private(set) var lempelZiv = ExactSum()

    private let measuresLempelZiv: Bool

    init(measures: Set<Measure>) {
        items = ItemCounts(isCounting: measures.contains(.shannon))
        measuresLempelZiv = measures.contains(.lempelZiv)
    }

    /// Statistics that were made elsewhere.
    init(_ part: EntropyPart, itemCounts: [UInt64], measures: Set<Measure>) {
        items = ItemCounts(itemCounts, isCounting: measures.contains(.shannon))
        measuresLempelZiv = measures.contains(.lempelZiv)
        for (length, count) in part.lengths {
            users += count
            tokens += length * count
            lengths.add(Double(length), count: count)
        }
        withoutRepeat = part.withoutRepeat
        hasFraction = part.hasFraction
        lempelZiv = part.lempelZiv.flatMap(ExactSum.init) ?? ExactSum()
    }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { items.bytes + lengths.bytes }

    /// - Parameters:
    ///   - values: The values of the items at r > 0, else `nil`.
    ///   - scratch: Its filter marks the items that may occur twice in the sequence, if any does.
    /// - Returns: Whether an item occurs twice in the sequence.
    mutating func add(
        _ sequence: UnsafeBufferPointer<UInt32>,
        values: UnsafeBufferPointer<Double>?,
        scratch: inout EntropyScratch
    ) -> Bool {
        let length = sequence.count
        users += 1
        tokens += length
        lengths.add(Double(length))
        items.add(sequence)
        if let values { hasFraction = hasFraction || values.contains { $0 != $0.rounded() } }
        let hasRepeat = Self.findRepeat(in: sequence, &scratch)
        if !hasRepeat { withoutRepeat += 1 }
        if measuresLempelZiv, length > 0 {
            // Without a repeat no substring is ever known, so every Λ is 1.
            let sum = hasRepeat ? Self.sumOfLengths(of: sequence, &scratch) : length
            // A stopped parse leaves a sum without meaning.
            if scratch.tally.meter.isStopped { return hasRepeat }
            lempelZiv.add(LempelZivParser.entropy(length: length, sumOfLengths: sum))
        }
        return hasRepeat
    }

    private static func sumOfLengths(of sequence: UnsafeBufferPointer<UInt32>, _ scratch: inout EntropyScratch) -> Int {
        let marks = scratch.filter.marks
        return marks.withUnsafeBufferPointer { marks in
            scratch.parser.sumOfLengths(
                of: sequence,
                marks: marks,
                table: &scratch.windows.table,
                tally: &scratch.tally
            )
        }
    }

    mutating func merge(_ other: SequenceStatistics) {
        users += other.users
        tokens += other.tokens
        withoutRepeat += other.withoutRepeat
        hasFraction = hasFraction || other.hasFraction
        items.merge(other.items)
        lengths.merge(other.lengths)
        lempelZiv.merge(other.lempelZiv)
    }

    private static func findRepeat(in sequence: UnsafeBufferPointer<UInt32>, _ scratch: inout EntropyScratch) -> Bool {
        switch scratch.filter.mark(sequence) {
        case .noRepeat: return false
        case .repeats: return true
        case .unknown: break
        }
        // Marked items share a hash. The table compares the items themselves.
        let marks = scratch.filter.marks
        scratch.windows.reserve(sequence.count)
        var count = 0
        for (place, item) in sequence.enumerated() where marks[place] == 1 {
            scratch.windows.keys[count] = UInt64(item)
            count += 1
        }
        scratch.windows.countKeys(count, meter: scratch.tally.meter)
        return scratch.windows.table.distinct < count
    }
}
