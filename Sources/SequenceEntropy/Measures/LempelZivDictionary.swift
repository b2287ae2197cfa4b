/// The set of substrings of a Lempel-Ziv parse. A substring is given by the classes of its two ends and its length.
///
/// A scratch hash set like `PatternTable`: a new generation empties it without clearing.
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
    /// Odd and secret. Otherwise a client could choose ids that all collide.
    private let multiplier = UInt64.random(in: .min ... .max) | 1
    private let lengthMultiplier = UInt64.random(in: .min ... .max) | 1

    /// Memory in bytes.
    var bytes: Int { slots.capacity * MemoryLayout<Slot>.stride }

    /// The most memory with `substrings` substrings, while the table grows, in bytes.
    static func bytes(substrings: Int) -> Int {
        let bits = max(8, Int.bitWidth - max(2 * substrings - 1, 1).leadingZeroBitCount)
        return (1 << bits) * MemoryLayout<Slot>.stride * 3 / 2
    }

    mutating func removeAll() {
        count = 0
        if generation == .max {
            slots = Array(repeating: Slot(), count: slots.count)
            generation = 0
        }
        generation += 1
    }

    /// - Parameter length: Fewer than 2^32.
    func contains(_ key: UInt64, length: Int) -> Bool {
        slots[slot(of: key, length)].generation == generation
    }

    /// - Parameter length: Fewer than 2^32.
    mutating func insert(_ key: UInt64, length: Int) {
        let index = slot(of: key, length)
        guard slots[index].generation != generation else { return }
        slots[index] = Slot(key: key, length: UInt32(truncatingIfNeeded: length), generation: generation)
        count += 1
        if 2 * count > slots.count { grow() }
    }

    /// Index of the slot that holds the substring, or of the free slot where it belongs.
    private func slot(of key: UInt64, _ length: Int) -> Int {
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
            slots[self.slot(of: slot.key, Int(slot.length))] = slot
        }
    }
}
