/// The set of a Lempel-Ziv parse's substrings, each given by the classes of its ends and its length.
///
/// A scratch set like `PatternTable`: emptied by a new generation, not by clearing.
struct LempelZivDictionary: Sendable {
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var length: UInt32 = 0
        var generation: UInt32 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 256)
    private var bits = 8
    private var generation: UInt32 = 1
    private var count = 0
    private let multiplier = UInt64.random(in: .min ... .max) | 1
    private let lengthMultiplier = UInt64.random(in: .min ... .max) | 1

    mutating func removeAll() {
        count = 0
        if generation == .max {
            slots = Array(repeating: Slot(), count: slots.count)
            generation = 0
        }
        generation += 1
    }

    func contains(_ key: UInt64, length: Int) -> Bool {
        slots[place(of: key, length)].generation == generation
    }

    mutating func insert(_ key: UInt64, length: Int) {
        let index = place(of: key, length)
        guard slots[index].generation != generation else { return }
        slots[index] = Slot(key: key, length: UInt32(truncatingIfNeeded: length), generation: generation)
        count += 1
        if 2 * count > slots.count { grow() }
    }

    /// The slot that holds the substring, or the free one where it belongs.
    private func place(of key: UInt64, _ length: Int) -> Int {
        let length = UInt32(truncatingIfNeeded: length)
        let hash = (key &* multiplier) ^ (UInt64(length) &* lengthMultiplier)
        var index = Int(truncatingIfNeeded: hash >> UInt64(64 - bits))
        while slots[index].generation == generation, slots[index].key != key || slots[index].length != length {
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    private mutating func grow() {
        let old = slots
        bits += 1
        slots = Array(repeating: Slot(), count: 1 << bits)
        for slot in old where slot.generation == generation {
            slots[place(of: slot.key, Int(slot.length))] = slot
        }
    }
}
