/// Finds entries' numbers by hash: open addressing, at most two thirds full. The owner compares the entries.
struct HashIndex: Sendable {
    /// The hash's upper half above number + 1; 0 for a free slot. The hash spares most comparisons, and growing asks
    /// no one for it.
    private var slots = [UInt64](repeating: 0, count: 64)
    private var bits = 6
    private var count = 0

    var bytes: Int { slots.count * 8 }

    /// The number that `matches`, of those with this hash.
    func find(_ hash: UInt64, where matches: (Int) -> Bool) -> UInt32? {
        var index = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
        while slots[index] != 0 {
            if slots[index] >> 32 == hash >> 32 {
                let number = UInt32(truncatingIfNeeded: slots[index]) - 1
                if matches(Int(number)) { return number }
            }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a number that is not there.
    mutating func insert(_ number: UInt32, _ hash: UInt64) {
        if 3 * (count + 1) > 2 * slots.count {
            let old = slots
            bits += 1
            slots = [UInt64](repeating: 0, count: 1 << bits)
            for slot in old where slot != 0 { place(slot) }
        }
        place(hash & ~0xFFFF_FFFF | UInt64(number + 1))
        count += 1
    }

    private mutating func place(_ slot: UInt64) {
        var index = Int(truncatingIfNeeded: slot >> UInt64(64 - bits))
        while slots[index] != 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }
}
