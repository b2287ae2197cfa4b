import ElementaryFunctions

/// Lempel-Ziv entropy of label sequences: n·ln n / ΣΛ.
///
/// From each start i, Λ is the length of the shortest substring that is not in the dictionary yet, which then enters it; or
/// the length of the rest plus 1 if the sequence ends first. Extending the substring item by item costs ΣΛ steps, which is
/// quadratic for a constant sequence. But all prefixes of a known substring are known, so the length can be found by
/// doubling and bisection. A substring of length d is identified exactly by the classes of its first and its last 2^k items,
/// with 2^k ≤ d < 2^(k+1). So a lookup compares class numbers, never hashes: O(n log² n) in the worst case.
struct LempelZivParser: Sendable {
    private var known = LempelZivDictionary()
    private var table = PatternTable()
    /// `levels[k][i]` is the class of the 2^(k+1) items from i on. Level 0 would be the sequence itself, so it is not stored.
    /// Levels are computed when they are needed.
    private var levels: [[UInt32]] = []
    private var computedLevels = 0

    /// ΣΛ over all starts.
    mutating func sumOfLengths(of sequence: UnsafeBufferPointer<UInt32>) -> Int {
        let length = sequence.count
        precondition(length <= PatternTable.mostKeys, "a sequence has fewer than 2^31 items")
        computedLevels = 0
        known.removeAll()
        var sum = 0
        for start in 0..<length {
            let rest = length - start
            var knownLength = 0
            var probe = 1
            while probe <= rest, contains(sequence, start, probe) {
                knownLength = probe
                probe *= 2
            }
            // The substring of `unknownLength` items is unknown, or longer than the rest.
            var unknownLength = min(probe, rest + 1)
            while unknownLength - knownLength > 1 {
                let middle = knownLength + (unknownLength - knownLength) / 2
                if contains(sequence, start, middle) { knownLength = middle } else { unknownLength = middle }
            }
            if unknownLength <= rest { known.insert(key(sequence, start, unknownLength), length: unknownLength) }
            sum += unknownLength
        }
        return sum
    }

    /// In nats per item; 0 for an empty sequence.
    static func entropy(length: Int, sumOfLengths: Int) -> Double {
        sumOfLengths == 0 ? 0 : Double(length) * Elementary.log(Double(length)) / Double(sumOfLengths)
    }

    private mutating func contains(_ sequence: UnsafeBufferPointer<UInt32>, _ start: Int, _ length: Int) -> Bool {
        known.contains(key(sequence, start, length), length: length)
    }

    private mutating func key(_ sequence: UnsafeBufferPointer<UInt32>, _ start: Int, _ length: Int) -> UInt64 {
        let level = Int.bitWidth - 1 - length.leadingZeroBitCount
        if level == 0 { return (UInt64(sequence[start]) << 32) | UInt64(sequence[start]) }
        while computedLevels < level { computeLevel(of: sequence) }
        let classes = levels[level - 1]
        return (UInt64(classes[start]) << 32) | UInt64(classes[start + length - (1 << level)])
    }

    private mutating func computeLevel(of sequence: UnsafeBufferPointer<UInt32>) {
        let offset = 1 << computedLevels
        let count = sequence.count - 2 * offset + 1
        if levels.count == computedLevels { levels.append([]) }
        if levels[computedLevels].count < count {
            levels[computedLevels] = Array(repeating: 0, count: count + count / 2)
        }
        var level: [UInt32] = []
        swap(&level, &levels[computedLevels])
        level.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            if computedLevels == 0, let items = sequence.baseAddress {
                table.numberPairs(of: items, offset: offset, count: count, numbers: numbers)
            } else {
                levels[computedLevels - 1].withUnsafeBufferPointer { classes in
                    guard let classes = classes.baseAddress else { return }
                    table.numberPairs(of: classes, offset: offset, count: count, numbers: numbers)
                }
            }
        }
        swap(&level, &levels[computedLevels])
        computedLevels += 1
    }
}
