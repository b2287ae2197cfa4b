import TableReading

/// Codes the times of one user's run as 32-bit words.
///
/// The first word says how they are written, in which unit, and of which file they are. If all are whole numbers of one unit, in
/// ascending order and less than 2^32 units apart, as nearly all are, each takes one word: its distance from the one before.
/// Other whole numbers take two words, and keys take four, or eight with a second time.
enum RunTimesCoding {
    private enum Form {
        static let distances: UInt32 = 0
        static let counts: UInt32 = 1
        static let keys: UInt32 = 2
        static let pairs: UInt32 = 3
    }

    /// Replaces `words`.
    static func write(_ times: RunTimes, file: Int, to words: inout [UInt32]) {
        words.removeAll(keepingCapacity: true)
        guard !times.keys.isEmpty else {
            return times.counts.withUnsafeBufferPointer { append($0, unit: times.unit, file: file, to: &words) }
        }
        words.append((times.secondKeys.isEmpty ? Form.keys : Form.pairs) | code(of: file))
        times.keys.withUnsafeBufferPointer { append($0, to: &words) }
        times.secondKeys.withUnsafeBufferPointer { append($0, to: &words) }
    }

    /// Appends whole numbers of a unit; nothing if there are none.
    static func append(
        _ counts: UnsafeBufferPointer<Int64>,
        unit: TimeUnit,
        file: Int,
        to words: inout [UInt32]
    ) {
        guard let first = counts.first else { return }
        let begin = words.count
        let head = head(of: unit, file: file)
        words.append(head)
        words.append(UInt32(truncatingIfNeeded: first))
        words.append(UInt32(truncatingIfNeeded: first >> 32))
        var last = first
        for count in counts.dropFirst() {
            // A distance that is negative or overflows has bits above the 32nd.
            let distance = count &- last
            guard distance >> 32 == 0 else {
                words.removeSubrange(begin...)
                words.append(head - Form.distances + Form.counts)
                return append(counts, to: &words)
            }
            words.append(UInt32(truncatingIfNeeded: distance))
            last = count
        }
    }

    /// The first word of whole numbers in ascending order. The first number follows in two words, the lower one first.
    static func head(of unit: TimeUnit, file: Int) -> UInt32 { Form.distances | code(of: unit) << 8 | code(of: file) }

    /// How many words the times of a run take.
    static func wordCount(_ words: UnsafeBufferPointer<UInt32>, at index: Int, count: Int) -> Int {
        switch words[index] & 0xFF {
        case Form.distances: 2 + count
        case Form.counts: 1 + 2 * count
        case Form.keys: 1 + 4 * count
        default: 1 + 8 * count
        }
    }

    static func file(of words: UnsafeBufferPointer<UInt32>) -> UInt16 { UInt16(words[0] >> 16) }

    /// Calls `body` with each time of a run that is a whole number, whatever its unit.
    static func forEachCount(_ words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, Int64) -> Void) {
        guard words[0] & 0xFF == Form.distances else {
            for offset in 0..<count { body(offset, load(Int64.self, words, at: 1 + 2 * offset)) }
            return
        }
        var time = load(Int64.self, words, at: 1)
        body(0, time)
        for offset in 1..<max(1, count) {
            time &+= Int64(words[2 + offset])
            body(offset, time)
        }
    }

    /// Calls `body` with each time of a run; of the first ones if there are second ones.
    static func forEachKey(_ words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, TimeKey) -> Void) {
        guard words[0] & 0xFF < Form.keys else {
            for offset in 0..<count { body(offset, load(TimeKey.self, words, at: 1 + 4 * offset)) }
            return
        }
        let unit = TimeUnit.allCases[Int((words[0] >> 8) & 0xFF)]
        forEachCount(words, count: count) { body($0, unit.key($1)) }
    }

    /// Calls `body` with each time of a run and its second time. A run without second times has zeros.
    static func forEachPair(_ words: UnsafeBufferPointer<UInt32>, count: Int, _ body: (Int, TimeKeyPair) -> Void) {
        let hasSecond = words[0] & 0xFF == Form.pairs
        forEachKey(words, count: count) { offset, first in
            let second = hasSecond ? load(TimeKey.self, words, at: 1 + 4 * (count + offset)) : .least
            body(offset, TimeKeyPair(first: first, second: second))
        }
    }

    private static func append(_ values: UnsafeBufferPointer<some BitwiseCopyable>, to words: inout [UInt32]) {
        words.append(contentsOf: UnsafeRawBufferPointer(values).bindMemory(to: UInt32.self))
    }

    private static func load<Value: BitwiseCopyable>(
        _ type: Value.Type,
        _ words: UnsafeBufferPointer<UInt32>,
        at index: Int
    ) -> Value {
        precondition(index + MemoryLayout<Value>.size / 4 <= words.count, "a time lies within its run")
        // Among words a value may be unaligned.
        return UnsafeRawBufferPointer(words).loadUnaligned(fromByteOffset: 4 * index, as: type)
    }

    private static func code(of file: Int) -> UInt32 { UInt32(min(file, Int(UInt16.max))) << 16 }

    private static func code(of unit: TimeUnit) -> UInt32 {
        switch unit {
        case .seconds: 0
        case .milliseconds: 1
        case .microseconds: 2
        case .nanoseconds: 3
        }
    }
}
