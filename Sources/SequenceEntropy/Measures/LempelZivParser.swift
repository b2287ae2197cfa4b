/// Lempel-Ziv entropy of label sequences: n·ln n / ΣΛ.
///
/// From each start i the walk goes down a trie of known substrings; Λ is the length of the first unknown one, which
/// becomes known, or what is left plus 1 where the sequence ends first. Walking costs ΣΛ steps, which is quadratic for
/// a constant sequence. But a known substring's prefixes are all known, so the depth can be searched for instead:
/// doubling, then bisection. A substring of length d is identified exactly by the classes of its first and its last 2^k
/// items, 2^k ≤ d < 2^(k+1), so a lookup is one comparison of numbers and never of a hash: O(n log² n) at worst.
struct LempelZivParser: Sendable {
    private var known = LempelZivDictionary()
    private var table = PatternTable()
    /// `levels[k][i]` numbers the 2^k items from i on; level 0 is the sequence itself, made as deep as is asked for.
    private var levels: [[UInt32]] = []
    private var madeLevels = 0

    /// ΣΛ over all starts.
    mutating func sumOfLengths(of sequence: UnsafeBufferPointer<UInt32>) -> Int {
        let length = sequence.count
        madeLevels = 0
        known.removeAll()
        var sum = 0
        for start in 0..<length {
            let rest = length - start
            var isKnownTo = 0
            var probe = 1
            while probe <= rest, contains(sequence, start, probe) {
                isKnownTo = probe
                probe *= 2
            }
            // Known to `isKnownTo`; unknown, or beyond the end, at `unknownFrom`.
            var unknownFrom = min(probe, rest + 1)
            while unknownFrom - isKnownTo > 1 {
                let middle = isKnownTo + (unknownFrom - isKnownTo) / 2
                if contains(sequence, start, middle) { isKnownTo = middle } else { unknownFrom = middle }
            }
            if unknownFrom <= rest { known.insert(key(sequence, start, unknownFrom), length: unknownFrom) }
            sum += unknownFrom
        }
        return sum
    }

    /// In nats per item; 0 for no item.
    static func entropy(length: Int, sumOfLengths: Int) -> Double {
        sumOfLengths == 0 ? 0 : Double(length) * logarithm(Double(length)) / Double(sumOfLengths)
    }

    private mutating func contains(_ sequence: UnsafeBufferPointer<UInt32>, _ start: Int, _ length: Int) -> Bool {
        known.contains(key(sequence, start, length), length: length)
    }

    private mutating func key(_ sequence: UnsafeBufferPointer<UInt32>, _ start: Int, _ length: Int) -> UInt64 {
        let level = Int.bitWidth - 1 - length.leadingZeroBitCount
        if level == 0 { return UInt64(sequence[start]) << 32 | UInt64(sequence[start]) }
        while madeLevels < level { makeLevel(of: sequence) }
        let classes = levels[level - 1]
        return UInt64(classes[start]) << 32 | UInt64(classes[start + length - 1 << level])
    }

    private mutating func makeLevel(of sequence: UnsafeBufferPointer<UInt32>) {
        let offset = 1 << madeLevels
        let count = sequence.count - 2 * offset + 1
        if levels.count == madeLevels { levels.append([]) }
        if levels[madeLevels].count < count { levels[madeLevels] = Array(repeating: 0, count: count + count / 2) }
        var level: [UInt32] = []
        swap(&level, &levels[madeLevels])
        level.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            if madeLevels == 0, let items = sequence.baseAddress {
                table.numberPairs(of: items, offset: offset, count: count, numbers: numbers)
            } else {
                levels[madeLevels - 1].withUnsafeBufferPointer { classes in
                    guard let classes = classes.baseAddress else { return }
                    table.numberPairs(of: classes, offset: offset, count: count, numbers: numbers)
                }
            }
        }
        swap(&level, &levels[madeLevels])
        madeLevels += 1
    }
}
