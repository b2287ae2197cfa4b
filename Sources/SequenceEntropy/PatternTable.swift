/// Numbers the distinct 64-bit keys of one sequence by first appearance, and counts them.
///
/// A scratch table: it is never cleared between sequences, because each slot carries the generation that wrote it, and it
/// uses only as much of its memory as the present sequence needs, so short sequences stay in the first-level cache. Keys
/// are compared, so the counts are exact whatever the hash does.
struct PatternTable: Sendable {
    private struct Slot: Sendable {
        var key: UInt64 = 0
        var generation: UInt32 = 0
        var number: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var generation: UInt32 = 0
    /// Odd and unknown to clients, who could otherwise choose ids that all meet in one slot.
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    /// How often each number occurs; valid up to `distinct`.
    private(set) var counts: [UInt32] = []
    /// Where each number occurs first; valid up to `distinct`.
    private(set) var positions: [UInt32] = []
    private(set) var distinct = 0

    /// Counts the windows that join `classes[i]` and `classes[i + offset]`, for i below `count`.
    ///
    /// Two windows of length a that overlap or touch determine the window of length a + offset, so equal pairs of
    /// their classes mean equal windows: exact patterns of any length from 64-bit keys.
    /// - Parameter numbers: Receives each window's number; may be `classes` itself, as each is read before it is written.
    mutating func countPairs(
        of classes: UnsafePointer<UInt32>,
        offset: Int,
        count: Int,
        numbers: UnsafeMutablePointer<UInt32>
    ) {
        let bits = reserve(count)
        let shift = UInt64(64 - bits)
        let mask = 1 << bits - 1
        let generation = generation
        let multiplier = multiplier
        var distinct: UInt32 = 0
        slots.withUnsafeMutableBufferPointer { slots in
            counts.withUnsafeMutableBufferPointer { counts in
                positions.withUnsafeMutableBufferPointer { positions in
                    for i in 0..<count {
                        let key = UInt64(classes[i]) << 32 | UInt64(classes[i + offset])
                        var index = Int(truncatingIfNeeded: (key &* multiplier) >> shift)
                        while true {
                            if slots[index].generation != generation {
                                slots[index] = Slot(key: key, generation: generation, number: distinct)
                                numbers[i] = distinct
                                counts[Int(distinct)] = 1
                                positions[Int(distinct)] = UInt32(truncatingIfNeeded: i)
                                distinct &+= 1
                                break
                            }
                            if slots[index].key == key {
                                let number = slots[index].number
                                numbers[i] = number
                                counts[Int(number)] &+= 1
                                break
                            }
                            index = (index &+ 1) & mask
                        }
                    }
                }
            }
        }
        self.distinct = Int(distinct)
    }

    /// Counts the first `count` of the keys; `numbers` receives each one's number.
    mutating func count(_ keys: [UInt64], count: Int, numbers: inout [UInt32]) {
        let bits = reserve(count)
        let shift = UInt64(64 - bits)
        let mask = 1 << bits - 1
        let generation = generation
        let multiplier = multiplier
        var distinct: UInt32 = 0
        keys.withUnsafeBufferPointer { keys in
            slots.withUnsafeMutableBufferPointer { slots in
                counts.withUnsafeMutableBufferPointer { counts in
                    numbers.withUnsafeMutableBufferPointer { numbers in
                        for i in 0..<count {
                            let key = keys[i]
                            var index = Int(truncatingIfNeeded: (key &* multiplier) >> shift)
                            while slots[index].generation == generation, slots[index].key != key {
                                index = (index &+ 1) & mask
                            }
                            if slots[index].generation != generation {
                                slots[index] = Slot(key: key, generation: generation, number: distinct)
                                counts[Int(distinct)] = 0
                                distinct &+= 1
                            }
                            let number = slots[index].number
                            numbers[i] = number
                            counts[Int(number)] &+= 1
                        }
                    }
                }
            }
        }
        self.distinct = Int(distinct)
    }

    /// Begins a generation for `count` keys. - Returns: The logarithm of the slots to use, at least twice the keys.
    private mutating func reserve(_ count: Int) -> Int {
        let bits = max(6, Int.bitWidth - max(2 * count - 1, 1).leadingZeroBitCount)
        if slots.count < 1 << bits {
            slots = Array(repeating: Slot(), count: 1 << bits)
            counts = Array(repeating: 0, count: 1 << bits)
            positions = Array(repeating: 0, count: 1 << bits)
            generation = 0
        }
        if generation == .max {
            slots = Array(repeating: Slot(), count: slots.count)
            generation = 0
        }
        generation += 1
        return bits
    }
}
