/// How often each item occurs over all sequences, and where the present sequence repeats one.
struct ItemCounts: Sendable {
    private struct Entry: Sendable {
        var count: UInt32 = 0
        /// Where the item was met last, or first in the present sequence, counted over all sequences.
        var place: UInt32 = 0
    }

    private var entries: [Entry] = []
    /// How often 2^32 was carried out of a count.
    private var carries: [Int: UInt64] = [:]
    /// Place of the present sequence's first item; places count from 1, so 0 is before all of them.
    private var begin: UInt32 = 1
    /// Of each place of the last sequence that was added: 1 where its item occurs elsewhere in it too, else 0.
    private(set) var repeats: [UInt8] = []

    /// Memory in bytes.
    var bytes: Int { entries.capacity * MemoryLayout<Entry>.stride }

    /// - Returns: Whether an item occurs twice in the sequence; `repeats` tells where.
    mutating func add(_ items: UnsafeBufferPointer<UInt32>) -> Bool {
        if let largest = items.max(), Int(largest) >= entries.count {
            let missing = max(Int(largest) + 1 - entries.count, entries.count / 4)
            entries.append(contentsOf: repeatElement(Entry(), count: missing))
        }
        if repeats.count < items.count { repeats = [UInt8](repeating: 0, count: items.count + items.count / 2) }
        if items.count >= Int(UInt32.max - begin) { forgetPlaces() }
        let begin = begin
        var anyRepeat: UInt8 = 0
        var smallest = UInt32.max
        entries.withUnsafeMutableBufferPointer { entries in
            repeats.withUnsafeMutableBufferPointer { repeats in
                // Without branches: whether an item repeats is what no processor could foretell.
                for place in 0..<items.count {
                    let index = Int(items[place])
                    let entry = entries[index]
                    let isRepeat: UInt8 = entry.place >= begin ? 1 : 0
                    let first = isRepeat == 1 ? entry.place : begin &+ UInt32(truncatingIfNeeded: place)
                    repeats[place] = isRepeat
                    repeats[Int(first &- begin)] |= isRepeat
                    entries[index] = Entry(count: entry.count &+ 1, place: first)
                    anyRepeat |= isRepeat
                    smallest = min(smallest, entry.count &+ 1)
                }
            }
        }
        self.begin += UInt32(items.count)
        if smallest == 0 { carry(items) }
        return anyRepeat == 1
    }

    mutating func merge(_ other: ItemCounts) {
        if other.entries.count > entries.count {
            entries.append(contentsOf: repeatElement(Entry(), count: other.entries.count - entries.count))
        }
        for item in other.entries.indices {
            let sum = UInt64(entries[item].count) + UInt64(other.entries[item].count)
            entries[item].count = UInt32(truncatingIfNeeded: sum)
            if sum >> 32 > 0 { carries[item, default: 0] += 1 }
        }
        carries.merge(other.carries) { $0 + $1 }
    }

    /// How many items occur at all.
    var distinct: Int { entries.indices.count { count(of: $0) > 0 } }

    /// −Σ p·log2 p, in bits per item: log2 N − (1/N) Σ c·log2 c, by counts of counts.
    func shannonEntropy() -> Double {
        var itemsByCount: [UInt64: Int] = [:]
        for item in entries.indices where count(of: item) > 0 { itemsByCount[count(of: item), default: 0] += 1 }
        let total = itemsByCount.reduce(0.0) { $0 + Double($1.key) * Double($1.value) }
        guard itemsByCount.count > 1 || itemsByCount.values.contains(where: { $0 > 1 }) else { return 0 }
        var sum = NeumaierSum()
        for (count, items) in itemsByCount.sorted(by: { $0.key < $1.key }) {
            let share = Double(count) / total
            sum.add(-Double(items) * share * binaryLogarithm(share))
        }
        return sum.value
    }

    private func count(of item: Int) -> UInt64 {
        UInt64(entries[item].count) + (carries.isEmpty ? 0 : (carries[item] ?? 0) << 32)
    }

    /// Begins the count of places anew before it leaves 32 bits. No sequence is longer than 2^32 − 2 items.
    private mutating func forgetPlaces() {
        for index in entries.indices { entries[index].place = 0 }
        begin = 1
    }

    /// Notes the items whose count went beyond 32 bits by this sequence; it did so for those that stand at 0, or passed it.
    private mutating func carry(_ items: UnsafeBufferPointer<UInt32>) {
        var occurrences: [UInt32: UInt32] = [:]
        for item in items { occurrences[item, default: 0] += 1 }
        for (item, count) in occurrences where entries[Int(item)].count < count { carries[Int(item), default: 0] += 1 }
    }
}
