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
    private var filter = RepeatFilter()
    private var table = PatternTable()
    private var parser = LempelZivParser()
    private var numbers: [UInt32] = []

    init(measures: Set<Measure>) {
        items = ItemCounts(isCounting: measures.contains(.shannon))
        measuresLempelZiv = measures.contains(.lempelZiv)
    }

    /// Memory that grows with the dataset, in bytes.
    var bytes: Int { items.bytes + lengths.bytes }

    /// Which items of the last sequence may occur twice in it, if any does; see `RepeatFilter`.
    var marks: [UInt8] { filter.marks }

    /// - Parameter values: The values of the items at r > 0, else `nil`.
    /// - Returns: Whether an item occurs twice in the sequence.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<Double>?) -> Bool {
        let length = sequence.count
        users += 1
        tokens += length
        lengths.add(Double(length))
        items.add(sequence)
        if let values { hasFraction = hasFraction || values.contains { $0 != $0.rounded() } }
        let hasRepeat = findRepeat(in: sequence)
        if !hasRepeat { withoutRepeat += 1 }
        if measuresLempelZiv, length > 0 {
            // Without a repeat no substring is ever known, so every Λ is 1.
            let sum = hasRepeat ? parser.sumOfLengths(of: sequence) : length
            lempelZiv.add(LempelZivParser.entropy(length: length, sumOfLengths: sum))
        }
        return hasRepeat
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

    private mutating func findRepeat(in sequence: UnsafeBufferPointer<UInt32>) -> Bool {
        switch filter.mark(sequence) {
        case .noRepeat: return false
        case .repeats: return true
        case .unknown: break
        }
        // Marked items share a hash. The table compares the items themselves.
        var keys: [UInt64] = []
        for (place, item) in sequence.enumerated() where filter.marks[place] == 1 { keys.append(UInt64(item)) }
        if numbers.count < keys.count { numbers = [UInt32](repeating: 0, count: keys.count) }
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            table.count(keys, count: keys.count, numbers: numbers)
        }
        return table.distinct < keys.count
    }
}
