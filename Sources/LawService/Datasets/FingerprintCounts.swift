/// Counts patterns by their length and fingerprint: open addressing with linear probing, up to a number of patterns.
///
/// A slot is a record of the file that `apen --partial --patterns` writes: four words, the length of the pattern, the high and
/// the low half of its fingerprint, and its count. The length of a free slot is 0.
struct FingerprintCounts {
    static let words = 4
    static let recordBytes = words * 8
    private static let fewestSlots = 1 << 10

    private var slots: [UInt64]
    private(set) var count = 0
    private let mostSlots: Int

    /// - Parameter memory: bytes of the largest table.
    init(memory: Int) {
        var most = Self.fewestSlots
        while 2 * most <= memory / Self.recordBytes { most *= 2 }
        mostSlots = most
        slots = [UInt64](repeating: 0, count: Self.fewestSlots * Self.words)
    }

    var bytes: Int { slots.count * 8 }

    /// How many patterns a table should be made for. It takes half as many again, because passes are of unequal size.
    static func capacity(memory: Int) -> Int { max(fewestSlots, memory / recordBytes / 2) / 2 }

    /// Adds to the count of a pattern.
    ///
    /// - Returns: the sum; `nil` if the table is full and the pattern is new, or if the sum is too large.
    mutating func add(_ length: Int, _ high: UInt64, _ low: UInt64, count added: UInt64) -> UInt64? {
        let place = slot(length, high, low)
        guard slots[place] == 0 else {
            let (sum, overflow) = slots[place + 3].addingReportingOverflow(added)
            guard !overflow, sum <= UInt64(Int64.max) else { return nil }
            slots[place + 3] = sum
            return sum
        }
        if count >= slots.count / Self.words / 4 * 3 {
            guard slots.count < mostSlots * Self.words else { return nil }
            grow()
            return add(length, high, low, count: added)
        }
        (slots[place], slots[place + 1], slots[place + 2], slots[place + 3]) = (UInt64(length), high, low, added)
        count += 1
        return added
    }

    /// The place of a pattern, or the free one where it belongs.
    private func slot(_ length: Int, _ high: UInt64, _ low: UInt64) -> Int {
        let mask = slots.count / Self.words - 1
        // Fingerprints are hashes, so their bits need no mixing.
        var slot = Int(truncatingIfNeeded: low) & mask
        while true {
            let place = slot * Self.words
            let isFree = slots[place] == 0
            if isFree || (slots[place] == UInt64(length) && slots[place + 1] == high && slots[place + 2] == low) {
                return place
            }
            slot = (slot + 1) & mask
        }
    }

    private mutating func grow() {
        var old = [UInt64](repeating: 0, count: 2 * slots.count)
        swap(&old, &slots)
        for place in stride(from: 0, to: old.count, by: Self.words) where old[place] != 0 {
            let new = slot(Int(old[place]), old[place + 1], old[place + 2])
            for word in 0..<Self.words { slots[new + word] = old[place + word] }
        }
    }

    /// Calls `body` with each record.
    func forEachRecord(_ body: (_ record: ArraySlice<UInt64>) -> Void) {
        for place in stride(from: 0, to: slots.count, by: Self.words) where slots[place] != 0 {
            body(slots[place..<place + Self.words])
        }
    }

    mutating func removeAll() {
        for index in slots.indices { slots[index] = 0 }
        count = 0
    }
}
