/// The set of substrings of a Lempel-Ziv parse. A substring is given by the classes of its two ends and its length.
///
/// A scratch hash set like `PatternTable`: a new generation empties it without clearing. It has room for a whole parse before that
/// begins, so that a look-up is a few instructions.
struct LempelZivDictionary: Sendable {
    fileprivate struct Slot: Sendable {
        var key: UInt64 = 0
        var length: UInt32 = 0
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var generation: UInt32 = 0
    /// Odd and secret. Otherwise a client could choose ids that all collide.
    private let multiplier = UInt64.random(in: .min ... .max) | 1
    private let lengthMultiplier = UInt64.random(in: .min ... .max) | 1

    /// Memory in bytes.
    var bytes: Int { slots.capacity * MemoryLayout<Slot>.stride }

    /// The memory for so many substrings, in bytes.
    static func bytes(substrings: Int) -> Int { (1 << slotBits(substrings)) * MemoryLayout<Slot>.stride }

    /// log₂ of the number of slots, which are twice the substrings at least.
    private static func slotBits(_ substrings: Int) -> Int {
        max(8, Int.bitWidth - max(2 * substrings - 1, 1).leadingZeroBitCount)
    }

    /// Calls `body` with the empty set.
    ///
    /// - Parameter substrings: No more may be inserted.
    mutating func withEmpty<Result>(substrings: Int, _ body: (Open) -> Result) -> Result {
        let bits = Self.slotBits(substrings)
        if slots.count < 1 << bits || generation == .max {
            // The old table is given back first, so that both are never in memory together.
            let count = max(slots.count, 1 << bits)
            slots = []
            slots = Array(repeating: Slot(), count: count)
            generation = 0
        }
        generation += 1
        let (generation, multiplier, lengthMultiplier) = (generation, multiplier, lengthMultiplier)
        return slots.withUnsafeMutableBufferPointer { slots in
            guard let slots = slots.baseAddress else { preconditionFailure("there are slots") }
            return body(
                Open(
                    slots: slots,
                    shift: UInt64(64 - bits),
                    mask: (1 << bits) - 1,
                    generation: generation,
                    multiplier: multiplier,
                    lengthMultiplier: lengthMultiplier
                )
            )
        }
    }

    /// The set during a parse.
    struct Open {
        fileprivate let slots: UnsafeMutablePointer<Slot>
        fileprivate let shift: UInt64
        fileprivate let mask: Int
        fileprivate let generation: UInt32
        fileprivate let multiplier: UInt64
        fileprivate let lengthMultiplier: UInt64

        /// - Parameter length: Fewer than 2^32.
        @inline(__always)
        func contains(_ key: UInt64, length: Int) -> Bool {
            slots[slot(of: key, UInt32(truncatingIfNeeded: length))].generation == generation
        }

        /// - Parameter length: Fewer than 2^32.
        /// - Returns: Whether the substring is new.
        @inline(__always)
        func insert(_ key: UInt64, length: Int) -> Bool {
            let length = UInt32(truncatingIfNeeded: length)
            let index = slot(of: key, length)
            guard slots[index].generation != generation else { return false }
            slots[index] = Slot(key: key, length: length, generation: generation)
            return true
        }

        /// Index of the slot that holds the substring, or of the free slot where it belongs.
        @inline(__always)
        private func slot(of key: UInt64, _ length: UInt32) -> Int {
            let hash = (key &* multiplier) ^ (UInt64(length) &* lengthMultiplier)
            var index = Int(truncatingIfNeeded: hash &>> shift)
            while slots[index].generation == generation, slots[index].key != key || slots[index].length != length {
                index = (index &+ 1) & mask
            }
            return index
        }
    }
}
