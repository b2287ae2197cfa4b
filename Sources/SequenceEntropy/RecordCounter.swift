/// Counts equal records, and equal beginnings of records, of one part of a `WindowCensus` after another.
struct RecordCounter {
    private let m: Int
    private let none: UInt32
    private let seed = UInt64.random(in: .min ... .max) | 1
    /// Begins of records, as number of the record + 1; 0 for a free slot. By the whole record, and by its first m words.
    private var whole: [UInt32] = []
    private var beginnings: [UInt32] = []
    private var wholeCounts: [UInt32] = []
    private var beginningCounts: [UInt32] = []

    /// How many patterns of m items there are so far, by how often they occur.
    private(set) var patterns: [Int: Int] = [:]
    /// The same of m + 1 items.
    private(set) var nextPatterns: [Int: Int] = [:]

    /// - Parameters:
    ///   - m: Records have m + 1 words.
    ///   - none: The last word of a record that has no item there, and so is no pattern of m + 1 items.
    init(m: Int, none: UInt32) {
        self.m = m
        self.none = none
    }

    /// Counts a part that shares no pattern with another.
    mutating func count(_ words: UnsafeBufferPointer<UInt32>) {
        let records = words.count / (m + 1)
        guard records > 0 else { return }
        let bits = max(4, Int.bitWidth - (2 * records - 1).leadingZeroBitCount)
        Self.clear(&whole, &wholeCounts, 1 << bits)
        Self.clear(&beginnings, &beginningCounts, 1 << bits)
        let shift = UInt64(64 - bits)
        for record in 0..<records {
            let begin = record * (m + 1)
            var hash = seed
            for word in begin..<begin + m { hash = (hash ^ UInt64(words[word])) &* seed ^ hash >> 29 }
            let last = words[begin + m]
            Self.add(
                record,
                words,
                width: m,
                stride: m + 1,
                (hash &* seed) >> shift,
                &beginnings,
                &beginningCounts
            )
            guard last != none else { continue }
            hash = (hash ^ UInt64(last)) &* seed
            Self.add(
                record,
                words,
                width: m + 1,
                stride: m + 1,
                ((hash ^ hash >> 32) &* seed) >> shift,
                &whole,
                &wholeCounts
            )
        }
        Self.fold(beginningCounts, into: &patterns)
        Self.fold(wholeCounts, into: &nextPatterns)
    }

    @inline(__always)
    private static func add(
        _ record: Int,
        _ words: UnsafeBufferPointer<UInt32>,
        width: Int,
        stride: Int,
        _ hash: UInt64,
        _ slots: inout [UInt32],
        _ counts: inout [UInt32]
    ) {
        slots.withUnsafeMutableBufferPointer { slots in
            counts.withUnsafeMutableBufferPointer { counts in
                let mask = slots.count - 1
                var index = Int(truncatingIfNeeded: hash)
                let begin = record * stride
                while slots[index] != 0 {
                    let other = (Int(slots[index]) - 1) * stride
                    var word = 0
                    while word < width, words[begin + word] == words[other + word] { word += 1 }
                    if word == width { break }
                    index = (index + 1) & mask
                }
                if slots[index] == 0 { slots[index] = UInt32(truncatingIfNeeded: record + 1) }
                counts[index] &+= 1
            }
        }
    }

    /// Tables keep the size that the mask is made of; a part of more than 2^31 records is beyond any memory.
    private static func clear(_ slots: inout [UInt32], _ counts: inout [UInt32], _ size: Int) {
        if slots.count != size {
            slots = [UInt32](repeating: 0, count: size)
            counts = [UInt32](repeating: 0, count: size)
        } else {
            for index in 0..<size { slots[index] = 0 }
            for index in 0..<size { counts[index] = 0 }
        }
    }

    private static func fold(_ counts: [UInt32], into result: inout [Int: Int]) {
        // Nearly all counts are small; an array spares the dictionary most of the work.
        var small = [Int](repeating: 0, count: 256)
        for count in counts where count > 0 {
            if count < 256 { small[Int(count)] += 1 } else { result[Int(count), default: 0] += 1 }
        }
        for (count, patterns) in small.enumerated() where patterns > 0 { result[count, default: 0] += patterns }
    }
}
