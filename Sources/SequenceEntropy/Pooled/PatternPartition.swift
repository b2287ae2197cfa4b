import ResourceMetering

/// Counts the equal records, and the records with equal windows, of one partition after another.
///
/// A record is a window and the item behind it. Prefixes of growing length are numbered, each by the number of the shorter
/// prefix and the next word. Only records whose prefix occurs twice are extended.
struct PatternPartition {
    private let width: Int
    private let noItem: UInt32
    private let meter: WorkMeter
    private var table = PatternTable()
    /// The candidates: their index in the partition, the key of their prefix and its number.
    private var records: [UInt32] = []
    private var keys: [UInt64] = []
    private var numbers: [UInt32] = []

    /// How many windows occur c times, by c, for c ≥ 2.
    private(set) var patterns: [Int: Int] = [:]
    /// How many windows with the item behind them occur c times, by c, for c ≥ 2.
    private(set) var nextPatterns: [Int: Int] = [:]

    /// - Parameters:
    ///   - width: Words of a window. A record has one more.
    ///   - noItem: The last word of a record without an item behind the window.
    init(width: Int, noItem: UInt32, meter: WorkMeter) {
        self.width = width
        self.noItem = noItem
        self.meter = meter
    }

    /// The most memory for partitions of at most `records` records, in bytes.
    static func bytes(records: Int) -> Int { PatternTable.bytes(keys: records) + 16 * records }

    /// Counts a partition. No window of it occurs in another partition.
    mutating func count(_ words: UnsafeBufferPointer<UInt32>) {
        let all = words.count / (width + 1)
        precondition(all <= PatternTable.mostKeys, "a partition has fewer than 2^31 records")
        guard all > 1, let words = words.baseAddress else { return }
        if keys.count < all {
            (keys, numbers, records) = ([], [], [])
            keys = [UInt64](repeating: 0, count: all)
            numbers = [UInt32](repeating: 0, count: all)
            records = [UInt32](repeating: 0, count: all)
        }
        begin(words, all)
        var candidates = all
        for word in stride(from: 2, to: width, by: 1) {
            count(candidates)
            if meter.isStopped { return }
            candidates = extend(candidates, words, by: word)
        }
        count(candidates)
        if meter.isStopped { return }
        table.forEachFrequency { patterns[$0, default: 0] += $1 }
        candidates = extend(candidates, words, by: width, excluding: noItem)
        count(candidates)
        table.forEachFrequency { nextPatterns[$0, default: 0] += $1 }
    }

    /// Makes a key of the first two words of each record, or of the only word of its window.
    private mutating func begin(_ words: UnsafePointer<UInt32>, _ all: Int) {
        let stride = width + 1
        let second = width > 1 ? 1 : 0
        keys.withUnsafeMutableBufferPointer { keys in
            records.withUnsafeMutableBufferPointer { records in
                for record in 0..<all {
                    let first = words + record &* stride
                    keys[record] = (UInt64(first[0]) << 32) | UInt64(first[second])
                    records[record] = UInt32(truncatingIfNeeded: record)
                }
            }
        }
    }

    private mutating func count(_ candidates: Int) {
        keys.withUnsafeBufferPointer { keys in
            numbers.withUnsafeMutableBufferPointer { numbers in
                guard let keys = keys.baseAddress, let numbers = numbers.baseAddress else { return }
                table.count(keys, count: candidates, numbers: numbers, meter: meter)
            }
        }
    }

    /// Drops the records whose prefix is unique and extends the key of the others by one word.
    ///
    /// - Parameter noItem: Records with this word are dropped too.
    /// - Returns: How many records remain.
    private mutating func extend(
        _ candidates: Int,
        _ words: UnsafePointer<UInt32>,
        by word: Int,
        excluding noItem: UInt32? = nil
    ) -> Int {
        let stride = width + 1
        let excluded = noItem.map(UInt64.init) ?? .max
        return table.counts.withUnsafeBufferPointer { counts in
            keys.withUnsafeMutableBufferPointer { keys in
                records.withUnsafeMutableBufferPointer { records in
                    var kept = 0
                    for candidate in 0..<candidates {
                        let (record, number) = (records[candidate], numbers[candidate])
                        let next = words[Int(record) &* stride &+ word]
                        records[kept] = record
                        keys[kept] = (UInt64(number) << 32) | UInt64(next)
                        kept &+= (counts[Int(number)] > 1 ? 1 : 0) & (UInt64(next) == excluded ? 0 : 1)
                    }
                    return kept
                }
            }
        }
    }
}
