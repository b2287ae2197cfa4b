/// Finds indices by the hash of what they stand for: open addressing with linear probing, at most two thirds full.
///
/// The owner holds the entries and compares them; this table holds only hashes and indices.
struct HashIndex: Sendable {
    /// The upper half of the hash, and index + 1 below it; 0 for a free slot. The half hash avoids most comparisons,
    /// and is all that growing needs.
    private var slots = [UInt64](repeating: 0, count: 64)
    /// The slots are 2^bits. A slot's place is the top `bits` of its hash, of which 32 are stored.
    private var bits = 6
    private var count = 0

    /// Memory in bytes.
    var bytes: Int { slots.count * 8 }

    /// The index for which `matches` holds, among those with this hash.
    func find(_ hash: UInt64, where matches: (Int) -> Bool) -> UInt32? {
        var place = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
        while slots[place] != 0 {
            if slots[place] >> 32 == hash >> 32 {
                let index = UInt32(truncatingIfNeeded: slots[place]) - 1
                if matches(Int(index)) { return index }
            }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    /// An index among the first slots of a hash that has the same half hash; else `UInt32.max`.
    ///
    /// Nearly all indices are in one of these slots, which share a cache line. No branch depends on them, so that many look-ups can wait for memory
    /// at once.
    func likely(_ hash: UInt64) -> UInt32 {
        slots.withUnsafeBufferPointer { slots in
            let first = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
            var found = UInt32.max
            for step in stride(from: Self.likelySlots - 1, through: 0, by: -1) {
                let slot = slots[(first &+ step) & (slots.count &- 1)]
                found = slot >> 32 == hash >> 32 ? UInt32(truncatingIfNeeded: slot) &- 1 : found
            }
            return found
        }
    }

    private static let likelySlots = 4

    /// Adds an index that is not in the table.
    mutating func insert(_ index: UInt32, _ hash: UInt64) {
        precondition(index < .max, "a slot stores the index + 1 in 32 bits")
        if 3 * (count + 1) > 2 * slots.count { grow() }
        place((hash & ~0xFFFF_FFFF) | UInt64(index + 1))
        count += 1
    }

    private mutating func grow() {
        precondition(bits < 32, "a slot stores 32 bits of its hash")
        let old = slots
        bits += 1
        slots = [UInt64](repeating: 0, count: 1 << bits)
        for slot in old where slot != 0 { place(slot) }
    }

    private mutating func place(_ slot: UInt64) {
        var place = Int(truncatingIfNeeded: slot >> UInt64(64 - bits))
        while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = slot
    }
}
