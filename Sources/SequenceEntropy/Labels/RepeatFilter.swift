/// Finds the items of a sequence that may occur twice in it, in one pass without branches.
///
/// A table stores, per hash, the place where an item with this hash first appeared. Items that share a hash are marked as if
/// they were equal. That costs a later exact comparison a little time, but no correctness. Places are numbered across all
/// sequences, so entries of earlier sequences are smaller than the current sequence's first place. Hence the table is never
/// cleared, and a short sequence uses only as much of it as fits the first-level cache.
struct RepeatFilter: Sendable {
    /// Places have 32 bits.
    static let mostItems = Int(Int32.max)
    private static let leastBits = 9
    private static let mostBits = 18

    private var places = [UInt32](repeating: 0, count: 1 << Self.leastBits)
    /// Place of the current sequence's first item. Places count from 1, so 0 precedes all of them.
    private var begin: UInt32 = 1
    /// For each item of the last sequence: 1 if it may occur elsewhere in the sequence, else 0.
    private(set) var marks: [UInt8] = []
    /// Odd and secret. Otherwise a client could choose ids that all share a hash.
    private let multiplier = UInt32.random(in: .min ... .max) | 1

    /// Memory in bytes.
    var bytes: Int { places.capacity * 4 + marks.capacity }

    /// The most memory after a sequence of `items` items, in bytes.
    static func bytes(items: Int) -> Int { (4 << tableBits(items)) + items + items / 2 }

    /// Eight slots per item: at most one item in eight is marked although it does not repeat.
    private static func tableBits(_ items: Int) -> Int {
        min(max(leastBits, Int.bitWidth - (8 * items).leadingZeroBitCount), mostBits)
    }

    /// The result of the filter, before marked items are compared.
    enum Finding {
        case noRepeat
        /// Some items share a hash.
        case unknown
        case repeats
    }

    mutating func mark(_ items: UnsafeBufferPointer<UInt32>) -> Finding {
        precondition(items.count <= Self.mostItems, "a sequence has fewer than 2^31 items")
        let bits = Self.tableBits(items.count)
        if places.count < 1 << bits {
            places = [UInt32](repeating: 0, count: 1 << bits)
            begin = 1
        }
        if marks.count < items.count { marks = [UInt8](repeating: 0, count: items.count + items.count / 2) }
        if items.count >= Int(UInt32.max - begin) {
            for index in places.indices { places[index] = 0 }
            begin = 1
        }
        let (begin, count, multiplier, shift) = (begin, items.count, multiplier, UInt32(32 - bits))
        var (met, equal) = (0, 0)
        places.withUnsafeMutableBufferPointer { places in
            marks.withUnsafeMutableBufferPointer { marks in
                guard let places = places.baseAddress, let marks = marks.baseAddress, let items = items.baseAddress
                else { return }
                for place in 0..<count {
                    let item = items[place]
                    let slot = Int(truncatingIfNeeded: (item &* multiplier) &>> shift)
                    let own = UInt32(truncatingIfNeeded: place)
                    // A place of an earlier sequence wraps around to a value above all places of this one.
                    let first = min(places[slot] &- begin, own)
                    let isMet: UInt8 = first != own ? 1 : 0
                    places[slot] = begin &+ first
                    marks[place] = isMet
                    marks[Int(first)] |= isMet
                    met &+= Int(isMet)
                    equal &+= items[Int(first)] == item ? 1 : 0
                }
            }
        }
        self.begin = begin + UInt32(items.count)
        // An item that appears for the first time equals itself, so `equal` counts it too.
        return met + equal > count ? .repeats : met > 0 ? .unknown : .noRepeat
    }
}
