import ResourceMetering

/// Classes of the substrings of one sequence: substrings of 2^k items have the same class if and only if they are equal.
///
/// A substring of length d is identified exactly by the classes of its first and its last 2^k items, with 2^k ≤ d < 2^(k+1).
struct SubstringClasses: Sendable {
    /// `levels[k][i]` is the class of the 2^(k+1) items from i on. Level 0 would be the sequence itself, so it is not stored.
    /// Levels are computed when they are needed.
    private var levels: [[UInt32]] = []
    private var computedLevels = 0

    /// Memory in bytes.
    var bytes: Int { levels.reduce(0) { $0 + $1.capacity * 4 } }

    /// The most memory after a sequence of `items` items, in bytes. A constant sequence needs a level for each bit of its
    /// length.
    static func bytes(items: Int) -> Int {
        let levels = Int.bitWidth - max(items, 1).leadingZeroBitCount
        return levels * 4 * levelEntries(items)
    }

    private static func levelEntries(_ count: Int) -> Int { count + count / 4 }

    /// Begins another sequence.
    mutating func removeAll() { computedLevels = 0 }

    /// The classes that identify a substring among those of its length.
    ///
    /// - Parameter table: Scratch memory.
    mutating func key(
        _ sequence: UnsafeBufferPointer<UInt32>,
        _ start: Int,
        _ length: Int,
        _ table: inout PatternTable,
        _ meter: WorkMeter
    ) -> UInt64 {
        let level = Int.bitWidth - 1 - length.leadingZeroBitCount
        if level == 0 { return Self.key(sequence[start]) }
        while computedLevels < level { computeLevel(of: sequence, &table, meter) }
        // In place: a copy of the array would cost a reference count for each key.
        return (UInt64(levels[level - 1][start]) << 32) | UInt64(levels[level - 1][start + length - (1 << level)])
    }

    /// The key of a single item.
    static func key(_ item: UInt32) -> UInt64 { (UInt64(item) << 32) | UInt64(item) }

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
