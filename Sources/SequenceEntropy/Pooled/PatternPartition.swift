/// Counts equal records, and equal beginnings of records, of one part of a `PartitionedPatternCount` after another.
///
/// A record is a window and the item behind it. Longer and longer beginnings are numbered, each by the number of the
/// one before and the next word, and only those that occur twice are looked at again.
struct PatternPartition {
    private let width: Int
    private let none: UInt32
    private var table = PatternTable()
    private var keys: [UInt64] = []
    private var numbers: [UInt32] = []
    private var records: [UInt32] = []

    /// Of windows, those that occur twice or more: how many patterns occur how often.
    private(set) var patterns: [Int: Int] = [:]
    /// The same of windows with the item behind.
    private(set) var nextPatterns: [Int: Int] = [:]

    /// - Parameters:
    ///   - width: Words of a window; records have one more.
    ///   - none: The last word of a record that has no item there.
    init(width: Int, none: UInt32) {
        self.width = width
        self.none = none
    }

    /// Counts a part that shares no window with another.
    mutating func count(_ words: UnsafeBufferPointer<UInt32>) {
        let all = words.count / (width + 1)
        guard all > 1, let words = words.baseAddress else { return }
        if keys.count < all {
            keys = [UInt64](repeating: 0, count: all)
            numbers = [UInt32](repeating: 0, count: all)
            records = [UInt32](repeating: 0, count: all)
        }
        begin(words, all)
        var candidates = all
        for word in stride(from: 2, to: width, by: 1) {
            count(candidates) { _, _ in }
            candidates = lengthen(candidates, words, by: word)
        }
        var found: [(count: Int, patterns: Int)] = []
        count(candidates) { found.append(($0, $1)) }
        for (count, patterns) in found { self.patterns[count, default: 0] += patterns }
        candidates = lengthen(candidates, words, by: width, without: none)
        found.removeAll(keepingCapacity: true)
        count(candidates) { found.append(($0, $1)) }
        for (count, patterns) in found { nextPatterns[count, default: 0] += patterns }
    }

    /// The first two words make a key, or the only one.
    private mutating func begin(_ words: UnsafePointer<UInt32>, _ all: Int) {
        let stride = width + 1
        let second = width > 1 ? 1 : 0
        keys.withUnsafeMutableBufferPointer { keys in
            records.withUnsafeMutableBufferPointer { records in
                for record in 0..<all {
                    let first = words + record &* stride
                    keys[record] = UInt64(first[0]) << 32 | UInt64(first[second])
                    records[record] = UInt32(truncatingIfNeeded: record)
                }
            }
        }
    }

    private mutating func count(_ candidates: Int, _ body: (_ count: Int, _ patterns: Int) -> Void) {
        keys.withUnsafeBufferPointer { keys in
            numbers.withUnsafeMutableBufferPointer { numbers in
                guard let keys = keys.baseAddress, let numbers = numbers.baseAddress else { return }
                table.count(keys, count: candidates, numbers: numbers)
            }
        }
        table.takeFrequencies(body)
    }

    /// Of the records counted last, keeps those that occur twice, by one word more. - Returns: How many there are.
    private mutating func lengthen(
        _ candidates: Int,
        _ words: UnsafePointer<UInt32>,
        by word: Int,
        without none: UInt32? = nil
    ) -> Int {
        let stride = width + 1
        let absent = none.map(UInt64.init) ?? .max
        return table.counts.withUnsafeBufferPointer { counts in
            keys.withUnsafeMutableBufferPointer { keys in
                records.withUnsafeMutableBufferPointer { records in
                    var kept = 0
                    for candidate in 0..<candidates {
                        let (record, number) = (records[candidate], numbers[candidate])
                        let next = words[Int(record) &* stride &+ word]
                        records[kept] = record
                        keys[kept] = UInt64(number) << 32 | UInt64(next)
                        kept &+= (counts[Int(number)] > 1 ? 1 : 0) & (UInt64(next) == absent ? 0 : 1)
                    }
                    return kept
                }
            }
        }
    }
}
