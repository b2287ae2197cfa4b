/// Numbers distinct pairs of 32-bit numbers by first appearance, and counts them if asked to; grows as needed.
///
/// A pair takes 12 bytes and 4 to 8 bytes of slots. Pairs are compared, so the numbering is exact.
struct PairNumbering: Sendable {
    private let isCounting: Bool
    private(set) var keys: [UInt64] = []
    private var counts: [UInt32] = []
    /// How often 2^32 was carried out of a count.
    private var carries: [Int: UInt64] = [:]
    /// Number + 1 of the pair in each slot; 0 for none.
    private var slots = [UInt32](repeating: 0, count: 1_024)
    private var bits = 10
    /// Odd and unknown to clients, who could otherwise choose ids that all meet in one slot.
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    init(isCounting: Bool) {
        self.isCounting = isCounting
    }

    static func key(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    var bytes: Int { keys.capacity * 8 + counts.capacity * 4 + slots.count * 4 }

    /// - Returns: The pair's number.
    mutating func add(_ key: UInt64, count: UInt64) -> UInt32 {
        var index = slot(of: key)
        while slots[index] != 0 {
            let number = Int(slots[index]) - 1
            if keys[number] == key {
                increase(number, by: count)
                return UInt32(truncatingIfNeeded: number)
            }
            index = (index + 1) & (slots.count - 1)
        }
        let number = keys.count
        keys.append(key)
        if isCounting {
            counts.append(0)
            increase(number, by: count)
        }
        slots[index] = UInt32(truncatingIfNeeded: number + 1)
        if 4 * keys.count > 3 * slots.count { grow() }
        return UInt32(truncatingIfNeeded: number)
    }

    func count(of number: Int) -> UInt64 {
        isCounting ? (carries[number] ?? 0) << 32 + UInt64(counts[number]) : 0
    }

    /// How many pairs occur how often.
    var patternsByCount: [Int: Int] {
        var result: [Int: Int] = [:]
        // Nearly all counts are small; an array spares the dictionary most of the work.
        var small = [Int](repeating: 0, count: 1_024)
        for number in counts.indices {
            let count = Int(count(of: number))
            if count < small.count { small[count] += 1 } else { result[count, default: 0] += 1 }
        }
        for (count, pairs) in small.enumerated() where pairs > 0 { result[count] = pairs }
        return result
    }

    private mutating func increase(_ number: Int, by count: UInt64) {
        guard isCounting else { return }
        let sum = UInt64(counts[number]) + count
        counts[number] = UInt32(truncatingIfNeeded: sum)
        if sum >> 32 > 0 { carries[number, default: 0] += sum >> 32 }
    }

    private func slot(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* multiplier) >> UInt64(64 - bits))
    }

    private mutating func grow() {
        bits += 1
        slots = [UInt32](repeating: 0, count: 1 << bits)
        for (number, key) in keys.enumerated() {
            var index = slot(of: key)
            while slots[index] != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}
