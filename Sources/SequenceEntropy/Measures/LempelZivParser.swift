import ElementaryFunctions
import ResourceMetering

/// Lempel-Ziv entropy of label sequences: n·ln n / ΣΛ.
///
/// From each start i, Λ is the length of the shortest substring that is not in the dictionary yet, which then enters it; or
/// the length of the rest plus 1 if the sequence ends first. Extending the substring item by item costs ΣΛ steps, which is
/// quadratic for a constant sequence. But all prefixes of a known substring are known, so the length can be found by
/// doubling and bisection. A substring of length d is identified exactly by the classes of its first and its last 2^k items,
/// with 2^k ≤ d < 2^(k+1). So a lookup compares class numbers, never hashes: O(n log² n) in the worst case.
struct LempelZivParser: Sendable {
    private var known = LempelZivDictionary()
    /// `levels[k][i]` is the class of the 2^(k+1) items from i on. Level 0 would be the sequence itself, so it is not stored.
    /// Levels are computed when they are needed.
    private var levels: [[UInt32]] = []
    private var computedLevels = 0

    /// Memory in bytes.
    var bytes: Int { levels.reduce(known.bytes) { $0 + $1.capacity * 4 } }

    /// The most memory after a sequence of `items` items, in bytes. A constant sequence needs a level for each bit of its
    /// length.
    static func bytes(items: Int) -> Int {
        let levels = Int.bitWidth - max(items, 1).leadingZeroBitCount
        return LempelZivDictionary.bytes(substrings: items) + levels * 4 * levelEntries(items)
    }

    private static func levelEntries(_ count: Int) -> Int { count + count / 4 }

    /// ΣΛ over all starts.
    ///
    /// - Parameter table: Scratch memory.
    mutating func sumOfLengths(
        of sequence: UnsafeBufferPointer<UInt32>,
        table: inout PatternTable,
        tally: inout WorkTally
    ) -> Int {
        let length = sequence.count
        let meter = tally.meter
        precondition(length <= PatternTable.mostKeys, "a sequence has fewer than 2^31 items")
        computedLevels = 0
        known.removeAll()
        var sum = 0
        var lookups = 0
        for start in 0..<length {
            if start & 0xFFF == 0xFFF {
                tally.spend(lookups * WorkUnits.lempelZivLookup)
                lookups = 0
                if meter.isStopped { return sum }
            }
            let rest = length - start
            var knownLength = 0
            var probe = 1
            while probe <= rest, contains(sequence, start, probe, &table, meter) {
                lookups += 1
                knownLength = probe
                probe *= 2
            }
            // The substring of `unknownLength` items is unknown, or longer than the rest.
            var unknownLength = min(probe, rest + 1)
            while unknownLength - knownLength > 1 {
                let middle = knownLength + (unknownLength - knownLength) / 2
                lookups += 1
                if contains(sequence, start, middle, &table, meter) {
                    knownLength = middle
                } else {
                    unknownLength = middle
                }
            }
            if unknownLength <= rest {
                known.insert(key(sequence, start, unknownLength, &table, meter), length: unknownLength)
            }
            lookups += 2
            sum += unknownLength
        }
        tally.spend(lookups * WorkUnits.lempelZivLookup)
        return sum
    }

    /// In nats per item; 0 for an empty sequence.
    static func entropy(length: Int, sumOfLengths: Int) -> Double {
        sumOfLengths == 0 ? 0 : Double(length) * Elementary.log(Double(length)) / Double(sumOfLengths)
    }

    private mutating func contains(
        _ sequence: UnsafeBufferPointer<UInt32>,
        _ start: Int,
        _ length: Int,
        _ table: inout PatternTable,
        _ meter: WorkMeter
    ) -> Bool {
        known.contains(key(sequence, start, length, &table, meter), length: length)
    }

    private mutating func key(
        _ sequence: UnsafeBufferPointer<UInt32>,
        _ start: Int,
        _ length: Int,
        _ table: inout PatternTable,
        _ meter: WorkMeter
    ) -> UInt64 {
        let level = Int.bitWidth - 1 - length.leadingZeroBitCount
        if level == 0 { return (UInt64(sequence[start]) << 32) | UInt64(sequence[start]) }
        while computedLevels < level { computeLevel(of: sequence, &table, meter) }
        let classes = levels[level - 1]
        return (UInt64(classes[start]) << 32) | UInt64(classes[start + length - (1 << level)])
    }

    private mutating func computeLevel(
        of sequence: UnsafeBufferPointer<UInt32>,
        _ table: inout PatternTable,
        _ meter: WorkMeter
    ) {
        let offset = 1 << computedLevels
        let count = sequence.count - 2 * offset + 1
        if levels.count == computedLevels { levels.append([]) }
        if levels[computedLevels].count < count {
            levels[computedLevels] = []
            levels[computedLevels] = Array(repeating: 0, count: Self.levelEntries(count))
        }
        var level: [UInt32] = []
        swap(&level, &levels[computedLevels])
        level.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            if computedLevels == 0, let items = sequence.baseAddress {
                table.numberPairs(of: items, offset: offset, count: count, numbers: numbers, meter: meter)
            } else {
                levels[computedLevels - 1].withUnsafeBufferPointer { classes in
                    guard let classes = classes.baseAddress else { return }
                    table.numberPairs(of: classes, offset: offset, count: count, numbers: numbers, meter: meter)
                }
            }
        }
        swap(&level, &levels[computedLevels])
        computedLevels += 1
        meter.spend(count * WorkUnits.countedWindow)
    }
}
