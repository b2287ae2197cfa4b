/// Which items occur over all sequences, and how often where that is asked for.
struct ItemCounts: Sendable {
    private let isCounting: Bool
    private var counts: [UInt32] = []
    /// How often 2^32 was carried out of a count.
    private var carries: [Int: UInt64] = [:]
    /// One bit an item, where items are not counted: what a second-level cache holds of a million items.
    private var bits: [UInt64] = []

    init(isCounting: Bool) {
        self.isCounting = isCounting
    }

    /// Memory in bytes.
    var bytes: Int { counts.capacity * 4 + bits.capacity * 8 }

    mutating func add(_ items: UnsafeBufferPointer<UInt32>) {
        var largest: UInt32 = 0
        for item in items { largest = max(largest, item) }
        reserve(items.isEmpty ? 0 : Int(largest) + 1)
        if isCounting { count(items) } else { note(items) }
    }

    mutating func merge(_ other: ItemCounts) {
        reserve(max(other.counts.count, other.bits.count * 64))
        for item in other.counts.indices {
            let (sum, carry) = counts[item].addingReportingOverflow(other.counts[item])
            counts[item] = sum
            if carry { carries[item, default: 0] += 1 }
        }
        carries.merge(other.carries) { $0 + $1 }
        for index in other.bits.indices { bits[index] |= other.bits[index] }
    }

    /// How many items occur at all.
    var distinct: Int {
        isCounting
            ? counts.indices.count { count(of: $0) > 0 }
            : bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// −Σ p·log2 p, in bits per item, by counts of counts.
    func shannonEntropy() -> Double {
        var itemsByCount: [UInt64: Int] = [:]
        for item in counts.indices where count(of: item) > 0 { itemsByCount[count(of: item), default: 0] += 1 }
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
        UInt64(counts[item]) + (carries.isEmpty ? 0 : (carries[item] ?? 0) << 32)
    }

    private mutating func reserve(_ items: Int) {
        let (needed, present) = isCounting ? (items, counts.count) : ((items + 63) / 64, bits.count)
        guard needed > present else { return }
        // By a quarter at least, so that growing costs each item a constant.
        let missing = max(needed - present, present / 4)
        if isCounting {
            counts.append(contentsOf: repeatElement(0, count: missing))
        } else {
            bits.append(contentsOf: repeatElement(0, count: missing))
        }
    }

    private mutating func count(_ items: UnsafeBufferPointer<UInt32>) {
        var smallest = UInt32.max
        counts.withUnsafeMutableBufferPointer { counts in
            for item in items {
                let count = counts[Int(item)] &+ 1
                counts[Int(item)] = count
                smallest = min(smallest, count)
            }
        }
        if smallest == 0 { carry(items) }
    }

    private mutating func note(_ items: UnsafeBufferPointer<UInt32>) {
        bits.withUnsafeMutableBufferPointer { bits in
            guard let bits = bits.baseAddress else { return }
            for item in items { bits[Int(item >> 6)] |= 1 << UInt64(item & 63) }
        }
    }

    /// Notes the items whose count went beyond 32 bits by this sequence; it did so for those that stand at 0, or passed it.
    private mutating func carry(_ items: UnsafeBufferPointer<UInt32>) {
        var occurrences: [UInt32: UInt32] = [:]
        for item in items { occurrences[item, default: 0] += 1 }
        for (item, count) in occurrences where counts[Int(item)] < count { carries[Int(item), default: 0] += 1 }
    }
}
