/// Finds the items of a sequence that may occur twice in it, in one pass without branches.
///
/// A table has the place where an item with a certain hash was met first. Items that share a hash are marked as if they
/// were equal, which costs whoever compares the marked ones a little, and no exactness. Places are counted over all
/// sequences, so that what former sequences left in the table is older than the present one's beginning: the table is
/// never cleared, and a short sequence uses only a part of it that the first-level cache holds.
struct RepeatFilter: Sendable {
    private static let leastBits = 9
    private static let mostBits = 18

    private var places = [UInt32](repeating: 0, count: 1 << Self.leastBits)
    /// Place of the present sequence's first item; places count from 1, so 0 is before all of them.
    private var begin: UInt32 = 1
    /// Of each item of the last sequence: 1 where it may occur elsewhere in it too, else 0.
    private(set) var marks: [UInt8] = []
    /// Odd and unknown to clients, who could otherwise choose ids that all share a hash.
    private let multiplier = UInt32.random(in: .min ... .max) | 1

    /// What is known of a sequence without comparing its marked items.
    enum Finding {
        case noRepeat
        /// Some items share a hash.
        case unknown
        case repeats
    }

    /// - Parameter items: Fewer than 2^32 − 1.
    mutating func mark(_ items: UnsafeBufferPointer<UInt32>) -> Finding {
        // Eight slots an item: at most one item in eight is marked for nothing.
        let bits = min(max(Self.leastBits, Int.bitWidth - (8 * items.count).leadingZeroBitCount), Self.mostBits)
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
                    // A place before the beginning wraps around to one behind all of the sequence's.
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
        // Items met for the first time equal themselves.
        return met + equal > count ? .repeats : met > 0 ? .unknown : .noRepeat
    }
}
