import ResourceMetering

/// Numbers the distinct 64-bit keys of one sequence by first appearance, and counts them.
///
/// A scratch hash table with linear probing. It is never cleared between sequences, because each slot carries the generation
/// that wrote it. It uses only as many slots as the current sequence needs, so short sequences stay in the first-level cache.
/// Keys are compared, so counts are exact whatever the hash does.
struct PatternTable: Sendable {
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var generation: UInt32 = 0
        var number: UInt32 = 0
    }

    /// Numbers and counts have 32 bits.
    static let mostKeys = Int(Int32.max)
    /// A count looks at its meter after every so many keys, which take about a millisecond.
    private static let meterMask = 0xFFFF

    private var slots: [Slot] = []
    private var generation: UInt32 = 0
    /// Odd and secret. Otherwise a client could choose ids that all collide.
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    /// How often each number occurs; valid below `distinct` until the next call that numbers keys.
    private(set) var counts: [UInt32] = []
    private(set) var distinct = 0
    /// How many keys occur c times, for c from 2 to `mostFrequent`. Other entries are 0.
    private var frequencies: [UInt32] = []
    /// Count of the most frequent key.
    private(set) var mostFrequent = 0

    /// Memory in bytes.
    var bytes: Int { slots.capacity * MemoryLayout<Slot>.stride + (counts.capacity + frequencies.capacity) * 4 }

    /// The most memory after counting at most `keys` keys at a time, in bytes.
    static func bytes(keys: Int) -> Int {
        (1 << slotBits(keys)) * MemoryLayout<Slot>.stride + 2 * 4 * countEntries(keys)
    }

    /// Counts the first `count` keys. `numbers` receives the number of each. If the meter stops, the results mean nothing.
    mutating func count(
        _ keys: UnsafePointer<UInt64>,
        count: Int,
        numbers: UnsafeMutablePointer<UInt32>,
        meter: WorkMeter
    ) {
        for times in stride(from: 2, through: mostFrequent, by: 1) { frequencies[times] = 0 }
        let bits = reserve(count)
        let (shift, mask) = (UInt64(64 - bits), (1 << bits) - 1)
        let (generation, multiplier) = (generation, multiplier)
        var distinct: UInt32 = 0
        var most: UInt32 = count > 0 ? 1 : 0
        slots.withUnsafeMutableBufferPointer { slots in
            counts.withUnsafeMutableBufferPointer { counts in
                frequencies.withUnsafeMutableBufferPointer { frequencies in
                    guard let slots = slots.baseAddress, let counts = counts.baseAddress,
                        let frequencies = frequencies.baseAddress
                    else { return }
                    for place in 0..<count {
                        if place & Self.meterMask == Self.meterMask, meter.isStopped { break }
                        let key = keys[place]
                        var index = Int(truncatingIfNeeded: (key &* multiplier) &>> shift)
                        while slots[index].generation == generation, slots[index].key != key {
                            index = (index &+ 1) & mask
                        }
                        if slots[index].generation != generation {
                            slots[index] = Slot(key: key, generation: generation, number: distinct)
                            numbers[place] = distinct
                            counts[Int(distinct)] = 1
                            distinct &+= 1
                        } else {
                            let number = slots[index].number
                            numbers[place] = number
                            let times = counts[Int(number)] &+ 1
                            counts[Int(number)] = times
                            frequencies[Int(times)] &+= 1
                            frequencies[Int(times &- 1)] &-= 1
                            most = max(most, times)
                        }
                    }
                    // First appearances are not counted here, so this entry went below 0.
                    frequencies[1] = 0
                }
            }
        }
        self.distinct = Int(distinct)
        mostFrequent = Int(most)
    }

    /// Numbers the windows that join `classes[i]` and `classes[i + offset]`, for i below `count`.
    ///
    /// Two windows of length a that overlap or touch determine the window of length a + offset. So equal pairs of classes
    /// mean equal windows, and 64-bit keys identify patterns of any length exactly.
    /// - Parameter numbers: Receives the number of each window.
    mutating func numberPairs(
        of classes: UnsafePointer<UInt32>,
        offset: Int,
        count: Int,
        numbers: UnsafeMutablePointer<UInt32>,
        meter: WorkMeter
    ) {
        let bits = reserve(count)
        let (shift, mask) = (UInt64(64 - bits), (1 << bits) - 1)
        let (generation, multiplier) = (generation, multiplier)
        var distinct: UInt32 = 0
        slots.withUnsafeMutableBufferPointer { slots in
            guard let slots = slots.baseAddress else { return }
            for place in 0..<count {
                if place & Self.meterMask == Self.meterMask, meter.isStopped { break }
                let key = (UInt64(classes[place]) << 32) | UInt64(classes[place &+ offset])
                var index = Int(truncatingIfNeeded: (key &* multiplier) &>> shift)
                while slots[index].generation == generation, slots[index].key != key { index = (index &+ 1) & mask }
                if slots[index].generation != generation {
                    slots[index] = Slot(key: key, generation: generation, number: distinct)
                    distinct &+= 1
                }
                numbers[place] = slots[index].number
            }
        }
        self.distinct = Int(distinct)
    }

    /// Reports how many keys of the last `count` occur c times, for each such c ≥ 2, in ascending order.
    func forEachFrequency(_ body: (_ count: Int, _ keys: Int) -> Void) {
        for count in stride(from: 2, through: mostFrequent, by: 1) where frequencies[count] > 0 {
            body(count, Int(frequencies[count]))
        }
    }

    /// Begins a generation with room for `count` keys.
    ///
    /// - Returns: log₂ of the number of slots, at least twice the keys.
    private mutating func reserve(_ count: Int) -> Int {
        precondition(count <= Self.mostKeys, "a pattern table takes fewer than 2^31 keys")
        let bits = Self.slotBits(count)
        if slots.count < 1 << bits {
            // The old table is given back first, so that both are never in memory together.
            slots = []
            slots = Array(repeating: Slot(), count: 1 << bits)
            generation = 0
        }
        if counts.count <= count {
            (counts, frequencies) = ([], [])
            counts = Array(repeating: 0, count: Self.countEntries(count))
            frequencies = Array(repeating: 0, count: Self.countEntries(count))
            mostFrequent = 0
        }
        if generation == .max {
            slots = Array(repeating: Slot(), count: slots.count)
            generation = 0
        }
        generation += 1
        return bits
    }

    /// log₂ of the number of slots for `keys` keys.
    private static func slotBits(_ keys: Int) -> Int { max(6, Int.bitWidth - max(2 * keys - 1, 1).leadingZeroBitCount) }

    /// A key may occur `keys` times, and growing by a quarter keeps the amortised cost of a key constant.
    private static func countEntries(_ keys: Int) -> Int { keys + keys / 4 + 64 }
}
