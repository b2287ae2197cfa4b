import ElementaryFunctions

/// Which items occur in all sequences together and, if requested, how often.
struct ItemCounts: Sendable {
    private let isCounting: Bool
    /// The low 32 bits of each item's count.
    private var counts: [UInt32] = []
    /// The high bits of the counts that exceed 32 bits.
    private var carries: [Int: UInt64] = [:]
    /// One bit per item, used if items are not counted. A second-level cache holds the bits of millions of items.
    private var bits: [UInt64] = []

    init(isCounting: Bool) {
        self.isCounting = isCounting
    }

    /// Counts that were made elsewhere, one for each distinct item.
    init(_ counts: [UInt64], isCounting: Bool) {
        self.isCounting = isCounting
        guard isCounting else {
            bits = Array(repeating: .max, count: counts.count / 64)
            if counts.count % 64 > 0 { bits.append((1 << UInt64(counts.count % 64)) - 1) }
            return
        }
        self.counts = counts.map { UInt32(truncatingIfNeeded: $0) }
        for (item, count) in counts.enumerated() where count >> 32 > 0 { carries[item] = count >> 32 }
    }

    /// Delivers every item that occurs, with its count, or with 1 if items are not counted.
    func forEach(_ body: (_ item: Int, _ count: UInt64) -> Void) {
        for item in counts.indices where count(of: item) > 0 { body(item, count(of: item)) }
        for (index, word) in bits.enumerated() where word != 0 {
            for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 { body(index * 64 + bit, 1) }
        }
    }

    /// Memory in bytes.
    var bytes: Int { counts.capacity * 4 + bits.capacity * 8 }

    mutating func add(_ items: UnsafeBufferPointer<UInt32>) {
        var largest: UInt32 = 0
        for item in items { largest = max(largest, item) }
        precondition(largest < .max, "item numbers are below 2^32 − 1")
        reserve(items.isEmpty ? 0 : Int(largest) + 1)
        if isCounting { count(items) } else { mark(items) }
    }

    mutating func merge(_ other: ItemCounts) {
        precondition(isCounting == other.isCounting, "only counts of one kind can be merged")
        reserve(max(other.counts.count, other.bits.count * 64))
        for item in other.counts.indices {
            let (sum, overflow) = counts[item].addingReportingOverflow(other.counts[item])
            counts[item] = sum
            if overflow { carries[item, default: 0] += 1 }
        }
        carries.merge(other.carries, uniquingKeysWith: +)
        for index in other.bits.indices { bits[index] |= other.bits[index] }
    }

    /// Number of items that occur.
    var distinct: Int {
        isCounting
            ? counts.indices.count { count(of: $0) > 0 }
            : bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// −Σ p·log₂ p, in bits per item, computed from counts of counts.
    func shannonEntropy() -> Double {
        var itemsByCount: [UInt64: Int] = [:]
        for item in counts.indices where count(of: item) > 0 { itemsByCount[count(of: item), default: 0] += 1 }
        guard itemsByCount.count > 1 || itemsByCount.values.contains(where: { $0 > 1 }) else { return 0 }
        let frequencies = itemsByCount.sorted { $0.key < $1.key }
        let total = frequencies.reduce(0.0) { $0 + Double($1.key) * Double($1.value) }
        var sum = NeumaierSum()
        for (count, items) in frequencies {
            let share = Double(count) / total
            sum.add(-Double(items) * share * Elementary.log2(share))
        }
        return sum.value
    }

    func count(of item: Int) -> UInt64 {
        UInt64(counts[item]) + (carries.isEmpty ? 0 : (carries[item] ?? 0) << 32)
    }

    private mutating func reserve(_ items: Int) {
        let (needed, present) = isCounting ? (items, counts.count) : ((items + 63) / 64, bits.count)
        guard needed > present else { return }
        // Growing by at least a quarter keeps the amortised cost per item constant.
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

    private mutating func mark(_ items: UnsafeBufferPointer<UInt32>) {
        bits.withUnsafeMutableBufferPointer { bits in
            guard let bits = bits.baseAddress else { return }
            for item in items { bits[Int(item >> 6)] |= 1 << UInt64(item & 63) }
        }
    }

    /// Carries for the items whose count passed 2^32 in this sequence: exactly those that now have fewer counts than the
    /// sequence has occurrences.
    private mutating func carry(_ items: UnsafeBufferPointer<UInt32>) {
        var occurrences: [UInt32: UInt32] = [:]
        for item in items { occurrences[item, default: 0] += 1 }
        for (item, count) in occurrences where counts[Int(item)] < count { carries[Int(item), default: 0] += 1 }
    }
}
