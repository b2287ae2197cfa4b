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
    private(set) var distinct = 0
    /// How many keys occur c times, for c from 2 to `mostFrequent`.
    private var frequencies: [UInt32] = []
    /// How often the most frequent key occurs.
    private(set) var mostFrequent = 0

    /// Counts the first `count` of the keys; `numbers` receives each one's number.
    mutating func count(
        _ keys: UnsafePointer<UInt64>,
        count: Int,
        numbers: UnsafeMutablePointer<UInt32>
    ) {
        let bits = reserve(count)
        let (shift, mask) = (UInt64(64 - bits), 1 << bits - 1)
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
                    frequencies[1] = 0
                }
            }
        }
        self.distinct = Int(distinct)
        mostFrequent = Int(most)
    }

    /// Numbers the windows that join `classes[i]` and `classes[i + offset]`, for i below `count`.
    ///
    /// Two windows of length a that overlap or touch determine the window of length a + offset, so equal pairs of
    /// their classes mean equal windows: exact patterns of any length from 64-bit keys.
    /// - Parameter numbers: Receives each window's number; may be `classes` itself, as each is read before it is written.
    mutating func numberPairs(
        of classes: UnsafePointer<UInt32>,
        offset: Int,
        count: Int,
        numbers: UnsafeMutablePointer<UInt32>
    ) {
        let bits = reserve(count)
        let (shift, mask) = (UInt64(64 - bits), 1 << bits - 1)
        let (generation, multiplier) = (generation, multiplier)
        var distinct: UInt32 = 0
        slots.withUnsafeMutableBufferPointer { slots in
            guard let slots = slots.baseAddress else { return }
            for place in 0..<count {
                let key = UInt64(classes[place]) << 32 | UInt64(classes[place &+ offset])
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

    /// Hands on how many of the keys counted last occur c times, for each c from 2 on that has any, once: it forgets them.
    mutating func takeFrequencies(_ body: (_ count: Int, _ keys: Int) -> Void) {
        for count in stride(from: 2, through: mostFrequent, by: 1) where frequencies[count] > 0 {
            body(count, Int(frequencies[count]))
            frequencies[count] = 0
        }
        mostFrequent = 0
    }

    /// Begins a generation for `count` keys. - Returns: The logarithm of the slots to use, at least twice the keys.
    private mutating func reserve(_ count: Int) -> Int {
        let bits = max(6, Int.bitWidth - max(2 * count - 1, 1).leadingZeroBitCount)
        if slots.count < 1 << bits {
            slots = Array(repeating: Slot(), count: 1 << bits)
            counts = Array(repeating: 0, count: 1 << bits)
            frequencies = Array(repeating: 0, count: 1 << bits)
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
