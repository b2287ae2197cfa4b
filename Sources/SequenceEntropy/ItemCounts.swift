/// How often each item occurs over all sequences, and whether the present sequence repeats one.
struct ItemCounts: Sendable {
    private struct Entry: Sendable {
        var count: UInt64 = 0
        /// The sequence that had the item last; sequences count from 1.
        var sequence: UInt64 = 0
    }

    private var entries: [Entry] = []
    private var sequences: UInt64 = 0

    /// - Returns: Whether an item occurs twice in the sequence.
    mutating func add(_ sequence: UnsafeBufferPointer<UInt32>) -> Bool {
        sequences += 1
        if let largest = sequence.max(), Int(largest) >= entries.count {
            let missing = max(Int(largest) + 1 - entries.count, entries.count / 2)
            entries.append(contentsOf: repeatElement(Entry(), count: missing))
        }
        let present = sequences
        return entries.withUnsafeMutableBufferPointer { entries in
            var hasRepeat = false
            for item in sequence {
                let index = Int(item)
                entries[index].count += 1
                hasRepeat = hasRepeat || entries[index].sequence == present
                entries[index].sequence = present
            }
            return hasRepeat
        }
    }

    mutating func merge(_ other: ItemCounts) {
        if other.entries.count > entries.count {
            entries.append(contentsOf: repeatElement(Entry(), count: other.entries.count - entries.count))
        }
        for (item, entry) in other.entries.enumerated() { entries[item].count += entry.count }
    }

    /// How many items occur at all.
    var distinct: Int { entries.count { $0.count > 0 } }

    /// −Σ p·log2 p, in bits per item: log2 N − (1/N) Σ c·log2 c, by counts of counts.
    func shannonEntropy() -> Double {
        var itemsByCount: [UInt64: Int] = [:]
        for entry in entries where entry.count > 0 { itemsByCount[entry.count, default: 0] += 1 }
        let total = itemsByCount.reduce(0.0) { $0 + Double($1.key) * Double($1.value) }
        guard itemsByCount.count > 1 || itemsByCount.values.contains(where: { $0 > 1 }) else { return 0 }
        var sum = NeumaierSum()
        for (count, items) in itemsByCount.sorted(by: { $0.key < $1.key }) {
            let share = Double(count) / total
            sum.add(-Double(items) * share * binaryLogarithm(share))
        }
        return sum.value
    }
}
